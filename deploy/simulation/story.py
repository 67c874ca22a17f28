"""One Local's half year, day by day, through the services' own doors."""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import time
from pathlib import Path
from uuid import UUID

from deploy.simulation import own_page, words
from deploy.simulation.doors import Doors
from deploy.simulation.intake import compared, joined, rung_from_now_on
from deploy.simulation.life import Life
from deploy.simulation.messages import Mailboxes, Telephones
from deploy.simulation.people import SimulatedPerson
from deploy.simulation.plan import Plan
from deploy.simulation.steps import Fields, SimulatedStep, moment, workday
from services.notifications.commands import answer_of, reply_of

WORDS = ("what_matters", "habits")
AT_ONCE = 4
"""People who do something at the same moment at one Local."""
ASKING = ("/ask/send", "/refer")


@dataclass
class StoryRecord:
    """What one Local's simulation did: messages, answers to them and words typed, for summary and tests."""

    taps: int = 0
    stops: int = 0
    messages: int = 0
    messaged: set[int] = field(default_factory=set)
    typed: set[str] = field(default_factory=set)


class Story:
    """Carries out one Local's plan day by day: moves the clock, reads messages, does each step."""

    def __init__(self, plan: Plan, doors: Doors, sms_file: Path, mail: Mailboxes) -> None:
        self.plan, self.doors, self._mail, self.told = plan, doors, mail, StoryRecord()
        self._phones = Telephones(sms_file)
        supported = [life.person for life in plan.lives.values()]
        self._by_phone = {person.phone: person for person in supported if person.contact_by == "sms"}
        self._by_mail = {person.email.lower(): person for person in supported if person.contact_by == "email"}
        self._by_accepting = {f"/referral/{person.referral_id}/accept": person for person in plan.people}
        self._intake = asyncio.Lock()
        self._joined: dict[str, UUID] = {}
        """Where intake said “the same person” before the day on which it meant to, and by which step."""
        self._rung: set[int] = set()
        """Whose letters have come back."""
        self._agenda: defaultdict[int, list[SimulatedStep]] = defaultdict(list)
        for day, steps in plan.steps.items():
            self._agenda[day].extend(steps)

    async def live(self, progress: Callable[[int], Awaitable[object]]) -> None:
        for day in range(self.plan.days):
            await self._day(day)
            await progress(day + 1)

    async def _day(self, day: int) -> None:
        at = moment(day)
        self._mailboxes_fill(day)
        if await self.doors.moves_clock(at):
            await self.doors.moves_clock(at)  # what has just become due is sent at the next look
        self._letters_came_back(day)
        steps = [*self._answered(day), *self._agenda.pop(day, [])]
        if steps:
            # whoever asks today is there before anybody is compared, whoever is quicker
            await self._together(step for step in steps if step.path in ASKING)
            await self._together(step for step in steps if step.path not in ASKING)
            await self.doors.settles()

    async def _together(self, steps: Iterable[SimulatedStep]) -> None:
        chains: defaultdict[str, list[SimulatedStep]] = defaultdict(list)
        for step in steps:
            chains[step.chain].append(step)
        turn = asyncio.Semaphore(AT_ONCE)

        async def one_after_the_other(chain: list[SimulatedStep]) -> None:
            async with turn:
                for step in chain:
                    await self._does(step)

        async with asyncio.TaskGroup() as group:
            for chain in chains.values():
                group.create_task(one_after_the_other(chain))

    async def _does(self, step: SimulatedStep) -> None:
        """Intake compares and gives one person after the other: two answers about the same two would contradict."""
        person = self._by_accepting.get(step.path)
        if person is None and "/known/" not in step.path:
            await self.doors.does(step)
            return
        async with self._intake:
            for first in await self._asked_first(person, step) if person else ():
                await self.doors.does(first)
                if first.fields["answer"] == "same":
                    self._joined[first.path] = first.id
            answered = self._joined.get(step.path)
            if answered is None or (step.id != answered and step.fields["answer"] != "unsure"):
                await self.doors.does(step)

    async def _asked_first(self, person: SimulatedPerson, step: SimulatedStep) -> list[SimulatedStep]:
        """Before somebody is given to a link worker it is answered whether we know them already."""
        alike = await self.doors.looks_alike(step.who, person.referral_id)
        again = {each.participant_id: each for each in self.plan.people if each.same_as == person.number}
        same = [joined(again[other], step.day) for other in alike if other in again]
        return same + compared(person, step, [other for other in alike if other not in again])

    def _mailboxes_fill(self, day: int) -> None:
        for address, person in self._by_mail.items():
            if person.mailbox_full_from == day:
                self._mail.fills(address)

    def _letters_came_back(self, day: int) -> None:
        """Whoever cannot be written to is rung instead, and from then on always."""
        for address, person in self._by_mail.items():
            if self._mail.came_back(address) and person.number not in self._rung:
                self._rung.add(person.number)
                self._agenda[workday(day + 1)].append(rung_from_now_on(person, workday(day + 1)))
                life = self.plan.lives[person.number]
                if life.quiet_from is None or day < life.quiet_from:
                    self._call_back(life, day, person.id(f"came back {day}"))

    def _answered(self, day: int) -> list[SimulatedStep]:
        """Whoever has got a message today answers it, or not."""
        come = [(self._by_phone.get(number), token) for number, token in self._phones.rings()]
        come += [
            (self._by_mail[to], token)
            for to in self._mail.waiting()
            if to in self._by_mail
            for token in self._mail.take(to)
        ]
        steps: list[SimulatedStep] = []
        for person, token in come:
            if person is not None:
                self.told.messages += 1
                self.told.messaged.add(person.number)
                steps += self._answers(person, token, day)
        return steps

    def _answers(self, person: SimulatedPerson, token: str, day: int) -> list[SimulatedStep]:
        random, life = person.random(f"tap {day}"), self.plan.lives[person.number]
        gone_quiet = life.quiet_from is not None and day >= life.quiet_from
        own = [] if gone_quiet else own_page.opened(life, token, day)
        self.told.typed |= {str(step.fields[name]) for step in own for name in WORDS if step.fields.get(name)}
        if gone_quiet or random.random() > 0.75 * person.character.answering:
            return own + self._another_time(person, life, day)
        command, chain = person.id(f"tap {day}"), f"person {person.number}"
        if random.random() < 0.01:
            self.told.stops += 1
            return [*own, self._stops(person, SimulatedStep(day, "public", f"/me/{token}/stop", {}, command, chain))]
        if self._writes_back(person, day):
            return [*own, *self._reply(person, life, day)]
        self.told.taps += 1
        tap = self._tap(person, life, day)
        if tap.get("please_call"):
            self._call_back(life, day, command)
        return [SimulatedStep(day, "public", f"/me/{token}", tap, command, chain), *own]

    def _stops(self, person: SimulatedPerson, by_link: SimulatedStep) -> SimulatedStep:
        """By the link in the message, or by answering it."""
        replies = self.doors.hear_replies and person.contact_by == "sms"
        if replies and person.random(f"stops {by_link.day}").random() < 0.5:
            reply: Fields = {"from": person.phone, "text": "Stop"}
            return replace(by_link, who="gateway", path="/notifications/api/replies", fields=reply)
        return by_link

    def _writes_back(self, person: SimulatedPerson, day: int) -> bool:
        """Some answer the text message in words of their own, instead of tapping."""
        if not self.doors.hear_replies or person.contact_by != "sms":
            return False
        return person.random(f"writes back {day}").random() < 0.05

    def _reply(self, person: SimulatedPerson, life: Life, day: int) -> list[SimulatedStep]:
        """Somebody looks at it on the next working day, and rings whoever asks for that."""
        text, known_as = person.says(f"answer {day}", words.ANSWERS), str(person.id(f"answer {day}"))
        self.told.typed.add(text)
        self.told.stops += "No more" in text
        reply_id = answer_of(reply_of(person.phone, known_as, text), person.participant_id)
        on, chain = workday(day + 1), f"person {person.number}"
        if on != life.ends_on:  # on that day itself it depends on the hour who sees it
            seen = f"/notifications/answers/{reply_id}/seen"
            who = f"worker {life.worker_on(on)}" if life.is_walked_with(on) else "intake"
            looked = SimulatedStep(on, who, seen, {}, person.id(f"answer seen {day}"), chain)
            self._agenda[on] += [looked, *self._marked_by_mistake(person, looked)]
            if "ring me" in text:
                self._call_back(life, day, person.id(f"answer {day}"))
        told: Fields = {"from": person.phone, "text": text, "id": known_as}
        return [SimulatedStep(day, "gateway", "/notifications/api/replies", told, person.id(f"answer {day}"), chain)]

    def _marked_by_mistake(self, person: SimulatedPerson, looked: SimulatedStep) -> list[SimulatedStep]:
        """Now and then it was the wrong button: it is opened again, and looked after."""
        if person.random(f"marked by mistake {looked.day}").random() > 0.3:
            return []
        opened, again = person.id(f"answer opened {looked.day}"), person.id(f"answer seen again {looked.day}")
        path = looked.path.removesuffix("seen") + "open-again"
        return [replace(looked, path=path, id=opened), replace(looked, id=again)]

    def _another_time(self, person: SimulatedPerson, life: Life, day: int) -> list[SimulatedStep]:
        """Sometimes the link worker knows why nobody answers, and notes it or agrees on another time."""
        random = person.random(f"another time {day}")
        chance, path = random.random(), f"/journey/{person.journey_id}/check-in"
        if day != workday(day) or day >= life.last_day():
            return []
        who, chain = f"worker {life.worker_on(day)}", f"person {person.number}"
        if chance < 0.06:
            why: Fields = {"reason": random.choice(("no_answer", "not_well", "away", "not_today", "we_could_not"))}
            return [SimulatedStep(day, who, f"{path}/missed", why, person.id(f"missed {day}"), chain)]
        if chance < 0.10:
            to: Fields = {"to": moment(day + 2, time(14)).strftime("%Y-%m-%dT%H:%M")}
            return [SimulatedStep(day, who, f"{path}/move", to, person.id(f"moved {day}"), chain)]
        return []

    def _tap(self, person: SimulatedPerson, life: Life, day: int) -> Fields:
        random = person.random(f"what they tap {day}")
        better = 0.15 if person.character.gain > 0.5 and day - (life.met_on or 0) > 40 else 0.0
        feeling = random.choices(("good", "okay", "hard"), (0.40 + better, 0.42, 0.18 - better))[0]
        tap: Fields = {"feeling": feeling}
        if random.random() < 0.15:
            tap["words"] = person.says(f"reply {day}", words.REPLIES)
            self.told.typed.add(str(tap["words"]))
        if feeling == "hard" and random.random() < 0.4:
            tap["please_call"] = "yes"
        return tap

    def _call_back(self, life: Life, day: int, tapped: UUID) -> None:
        on = workday(day + 1)
        if life.ends_on is None or on <= life.ends_on:
            path = f"/journey/{life.person.journey_id}/check-in"
            held = SimulatedStep(
                on,
                f"worker {life.worker_on(on)}",
                path,
                {"mode": "call"},
                life.person.id(f"call back {tapped}"),
                f"person {life.person.number}",
            )
            self._agenda[on].append(held)
