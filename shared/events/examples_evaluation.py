"""Examples of what the evaluator is told about nobody in particular, and of what the evaluator tells."""

from datetime import UTC, datetime
from uuid import UUID

from . import (
    AttendanceReleased,
    AttendanceWithdrawn,
    Event,
    MeasureReleased,
    MeasureWithdrawn,
    OutcomesPublished,
    ParticipationReleased,
    ParticipationWithdrawn,
    StepReleased,
    StepWithdrawn,
)
from .examples_base import _monday, pseudonym

PARTICIPATION_RELEASED = ParticipationReleased(
    pseudonym=pseudonym, local="brimbank", consented_week="2026-W10", age_band="65+", source="self", occurred_at=_monday
)
STEP_RELEASED = StepReleased(pseudonym=pseudonym, step="goal_set", day=1, occurred_at=_monday)
MEASURE_RELEASED = MeasureReleased(
    pseudonym=pseudonym,
    measure_id=UUID("7d1c2c55-53a5-4c73-9d0f-3f6f5a3f2b11"),
    instrument="ucla-3",
    day=1,
    occasion="baseline",
    score=8,
    occurred_at=_monday,
)
ATTENDANCE_RELEASED = AttendanceReleased(
    pseudonym=pseudonym,
    attendance_id=UUID("0e0b1c9a-44d5-4f60-8a53-8d0a6c1e7f22"),
    day=13,
    occurred_at=datetime(2026, 3, 16, tzinfo=UTC),
)
ATTENDANCE_WITHDRAWN = AttendanceWithdrawn(
    pseudonym=pseudonym, attendance_id=ATTENDANCE_RELEASED.attendance_id, occurred_at=ATTENDANCE_RELEASED.occurred_at
)
MEASURE_WITHDRAWN = MeasureWithdrawn(
    pseudonym=pseudonym, measure_id=MEASURE_RELEASED.measure_id, occurred_at=MEASURE_RELEASED.occurred_at
)
STEP_WITHDRAWN = StepWithdrawn(pseudonym=pseudonym, step="attended", occurred_at=ATTENDANCE_RELEASED.occurred_at)
PARTICIPATION_WITHDRAWN = ParticipationWithdrawn(pseudonym=pseudonym, occurred_at=datetime(2026, 3, 30, tzinfo=UTC))
OUTCOMES_PUBLISHED = OutcomesPublished(
    snapshot="ucla-3/week_12",
    instrument="ucla-3",
    occasion="week_12",
    n_consented=371,
    n_paired=214,
    missing=157,
    baseline_mean=6.9,
    change_mean=-1.1,
    change_sd=2.2,
    ci_low=-1.4,
    ci_high=-0.8,
    by_local={
        "brimbank": {"n_paired": 52, "change_mean": -1.1},
        "latrobe": {"n_paired": "n.p.", "change_mean": "n.p."},
    },
    sources={"lc.brimbank.evaluation/0": 1204},
    occurred_at=datetime(2026, 6, 29, tzinfo=UTC),
)

EVALUATED: tuple[Event, ...] = tuple(value for value in list(globals().values()) if isinstance(value, Event))
