"""Every other page of the journey in full, opened once: by a link worker, a Lead, a clinician, and somebody at home."""

from dataclasses import dataclass, field

from playwright.async_api import expect

from .tuesday_people import People
from .visits import Visits

BEFORE = (
    ("due", "/check-in/move", "check-in-move"),
    ("due", "/check-in/missed", "check-in-missed"),
    ("promise", "/goals/{goal}/levels", "goal-levels"),
    ("promise", "/goals/{goal}/words", "goal-words"),
    ("visit", "/companions", "companions"),
    ("visit", "/supporters", "supporters-not-safe"),
    ("measure", "/supporters", "supporters"),
    ("measure", "/supporters/{sister}/view", "supporter-view"),
    ("measure", "/supporters/{sister}/details", "supporter-details"),
    ("visit", "/ways/{thursday}/stopped", "stopped"),
    ("measure", "/measures", "measures"),
    ("measure", "/measures/ucla-3", "measure-by-phone"),
    ("measure", "/measures/k10", "measure-k10-by-phone"),
    ("measure", "/measures/k10/1", "question-k10"),
    ("promise", "/measures/gas-t", "measure-goals"),
    ("promise", "/plan?plain=yes", "plan-plain"),
    ("hard", "/step-down", "step-down"),
    ("hard", "/rhythm", "rhythm-to-choose"),
    ("visit", "/skills", "skills-join"),
    ("quiet", "/safety", "safety-raise"),
    ("quiet", "/links", "links-held"),
    ("quiet", "/matters", "matters-to-write"),
    ("quiet", "/transfer", "transfer-not-agreed"),
    ("hard", "/transfer", "transfer"),
    ("new", "/bring-along", "bring-along-not-agreed"),
    ("hard", "/bring-along", "bring-along"),
    ("new", "", "person-just-come"),
)
"""On the day as it begins: who, the page under their address, and what its picture is called."""
OWN = (
    ("/journey/skills", "skills"),
    ("/journey/skills/plan", "skills-plan"),
    ("/journey/skills/{hour}", "skills-hour"),
    ("/journey/keys", "keys"),
    ("/journey/drafts", "drafts"),
    ("/journey/safety", "safety-notes"),
    ("/journey/people", "people-of-mine"),
    ("/journey/people?stage=quiet", "people-quiet"),
)
LEADS = (
    ("/journey", "day-with-a-note"),
    ("/journey/people?stage=waiting", "people-waiting"),
    ("/journey/safety", "safety-notes"),
    ("/journey/handover", "handover-workers"),
)


@dataclass
class Pages(Visits):
    people: People = field(kw_only=True)

    async def opens_every_page(self) -> None:
        at = {name: str(made) for name, made in self.people.ids.items()}
        for who, path, name in BEFORE:
            await self.opens("link-worker", self.people.at(who) + path.format(**at), name)
        for path, name in OWN:
            await self.opens("link-worker", path.format(**at), name)
        for path, name in LEADS:
            await self.opens("lead", path, name)
        await self.opens("lead", f"/journey/handover/{self.people.worker.id}", "handover-people")

    async def erases_what_was_entered_twice(self) -> None:
        page = await self.opens("lead", f"/referral/people/{self.people.ids['twice']}/erase", "erase")
        await self.presses(page, "Erase this record", "lead", "erase-refused", after="Choose why it may be erased")
        await self.touches(page.get_by_role("radio", name="It was entered by mistake"))
        await self.touches(page.get_by_role("checkbox"))
        await self.presses(page, "Erase this record", "lead", "erase-done", after="The record is erased here")
        page = await self.opens("lead", "/referral/erased", "erased")
        await expect(page.locator("main")).to_contain_text(f"Rawi {self.people.tag}")

    async def ends_and_begins_again(self) -> None:
        """Somebody parts, is asked once more, and comes back."""
        page = await self.opens("link-worker", self.people.at("hard") + "/close", "close-the-journey")
        await self.touches(page.get_by_role("radio").first)
        await self.presses(page, "Close the journey", "link-worker", "person-closed", after="After the end")
        await self.opens("link-worker", self.people.at("hard") + "/follow-up", "follow-up")
        page = await self.opens("link-worker", self.people.at("hard") + "/again", "again")
        await self.touches(page.get_by_role("radio").first)
        await self.presses(
            page, "Go on with this journey", "link-worker", "person-again", after=self.people.name("hard")
        )

    async def is_asked_at_home(self) -> None:
        """Whoever has the link sees what is their own once they have said the year of their birth."""
        page = await self.window("participant")
        link = self.people.link("measure")
        await page.goto(link)
        await self.eyes.look(page, "participant", "me")
        await self.presses(page, "Good", "participant", "me-thanks", after="Your answer has arrived")
        await self.presses(page, "Yes, show me", "participant", "me-question", after="How")
        await self.touches(page.get_by_role("radio").first)
        await self.presses(page, "Done", "participant", "me-answered", after="Thank you")
        await page.goto(f"{link}/mine")
        await self.eyes.look(page, "participant", "me-year")
        await page.get_by_label("The year you were born").fill(self.people.born("measure"))
        await self.presses(page, "Show me", "participant", "mine", after="My goals, in my words")
        await self.presses(
            page, "Write what matters to me", "participant", "mine-matters", after="Write as much or as little"
        )
        await page.get_by_label("What is most important to me").fill("My garden, and being asked.")
        await self.presses(page, "Keep this", "participant", "mine-kept", after="My garden, and being asked.")
        for part, name in (("choices", "mine-choices"), ("held", "mine-held")):
            await page.goto(f"{link}/mine/{part}")
            await self.eyes.look(page, "participant", name)
        self.sites.settle()
        page = await self.opens("link-worker", self.people.at("measure"), "person-wrote-themselves")
        await expect(page.locator("main")).to_contain_text("My garden, and being asked.")
        await self.opens("link-worker", self.people.at("measure") + "/matters/said", "matters-said")
