"""All of the release's SQL. What is known is not told; what is told goes through `record`."""

from .heard import (
    begins_anew,
    correct_consent,
    goes_on,
    is_of_the_first,
    keep_attendance,
    keep_consent,
    keep_end,
    keep_measure,
    keep_referral,
    keep_refusal,
    keep_step,
    known,
    meet,
    opened_on,
    take_back,
)
from .told import ConsentCounts, counts, out, record

__all__ = [
    "ConsentCounts",
    "begins_anew",
    "correct_consent",
    "counts",
    "goes_on",
    "is_of_the_first",
    "keep_attendance",
    "keep_consent",
    "keep_end",
    "keep_measure",
    "keep_referral",
    "keep_refusal",
    "keep_step",
    "known",
    "meet",
    "opened_on",
    "out",
    "record",
    "take_back",
]
