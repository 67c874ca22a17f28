"""One person's story, by hand: from the front page to the figure, and out of the figure again."""

import re
from datetime import timedelta
from urllib.parse import urlsplit

from playwright.async_api import Page, expect

from .sites import LINK
from .visits import Visits

GIVEAWAYS = ("lonel", "connection", "brimbank", "worker", "support", "health", "referr", "goal", "check-in", "journey")

TO_ASK = re.compile("^Ask (a few questions|the questions that are due)$")


class Story(Visits):
    async def live(self) -> None:
        """All of it, in the order in which it happens to people."""
        self.sites.move_to(weekday=0, hour=9)
        await self.asks_for_support()
        await self.is_given_to_a_link_worker()
        await self.says_what_matters()
        await self.agrees()
        await self.makes_a_plan()
        await self.answers_three_questions(skip_one=True, answers=(3, 3, 2), name="measure")
        await self.finds_a_group()
        await self.takes_a_place()
        await self.goes_there()
        await self.looks_back()
        await self.gets_a_message()
        await self.is_called_back()
        self.sites.move(self.sites.now() + timedelta(weeks=12))
        await self.answers_three_questions(skip_one=False, answers=(2, 1, 2), name="measure-after-12-weeks")
        await self.is_a_pair_for_the_evaluator()
        await self.takes_back_the_evaluation()
        await self.the_link_worker_is_cared_for()
        await self.others_who_work_here_look()

    async def asks_for_support(self) -> None:
        page = await self.opens("public", "/", "front")
        await self.presses(page, "Ask for support", "public", "ask-name", after="What is your name?")
        await self.presses(page, "Next", "public", "ask-name-refused", after="needs another look")
        await page.get_by_label("Your name").fill(self.person.name)
        await self.presses(page, "Next", "public", "ask-why", after="What brings you here?")
        await page.get_by_label("In your own words").fill("Since I moved here I know nobody.\nI miss playing cards.")
        await self.presses(page, "Next", "public", "ask-born", after="When were you born?")
        await page.get_by_label("Your date of birth").fill("27/3/1959")
        await self.presses(page, "Next", "public", "ask-reach", after="How may we reach you?")
        await page.get_by_label("Send me a text message").check()
        await self.presses(page, "Next", "public", "ask-reach-refused", after="needs another look")
        await page.get_by_label("Your phone number").fill(self.person.phone)
        await self.presses(page, "Next", "public", "ask-safe", after="Is it safe to contact you there?")
        await page.get_by_label("Yes, it is safe").check()
        await self.presses(page, "Next", "public", "ask-look-over", after="Look over your answers")
        await self.names(page)
        await self.presses(page, "Send to Local Connections", "public", "ask-thanks", after="Thank you. We have it.")
        await self.opens("public", "/refer", "refer")

    async def is_given_to_a_link_worker(self) -> None:
        page = await self.opens("intake", "/referral", "inbox")
        await page.get_by_role("link", name=self.person.name, exact=True).click()
        await expect(page.locator("h1")).to_contain_text(self.person.name)
        await self.eyes.look(page, "intake", "referral")
        give = f"Give to {self.sites.person('link-worker').name}"
        await self.presses(page, give, "intake", "referral-given", after="has walked with them")
        await self.presses(page, "Change this card", "intake", "card", after="Is it safe to contact them?")
        for path, name in (("/referral/people", "people"), ("/referral/waitlist", "waitlist"), ("/refer", "desk")):
            await self.opens("intake", path, name)
        await self.opens("intake", "/referral?show=given", "given")
        self.sites.settle()

    async def says_what_matters(self) -> None:
        page = await self.opens("link-worker", "/journey", "my-day-someone-new")
        await self.names(page)
        await self.person_page("person-new")
        await self.presses(page, "Write what matters", "link-worker", "matters", after="In their own words")
        await page.get_by_label("What is most important to me").fill("Being missed when I do not come.")
        await page.get_by_label("What I like doing now").fill("Cards, gardens, soup")
        await self.presses(page, "Keep this", "link-worker", "person-matters", after="Being missed when I do not come.")

    async def agrees(self) -> None:
        page = await self.person_page()
        change, agreed_to = f"Change what {self.person.name} agrees to", f"What {self.person.name} agrees to"
        await self.presses(page, change, "link-worker", "consents", after=agreed_to)
        for purpose in ("service", "evaluation", "messages"):
            section = page.locator(f"section[aria-labelledby={purpose}-title]")
            await section.get_by_label("Yes", exact=True).check()
        await page.locator("fieldset", has_text="say it?").get_by_role("radio").first.check()
        await self.presses(page, f"Note what {self.person.name} said", "link-worker", "person-agrees", after="Noted.")
        await self.opens("link-worker", urlsplit(page.url).path + "/consents", "consents-given")
        for purpose in ("service", "evaluation", "messages"):
            await expect(page.locator(f"section[aria-labelledby={purpose}-title] .tag").first).to_have_text("Yes")
        self.sites.settle()

    async def makes_a_plan(self) -> None:
        page = await self.person_page("person-agreed")
        await self.presses(page, "Choose another rhythm", "link-worker", "rhythm", after="like to be asked?")
        await page.get_by_label("How often").select_option("1")
        for day, wanted in (("Tuesday", False), ("Friday", True)):
            await page.get_by_role("checkbox", name=day).set_checked(wanted)
        await page.get_by_label("At what hour").select_option("10")
        await page.get_by_role("button", name="Choose this rhythm").click()
        await self.presses(page, "Set a goal", "link-worker", "goal", after="What would they like?")
        await self.presses(page, "Set this goal", "link-worker", "goal-refused", after="needs another look")
        await page.get_by_label("What would they like?").fill("Play cards with people who know my name")
        await page.locator("fieldset", has_text="How much does it matter").get_by_label("8").check()
        await self.presses(page, "Set this goal", "link-worker", "person-goal", after="Play cards with people who know")

    async def answers_three_questions(self, *, skip_one: bool, answers: tuple[int, int, int], name: str) -> None:
        page = await self.person_page("" if skip_one else f"person-before-{name}")
        if skip_one:
            await self._the_three_questions(page)
            await self.eyes.look(page, "link-worker", name)
            await self._answers(page, (answers[0], 4, answers[2]))
            await expect(page.locator("main")).to_contain_text("a question was skipped")
            await self.eyes.look(page, "link-worker", f"{name}-skipped")
        await self.person_page()
        await self._the_three_questions(page)
        await self._answers(page, answers)
        await expect(page.locator("main")).to_contain_text(f"{sum(answers)} of 9")
        await self.eyes.look(page, "link-worker", f"{name}-answered")
        self.sites.settle()

    async def _the_three_questions(self, page: Page) -> None:
        """To be read out: all of them on one page."""
        await page.get_by_role("link", name=TO_ASK).click()
        await page.locator("section[aria-labelledby=m-ucla-3]").get_by_role("link", name="Read out by phone").click()
        await expect(page.locator("h1")).to_have_text("How are you going?")

    async def _answers(self, page: Page, answers: tuple[int, int, int]) -> None:
        """Each by its place in the list; the fourth is to skip."""
        for number, answer in enumerate(answers, 1):
            await page.locator(f"input[name=item_{number}]").nth(answer - 1).check()
        await page.get_by_role("button", name="Keep these answers").click()

    async def finds_a_group(self) -> None:
        page = await self.opens("link-worker", "/community", "community")
        await self.opens("link-worker", "/community/groups", "groups")
        await self.presses(page, "List a group", "link-worker", "group-new", after="Name of the group")
        await self.presses(page, "List this group", "link-worker", "group-refused", after="needs another look")
        await page.get_by_label("Name of the group").fill(self.person.group)
        await page.get_by_label("Games").check()
        await page.get_by_label("Who says hello at the door").fill("Maria")
        await page.get_by_label("Where it meets").fill("12 Hampshire Road, Sunshine. Ring the side bell.")
        await self.presses(page, "List this group", "link-worker", "group-empty", after="Nothing is listed yet")
        await self.presses(page, "Add an activity", "link-worker", "activity-new", after="happens every week")
        await page.get_by_label("What is it called?").fill(self.person.activity)
        await page.get_by_label("Day of the week").select_option("Wednesday")
        await page.get_by_label("When does it begin?").fill("10:30 am")
        await page.get_by_label("How many minutes").fill("90")
        await page.get_by_label("How many of our people").fill("4")
        await page.get_by_label("Yes, no steps").check()
        await page.get_by_label("Yes, quiet").check()
        await page.get_by_label("Where is it?").fill("The hall behind the library")
        await page.get_by_label("How do people get there, and in?").fill("Bus 216. Side door, one ring.")
        await page.get_by_label("What is it like?").fill("6 to 10 people, Maria says hello at the door.")
        await self.presses(page, "Add this activity", "link-worker", "group", after=self.person.activity)
        await page.get_by_label("3 months").check()
        await page.get_by_role("button", name="Make a link").click()
        self.host_link = await page.get_by_label("Link to copy").input_value()
        await self.eyes.look(page, "link-worker", "group-host-link")

    async def takes_a_place(self) -> None:
        page = await self.opens("link-worker", "/community/for", "community-people")
        await expect(page.locator("main")).to_contain_text(self.person.first_name)
        await self.person_page()
        await self.presses(page, "Find an activity", "link-worker", "community-for", after="Find something together")
        await expect(page.locator("h1")).to_have_text(f"Activities for {self.person.name}")
        await self.presses(page, "No steps", "link-worker", "community-for-no-steps", after="✓ No steps")
        await self.presses(page, self.person.activity, "link-worker", "activity", after="How it fits")
        await self.presses(
            page, "We looked at it together", "link-worker", "activity-looked-at", after="Looked at it together"
        )
        await self.presses(page, "Keep a place", "link-worker", "activity-refused", after="needs another look")
        await page.get_by_label("Yes, expect me by name").check()
        await page.get_by_label("How should the host greet them?").fill(self.person.first_name)
        await self.presses(page, "Keep a place", "link-worker", "activity-place", after="A place is kept")
        await page.get_by_role("group", name="How did you bring them together?").get_by_role("radio").first.check()
        await self.presses(page, "Note the introduction", "link-worker", "activity-introduced", after="Introduced:")
        self.sites.settle()
        await self.person_page("person-introduced")

    async def goes_there(self) -> None:
        self.sites.move_to(weekday=2, hour=11)
        page = await self.window("host")
        await page.goto(self.host_link)
        await expect(page.locator("main")).not_to_contain_text(self.person.name)
        await self.eyes.look(page, "host", "today")
        await page.get_by_label(self.person.first_name, exact=True).check()
        await self.presses(page, "Send who came", "host", "today-sent", after="was there.")
        self.sites.settle()

    async def looks_back(self) -> None:
        page = await self.opens("link-worker", "/journey", "my-day-been-there")
        await self.names(page)
        line = page.get_by_role("listitem").filter(has_text=f"Hear how it went for {self.person.name}")
        await line.get_by_role("link").last.click()
        await expect(page.locator("main")).to_contain_text("Would they go again?")
        await self.eyes.look(page, "link-worker", "debrief")
        await page.get_by_label("Yes").check()
        await self.presses(page, "Keep this", "link-worker", "person-been-there", after="Been there once")

    async def gets_a_message(self) -> None:
        self.sites.move_to(weekday=4, hour=11)
        (text,) = self.sites.messages(self.person.number)
        told = [word for word in (*GIVEAWAYS, *self.person.words) if word.casefold() in text.casefold()]
        assert told == []
        page = await self.window("participant")
        link = LINK.search(text)
        assert link
        await page.goto(link[0])
        await self.eyes.look(page, "participant", "how-are-you-going")
        for word in self.person.words:
            await expect(page.locator("body")).not_to_contain_text(word)
        await page.get_by_label("A line to us").fill("Maria remembered my name.")
        await page.get_by_label("Please call me").check()
        await self.presses(page, "Good", "participant", "thanks", after="Your answer has arrived")
        await page.goto(f"{link[0]}/mine")
        await page.get_by_label("The year you were born").fill("1959")
        await self.presses(page, "Show me", "participant", "whats-on", after="Side door, one ring.")
        await expect(page.locator("main")).to_contain_text(self.person.activity)
        self.sites.settle()

    async def is_called_back(self) -> None:
        page = await self.opens("link-worker", "/journey", "my-day-answered")
        await self.names(page)
        await self.person_page("person-answered")
        await self.presses(page, "Record a contact", "link-worker", "check-in", after="Maria remembered my name.")
        await page.get_by_label("We talked on the phone").check()
        await page.get_by_label("A sentence for next time").fill("Ask about Maria.")
        await self.presses(page, "Record this", "link-worker", "person-called", after="Ask about Maria.")
        await self.presses(page, "Note a moment", "link-worker", "moment", after="What was it?")
        await page.get_by_role("radio").first.check()
        await page.get_by_label("In a sentence").fill("They kept a chair for them.")
        await self.presses(
            page, "Note this moment", "link-worker", "person-moment", after="They kept a chair for them."
        )
        await self.opens("link-worker", "/journey", "my-day-moment")
        await self.opens("link-worker", "/journey/people", "people")
        await self.opens("link-worker", "/notifications", "messages")
        await self.names(page)

    async def is_a_pair_for_the_evaluator(self) -> None:
        page = await self.window("evaluator")
        await self.says(page, "Only 1 person measured at both times")
        await self.eyes.look(page, "evaluator", "outcomes")
        for link in await page.get_by_role("navigation", name="Main").get_by_role("link").all():
            path = await link.get_attribute("href") or "/"
            if path != "/":
                other = await self.eyes.page("evaluator")
                await other.goto(self.sites.evaluator + path)
                await self.eyes.look(other, "evaluator", path.strip("/").replace("/", "-"))
                await other.close()

    async def takes_back_the_evaluation(self) -> None:
        page = await self.person_page("person-after-12-weeks")
        await page.get_by_role("link", name=re.compile("^Change what .* agrees to$")).click()
        section = page.locator("section[aria-labelledby=evaluation-title]")
        await section.get_by_label("Takes it back").check()
        await page.get_by_role("button", name=f"Note what {self.person.name} said").click()
        await expect(page.locator("h1")).to_have_text(self.person.name)
        await page.goto(page.url.partition("?")[0].partition("#")[0] + "/consents")
        await self.eyes.look(page, "link-worker", "consents-taken-back")
        self.sites.settle()
        page = await self.window("evaluator")
        await self.says(page, "Nobody has been measured at both times yet.")
        await self.eyes.look(page, "evaluator", "outcomes-taken-back")

    async def the_link_worker_is_cared_for(self) -> None:
        page = await self.opens("link-worker", "/practice", "care")
        await page.get_by_label("When did you meet?").fill(self.sites.now().date().isoformat())
        await page.get_by_label("What kind was it?").select_option(index=1)
        await page.get_by_label("How many minutes?").fill("60")
        await self.presses(page, "Note this supervision", "link-worker", "care-noted", after="60 minutes")
        await self.person_page()
        await self.presses(
            page, "Switch off the links they hold", "link-worker", "links", after="Switch off every link"
        )
        await self.person_page()
        await self.presses(page, "Close the journey", "link-worker", "close", after="Part ways")

    async def others_who_work_here_look(self) -> None:
        for path, name in (
            ("/referral", "inbox"),
            ("/journey", "day"),
            ("/journey/people", "people"),
            ("/practice", "balance"),
            ("/evaluation", "evaluation"),
        ):
            await self.opens("lead", path, name)
        page = await self.opens("lead", "/referral/people", "people-who-asked")
        await page.get_by_role("link", name="Card").first.click()
        await page.get_by_role("link", name="Erase this record").click()
        await expect(page.locator("main")).to_contain_text("Somebody walks with them. Close their journey first.")
        await self.eyes.look(page, "lead", "erase-not-yet")
        await self.opens("lead", "/referral/erased", "erased-none")
        page = await self.opens("operator", "/operator", "overview")
        await expect(page.locator("main")).to_contain_text("All is well. Nothing needs you here.")
        for service in ("referral", "journey", "community", "practice", "notifications", "evaluation"):
            page = await self.opens("operator", f"/{service}/operator", service)
            await expect(page.locator("main")).to_contain_text("All is well. Nothing needs you here.")
        await self.opens("operator", "/notifications", "messages")
