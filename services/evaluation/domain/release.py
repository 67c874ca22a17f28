"""The allow-list: everything that ever leaves a Local for the evaluator is made in this module, field by field.

There is no other place that makes a released event. What is not named here does not leave.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from shared.events.evaluation import (
    STEPS,
    AttendanceReleased,
    AttendanceWithdrawn,
    MeasureReleased,
    MeasureWithdrawn,
    ParticipationReleased,
    ParticipationWithdrawn,
    Released,
    Step,
    StepReleased,
    StepWithdrawn,
)
from shared.kernel.pseudonyms import derived_id, pseudonym

from .facts import Agreement, Attendance, Measure, ParticipantFacts

IN_WORDS = {
    "Taking part": "the Local, the week of the consent to the service, age band (under 26, 26 to 64, 65 and over), "
    "and who made the referral (self, GP, …)",
    "Steps": "how far the person has come (referred, accepted, … closed), once a step, in days from the consent",
    "Measures": "instrument, day, occasion, score or the reason there is none; only of the instruments that are "
    "named, and never the answers to single questions",
    "Get-togethers": "that the person was at one, and the day; never which one",
    "A get-together that was none": "that one of these was noted by mistake",
    "A measure that was somebody else's": "that one of these came with a file that was not theirs",
    "A step that was none": "that they have not come so far, because what stood for it was noted by mistake",
    "Taking it back": "that somebody no longer takes part",
}
"""What is let out, for people to read. Each is about a pseudonym that only this Local's key can tie to a person."""


@dataclass(frozen=True)
class ReleasePolicy:
    """What one Local brings to a release: its slug, the key of its pseudonyms, and whose scores may leave."""

    local: str
    key: str
    instruments: Collection[str]

    def to_tell(self, known: ParticipantFacts, told: Collection[Released]) -> list[Released]:
        """What has to be told now, so that what is out is exactly what may be out. `told`: what is out."""
        agreement = known.agreement
        if agreement and agreement.withdrawn_on:
            return self.taken_back(known, told, agreement.withdrawn_on)
        out, allowed = set(told), self.allowed(known)
        return [*self.mistaken(known, allowed, told), *(fact for fact in allowed if fact not in out)]

    def mistaken(
        self, known: ParticipantFacts, allowed: Collection[Released], told: Collection[Released]
    ) -> list[Released]:
        """What is out and turned out to be a mistake: get-togethers, measures, and steps that nothing stands for.

        Each in the week it was told of: when it was taken back is nobody's business. An end after which they went on
        stands until the next.
        """
        visits = {fact.attendance_id for fact in allowed if isinstance(fact, AttendanceReleased)}
        measures = {self.measure_id(measure) for measure in known.measures}
        steps = {fact.step for fact in allowed if isinstance(fact, StepReleased)} | {"closed"}
        found: list[Released] = []
        for fact in told:
            same = {"pseudonym": fact.pseudonym, "occurred_at": fact.occurred_at}
            if isinstance(fact, AttendanceReleased) and fact.attendance_id not in visits:
                found.append(AttendanceWithdrawn(attendance_id=fact.attendance_id, **same))
            if isinstance(fact, MeasureReleased) and fact.measure_id not in measures:
                found.append(MeasureWithdrawn(measure_id=fact.measure_id, **same))
            if isinstance(fact, StepReleased) and fact.step not in steps:
                found.append(StepWithdrawn(step=fact.step, **same))
        return found

    def taken_back(self, known: ParticipantFacts, told: Collection[Released], on: date) -> list[Released]:
        """One word takes back all that is out. Where nothing is, nothing is said."""
        return [ParticipationWithdrawn(occurred_at=monday(on), pseudonym=self.pseudonym(known))] if told else []

    def allowed(self, known: ParticipantFacts) -> list[Released]:
        """Everything that may be out about one participant, in order of days. Nothing without a current consent."""
        if known.agreement is None or known.agreement.withdrawn_on:
            return []
        let_out = _LetOut(self, self.pseudonym(known), known.agreement)
        dated: list[StepReleased | MeasureReleased | AttendanceReleased] = [
            *(let_out.step(step, known.steps[step]) for step in STEPS if step in known.steps),
            *(let_out.measure(measure) for measure in known.measures if self.may_leave(measure)),
            *(let_out.attendance(attendance) for attendance in known.attendances),
        ]
        return [let_out.participation(known), *sorted(dated, key=lambda fact: fact.day)]

    def may_leave(self, measure: Measure) -> bool:
        """Of an instrument that is named; answers that make no score and miss nothing are no fact to tell."""
        told = measure.score is not None or measure.missing_reason is not None
        return told and measure.instrument in self.instruments

    def pseudonym(self, known: ParticipantFacts) -> str:
        return pseudonym(self.key, known.participant_id)

    def measure_id(self, measure: Measure) -> UUID:
        return derived_id(self.key, "measure", measure.measure_id)


@dataclass(frozen=True)
class _LetOut:
    """From what is known to what is told: each field by name."""

    gate: ReleasePolicy
    pseudonym: str
    agreement: Agreement

    def participation(self, known: ParticipantFacts) -> ParticipationReleased:
        year, week, _ = self.agreement.day_zero.isocalendar()
        return ParticipationReleased(
            occurred_at=monday(self.agreement.given_on),
            pseudonym=self.pseudonym,
            local=self.gate.local,
            consented_week=f"{year}-W{week:02}",
            age_band=known.age_band,
            source=known.source,
        )

    def step(self, step: Step, on: date) -> StepReleased:
        return StepReleased(occurred_at=monday(on), pseudonym=self.pseudonym, step=step, day=self._day(on))

    def measure(self, measure: Measure) -> MeasureReleased:
        return MeasureReleased(
            occurred_at=monday(measure.taken_on),
            pseudonym=self.pseudonym,
            measure_id=self.gate.measure_id(measure),
            instrument=measure.instrument,
            day=self._day(measure.taken_on),
            occasion=measure.occasion,
            score=measure.score,
            missing_reason=measure.missing_reason,
        )

    def attendance(self, attendance: Attendance) -> AttendanceReleased:
        return AttendanceReleased(
            occurred_at=monday(attendance.session_on),
            pseudonym=self.pseudonym,
            attendance_id=derived_id(self.gate.key, "attendance", attendance.attendance_id),
            day=self._day(attendance.session_on),
        )

    def _day(self, on: date) -> int:
        return (on - self.agreement.day_zero).days


def monday(day: date) -> datetime:
    """Monday 00:00 UTC of the day's ISO week: the only time that is ever told."""
    return datetime.combine(day - timedelta(days=day.weekday()), time(), UTC)
