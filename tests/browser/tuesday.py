"""A link worker's whole Tuesday, by hand: interrupted twice, and not a word of it is lost."""

import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from urllib.parse import urlsplit

from playwright.async_api import Page, expect

from shared.kernel.staff import StaffMember as Staff

from . import logins
from .tuesday_pages import Pages
from .tuesday_people import NAMES

ORDER = (
    ("worry", "Safety note about {}"),
    ("hard", "{} tapped “hard”"),
    ("new", "{} is waiting for a first contact"),
    ("due", "Check-in with {}"),
    ("measure", "Check-in with {}"),
    ("debrief", "Hear how it went for {}"),
    ("practise", "Practise with {}"),
    ("visit", "Go with {} to The Shed"),
    ("debrief", "Go with {} to The Shed"),
    ("promise", "For {}: ask Nada for the recipe"),
    ("promise", "Look at a goal with {}"),
    ("quiet", "{} has been quiet"),
    ("measure", "The first questions with {}"),
)
"""What needs the link worker at eleven, from the top."""
DONE = Counter(
    SafetyNoteSeen=1, SafetyNoteClosed=1, CheckInHeld=3, DebriefHeld=1, VisitNoted=1, GoalReviewed=1, GoalStepDone=1,
    GoalStepPlanned=1, MeasureTaken=1, MomentOfConnection=1, MomentTakenBack=1, JourneyPaused=1, JourneyHandedOver=1,
)  # fmt: skip
"""Every fact of the day, once for each time something was done."""

SHEETS_OF_PAPER = re.compile(rb"/Type\s*/Page\b")


