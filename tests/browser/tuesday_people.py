"""Whom a link worker walks with on one Tuesday: each in another state, brought there by the forms' own doors."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID, uuid4, uuid5

from deploy.simulation.browser import Browser as Door
from deploy.simulation.steps import Fields
from shared.kernel.staff import StaffMember as Staff

from .sites import LINK, Sites

TUESDAY = 1
EVERY_SECOND_MONTH: Fields = {"every_weeks": "8", "weekdays": "4", "hour": "10", "minute": "0"}
NAMES = {
    "worry": "Ngaire",
    "hard": "Tadeusz",
    "new": "Yusuf",
    "due": "Biljana",
    "debrief": "Hùng",
    "practise": "Rosa",
    "visit": "Old Tom",
    "promise": "Meredith",
    "quiet": "Ravi",
    "measure": "Siobhán",
}
"""What makes each of them come up, in the order in which they do."""


@dataclass
class People:
    """Everybody the day is about. `tag` tells the people of one day from those of another."""

    sites: Sites
    worker: Staff
    tag: str
    phones: Mapping[str, str]
    oldest: int
    """The year in which the first of them was born: people of one name and one year look like one person."""
    referrals: dict[str, UUID] = field(default_factory=dict)
    ids: dict[str, UUID] = field(default_factory=dict)
    """Of what was made beforehand: goal, step, group, activities, hour."""
    _public: Door = field(init=False)
    _intake: Door = field(init=False)
    _door: Door = field(init=False)

    def name(self, who: str) -> str:
        return f"{NAMES[who]} {self.tag}"

    def journey(self, who: str) -> UUID:
        return uuid5(self.referrals[who], "journey")

    def participant(self, who: str) -> UUID:
        return uuid5(self.referrals[who], "participant")

    def at(self, who: str) -> str:
        return f"/journey/{self.journey(who)}"

    @property
    def journeys(self) -> list[UUID]:
        return [self.journey(who) for who in self.referrals]

    async def live_until_tuesday(self) -> None:
        """Four weeks go by; when this returns it is Tuesday, eleven in the morning."""
        self._public, self._intake, self._door = (Door(self.sites.local) for _ in range(3))
        await self._public.visits("/ask")
        await self._intake.logs_in(self.sites.person("intake"), "/referral")
        await self._door.logs_in(self.worker, "/journey")
        self.sites.move_to(weekday=0, hour=9)
        await self._four_weeks_ago()
        self.sites.move_to(weekday=4, hour=9, weeks=3)
        await self._come("measure")
        await self._asked(("measure",))
        await self._does("measure", "check-in", {"mode": "visit"})
        await self._name_who_is_close()
        self.sites.move_to(weekday=0, hour=16)
        await self._yesterday()
        self.sites.move_to(weekday=TUESDAY, hour=11)
        self.sites.settle()
        for door in (self._public, self._intake, self._door):
            await door.closes()

    async def _four_weeks_ago(self) -> None:
        early = [who for who in NAMES if who not in ("new", "measure")]
        await self._come(*early)
        agree = [who for who in early if who != "quiet"]
        await self._asked(agree)
        for who in agree:
            weekday = {"due": TUESDAY, "hard": 0}.get(who)
            rhythm: Fields = {"every_weeks": "1", "weekdays": str(weekday), "hour": "9", "minute": "0"}
            await self._does(who, "rhythm", EVERY_SECOND_MONTH if weekday is None else rhythm)
        for who in early:
            await self._does(who, "check-in", {"mode": "call"})
        goal: Fields = {"wording": "Cook for two again", "importance": "8", "confidence": "4"}
        goal["review_on"] = (self._today() + timedelta(weeks=4, days=1)).isoformat()
        self.ids["goal"] = await self._does("promise", "goals", goal)
        levels: Fields = {"level_0": "Once a month with a neighbour", "baseline": "-2", "importance": "3"}
        await self._does("promise", f"goals/{self.ids['goal']}/levels", levels | {"difficulty": "2"})
        await self._lists_a_group()

    async def _name_who_is_close(self) -> None:
        """A sister who may know how it goes, and somebody to keep away from."""
        sister: Fields = {"name": "Aoife", "relation": "sibling", "contact": "0491 570 110", "may_know": "how_it_goes"}
        self.ids["sister"] = await self._does("measure", "supporters", sister)
        away: Fields = {"name": "Kev", "relation": "former_partner", "may_know": "not_safe"}
        await self._does("visit", "supporters", away)

    async def _lists_a_group(self) -> None:
        group: Fields = {"title": f"The Shed {self.tag}", "kind": "games", "host_name": "Ken"}
        self.ids["group"] = await self._sends("/community/groups/new", group)
        for name, weekday in (("monday", "0"), ("thursday", "3")):
            activity: Fields = {"title": f"Tea on {name.title()}", "weekday": weekday, "starts_at": "10:30"}
            activity |= {"minutes": "90", "places": "6", "step_free": "yes", "quiet": "yes"}
            path = f"/community/groups/{self.ids['group']}/activities/new"
            self.ids[name] = await self._sends(path, activity)

    async def _yesterday(self) -> None:
        """Monday afternoon: somebody has been there, somebody worries, an hour is planned, somebody new has come."""
        today = self._today()
        for who, activity in (("debrief", "monday"), ("visit", "thursday")):
            await self._sends(self._with(who, activity, "place"), {"expected_by_name": "yes", "greet_as": who})
        await self._sends(self._with("debrief", "monday", "introduction"), {"how": "together"})
        await self._sends(self._with("debrief", "monday", "attendance"), {"session_on": today.isoformat()})
        hour: Fields = {"topic": "travel_training", "setting": "single", "on": (today + timedelta(2)).isoformat()}
        self.ids["hour"] = await self._sends(
            "/journey/skills/plan", hour | {"at": "10:30", "place": "the stop of bus 215"}
        )
        await self._does("practise", "skills", {"session_id": str(self.ids["hour"])})
        step: Fields = {"what": "ask Nada for the recipe", "who": "link_worker"}
        step["due_on"] = (today + timedelta(1)).isoformat()
        self.ids["step"] = await self._does("promise", f"goals/{self.ids['goal']}/steps", step)
        for who in ("worry", "due", "debrief", "practise", "visit", "promise"):
            await self._does(who, "check-in", {"mode": "call"})
        note: Fields = {"kind": "worry", "urgency": "today", "escalate_to": "clinician"}
        self.ids["note"] = await self._does("worry", "safety", note | {"words": "Has not opened the blinds for days."})
        await self._answers("hard", {"feeling": "hard", "words": "My sister has moved away."})
        await self._come("new")
        await self._entered_twice()

    async def _entered_twice(self) -> None:
        """Intake sees that somebody is here already; the Lead may erase the second record."""
        told: Fields = {"name": f"Rawi {self.tag}", "safe_to_contact": "safe", "contact_by": "drop_in"}
        referral = await self._sends("/ask/send", told, None, self._public)
        declined: Fields = {"reason": "did_not_want_it", "redirected_to": "none"}
        await self._sends(f"/referral/{referral}/decline", declined, None, self._intake)
        self.ids["twice"] = uuid5(referral, "participant")

    async def _come(self, *who: str) -> None:
        """They ask for support and are given to the link worker."""
        for each in who:
            referral = self.referrals[each] = uuid4()
            told: Fields = {"name": self.name(each), "born": self.born(each), "safe_to_contact": "safe"}
            phone = self.phones.get(each)
            told |= {"contact_by": "sms", "phone": phone} if phone else {"contact_by": "drop_in"}
            await self._sends("/ask/send", told, referral, self._public)
            given: Fields = {"link_worker_id": str(self.worker.id)}
            await self._sends(f"/referral/{referral}/accept", given, None, self._intake)
        self.sites.settle()

    def born(self, who: str) -> str:
        """The year, another one for each."""
        return str(self.oldest + list(NAMES).index(who))

    async def _asked(self, who: "tuple[str, ...] | list[str]") -> None:
        for each in who:
            for purpose in ("service", "messages") if each in self.phones else ("service",):
                await self._does(each, "consents", {purpose: "yes", "method": "verbal"})
        self.sites.settle()

    async def _answers(self, who: str, fields: Fields) -> None:
        link = self.link(who).removeprefix(self.sites.local)
        door = Door(self.sites.local)
        await door.visits(link)
        await self._sends(link, fields, None, door)
        await door.closes()

    def link(self, who: str) -> str:
        """The newest one in the messages that have reached their telephone."""
        texts = self.sites.messages("+61" + self.phones[who].replace(" ", "").removeprefix("0"))
        found = LINK.search(texts[-1])
        assert found
        return found[0]

    def _with(self, who: str, activity: str, what: str) -> str:
        return f"/community/for/{self.participant(who)}/activities/{self.ids[activity]}/{what}"

    def _today(self) -> date:
        return self.sites.now().date()

    async def _does(self, who: str, what: str, fields: Fields) -> UUID:
        return await self._sends(f"{self.at(who)}/{what}", fields)

    async def _sends(self, path: str, fields: Fields, made: UUID | None = None, door: Door | None = None) -> UUID:
        """The id of what was made."""
        made = made or uuid4()
        answer = await (door or self._door).sends(path, fields, made)
        assert answer.status == 303, f"{path} answered {answer.status}"
        return made