@dataclass
class Tuesday(Pages):
    typed: list[tuple[str, str]] = field(default_factory=list)
    """Every sentence of the day, and about whom."""

    def who(self, role: str) -> Staff:
        return self.people.worker if role == "link-worker" else super().who(role)

    async def live(self) -> None:
        await self.people.live_until_tuesday()
        before = self.sites.facts(self.people.journeys)
        await self.opens_my_day()
        await self.opens_every_page()
        await self.erases_what_was_entered_twice()
        await self.looks_after_the_safety_note()
        await self.records_a_contact()
        await self.is_logged_out_while_writing()
        await self.hears_how_it_went()
        await self.notes_a_visit()
        await self.looks_at_a_goal()
        await self.asks_while_the_service_restarts()
        await self.notes_a_moment_by_mistake()
        await self.plans_a_pause()
        await self.prints_what_was_agreed()
        await self.is_called_away()
        await self.hands_over()
        assert self.sites.facts(self.people.journeys) - before == DONE
        await self.every_word_is_there()
        await self.ends_and_begins_again()
        await self.is_asked_at_home()

    async def my_day(self, name: str = "") -> Page:
        page = await self.window("link-worker")
        await page.goto(f"{self.sites.local}/journey")
        if name:
            await self.eyes.look(page, "link-worker", name)
        return page

    async def taps(self, page: Page, action: str, who: str) -> None:
        """What My day offers for somebody: `action` as it is read aloud."""
        before = page.url
        await self.touches(page.locator("#needs").get_by_role("link", name=self.about(action, who)).first)
        await page.wait_for_url(lambda url: url != before)

    def about(self, action: str, who: str) -> re.Pattern[str]:
        return re.compile(rf"^{action}\s*: {self.people.name(who)}")

    async def at(self, who: str, what: str = "", name: str = "") -> Page:
        page = await self.window("link-worker")
        await page.goto(f"{self.sites.local}{self.people.at(who)}{what}")
        if name:
            await self.eyes.look(page, "link-worker", name)
        return page

    async def writes(self, page: Page, label: str, who: str, words: str) -> None:
        await page.get_by_label(label).fill(words)
        self.typed.append((who, words))

    async def chooses(self, page: Page, label: str) -> None:
        await self.touches(page.locator("main").get_by_label(label).first)

    async def sends(self, page: Page, button: str, name: str, *, after: str) -> None:
        await self.presses(page, button, "link-worker", name, after=after)

    async def opens_my_day(self) -> None:
        page = await self.my_day("tuesday")
        needs = [words.strip() for words in await page.locator("#needs h3").all_inner_texts()]
        expected = [words.format(self.people.name(who)) for who, words in ORDER]
        assert [need[: len(wanted)] for need, wanted in zip(needs, expected, strict=True)] == expected

    async def looks_after_the_safety_note(self) -> None:
        """The link worker reads it; a clinician takes it on, and says what was done."""
        page = await self.my_day()
        await self.taps(page, "Open it", "worry")
        await expect(page.locator("main")).to_contain_text("Has not opened the blinds for days.")
        await self.eyes.look(page, "link-worker", "safety-note")
        clinician = await self.opens("clinician", "/journey/safety", "safety-notes")
        mine = clinician.get_by_role("listitem").filter(has_text=self.people.name("worry"))
        await self.touches(mine.get_by_role("button", name="I take this on"))
        await expect(clinician.locator("main")).to_contain_text("took it on")
        await self.eyes.look(clinician, "clinician", "safety-notes-taken-on")
        page = await self.my_day("tuesday-note-taken-on")
        await expect(page.locator("#needs")).to_contain_text("Somebody has taken it on")
        await clinician.goto(f"{self.sites.local}/journey/safety/{self.people.ids['note']}")
        await self.eyes.look(clinician, "clinician", "safety-note")
        await self.chooses(clinician, "Somebody talked with them")
        await self.writes(clinician, "A sentence about it", "worry", "We opened the blinds together at noon.")
        await self.presses(clinician, "Close this note", "clinician", "safety-notes-none", after="Thank you")
        await clinician.go_back()
        await clinician.reload()
        await expect(clinician.locator("main")).to_contain_text("We opened the blinds together")
        await self.eyes.look(clinician, "clinician", "safety-note-closed")

    async def records_a_contact(self) -> None:
        """Two taps and a sentence."""
        page = await self.my_day()
        await self.taps(page, "Record a call", "hard")
        await self.eyes.look(page, "link-worker", "contact-after-hard")
        await self.chooses(page, "We talked on the phone")
        await self.writes(page, "A sentence for next time", "hard", "Her sister rings on Sundays, call on Mondays.")
        await self.sends(page, "Record this", "person-contact", after="Her sister rings on Sundays")

    async def is_logged_out_while_writing(self) -> None:
        page = await self.my_day()
        await self.taps(page, "Record it", "due")
        await self.chooses(page, "We met")
        await self.writes(page, "A sentence for next time", "due", "Bring the “blue” map & ask Zoë’s dog’s name.")
        if self.eyes.scripts:
            await expect(page.locator("[data-draft]")).to_have_text("Kept as a draft. Only you can see it.")
        await logins.run_out(page.context, self.sites)
        await self.sends(page, "Record this", "logged-out-while-writing", after="Nothing is lost")
        await self.touches(page.get_by_role("button", name=self.people.worker.name))
        await expect(page.get_by_role("button", name="Continue where you were")).to_be_visible()
        await self.eyes.look(page, "link-worker", "logged-in-again")
        await self.sends(page, "Continue where you were", "person-after-login", after="Bring the “blue” map")

    async def hears_how_it_went(self) -> None:
        page = await self.my_day()
        await self.taps(page, "Start", "debrief")
        await self.eyes.look(page, "link-worker", "debrief-to-hold")
        await self.chooses(page, "Yes")
        await self.writes(page, "What was good, what was hard", "debrief", "Ken kept the seat near the door.")
        await self.sends(page, "Keep this", "person-debrief", after="Ken kept the seat near the door.")

    async def notes_a_visit(self) -> None:
        page = await self.at("debrief")
        await self.sends(page, "Note how they went to The Shed " + self.people.tag, "visit", after="Which day?")
        day = self.sites.now().date() - timedelta(days=8)
        await page.get_by_label("Which day?").fill(day.isoformat())
        await self.chooses(page, "Alone, or with people from there")
        await self.sends(page, "Note this visit", "person-visit", after="Been there")

    async def looks_at_a_goal(self) -> None:
        page = await self.my_day()
        await self.taps(page, "Open the goal", "promise")
        await self.eyes.look(page, "link-worker", "person-goals")
        await self.sends(page, "Done ask Nada for the recipe", "person-step-done", after="Cook for two again")
        await self.sends(page, "Cook for two again", "goal-one", after="What getting there looks like")
        await self.sends(page, "Look at it together", "goal-review", after="Where are they with it?")
        await self.chooses(page, "7")
        await self.writes(page, "What did they say?", "promise", "The soup was good, the talk was better.")
        await self.sends(page, "Keep this", "person-goal-reviewed", after="Cook for two again")
        await page.goto(f"{self.sites.local}{self.people.at('promise')}/goals/{self.people.ids['goal']}/steps")
        await self.eyes.look(page, "link-worker", "goal-step")
        await self.writes(page, "What is the next small thing?", "promise", "Ask the neighbour in for Thursday.")
        await self.chooses(page, "They do it")
        await self.sends(page, "Plan this step", "person-step-planned", after="Ask the neighbour in for Thursday.")

    async def asks_while_the_service_restarts(self) -> None:
        """Between the second and the third question the whole Local is killed; the third is sent into nothing."""
        page = await self.my_day()
        await self.taps(page, "Ask", "measure")
        for number in (1, 2):
            await expect(page.locator("main")).to_contain_text(f"Question {number} of 3")
            await self.eyes.look(page, "link-worker", f"question-{number}")
            await self.touches(page.get_by_role("radio").nth(1))
            await self.touches(page.get_by_role("button", name="Next"))
        await expect(page.locator("main")).to_contain_text("Question 3 of 3")
        at = self.sites.kill()
        try:
            await self.touches(page.get_by_role("radio").nth(2))
            async with page.expect_event("requestfailed"):
                await self.touches(page.get_by_role("button", name="Done"))
        finally:
            self.sites.start_again(at)
        await page.reload()
        await expect(page.locator("main")).to_contain_text("7 of 9")
        await self.eyes.look(page, "link-worker", "answered")

    async def notes_a_moment_by_mistake(self) -> None:
        """It was somebody else's: undone at once, it is nowhere."""
        page = await self.at("visit")
        await self.sends(page, "Note a moment", "moment-for", after="What was it?")
        await self.touches(page.get_by_role("radio").first)
        await page.get_by_label("In a sentence").fill("Somebody waved from the bus.")
        await self.sends(page, "Note this moment", "person-moment-undo", after="Somebody waved from the bus.")
        await self.sends(page, "Undo", "person-undone", after=self.people.name("visit"))
        await expect(page.locator("main")).not_to_contain_text("Somebody waved from the bus.")

    async def plans_a_pause(self) -> None:
        page = await self.at("quiet", "/pauses", "pause")
        await self.chooses(page, "They are away")
        first = self.sites.now().date() + timedelta(days=3)
        await page.get_by_label("First day").fill(first.isoformat())
        await page.get_by_label("Last day").fill((first + timedelta(days=10)).isoformat())
        await self.sends(page, "Plan this pause", "person-pause", after="A pause is planned")

    async def prints_what_was_agreed(self) -> None:
        """One page of paper in large type, with the step of today on it."""
        page = await self.at("promise", "/plan", "plan")
        await expect(page.locator("main")).to_contain_text("Ask the neighbour in for Thursday.")
        assert len(SHEETS_OF_PAPER.findall(await page.pdf(format="A4"))) == 1

    async def is_called_away(self) -> None:
        """With scripts what is begun is kept by itself, and offered on My day."""
        words = "He would like to come by tram next time."
        page = await self.at("visit", "/check-in")
        await self.chooses(page, "We talked on the phone")
        await self.writes(page, "A sentence for next time", "visit", words)
        if self.eyes.scripts:
            await expect(page.locator("[data-draft]")).to_have_text("Kept as a draft. Only you can see it.")
            page = await self.my_day("tuesday-draft")
            await self.touches(page.get_by_role("link", name=self.about("Record a contact", "visit")))
            await expect(page.get_by_label("A sentence for next time")).to_have_value(words)
            await self.eyes.look(page, "link-worker", "contact-draft")
        await self.sends(page, "Record this", "person-draft-sent", after=words)

    async def hands_over(self) -> None:
        page = await self.at("practise", "/handover", "handover")
        await self.chooses(page, self.sites.person("link-worker").name)
        await self.writes(page, "What the next one should know first", "practise", "She hears better on the left side.")
        await self.sends(page, "Hand over", "people-after-handover", after="Handed over.")

    async def every_word_is_there(self) -> None:
        """Once each on the page about them: the Lead, who sees everybody, reads it."""
        page = await self.window("lead")
        for who in dict.fromkeys(who for who, _ in self.typed):
            await page.goto(self.sites.local + self.people.at(who))
            await self.eyes.look(page, "lead", f"person-{who}")
            said = " ".join(await page.locator(".timeline").all_inner_texts())
            assert [said.count(words) for about, words in self.typed if about == who] == [1] * sum(
                about == who for about, _ in self.typed
            ), f"{NAMES[who]}: {urlsplit(page.url).path}"
