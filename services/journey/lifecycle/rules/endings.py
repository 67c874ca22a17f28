"""Why two people part ways, and how that reads in the codes that are reported to funders.

Source of the codes: Primary Mental Health Care Minimum Data Set, data item "Episode - Completion Status", specification
4.0 (docs.pmhc-mds.com, as kept in logicly-au/pmhc-mds-spec-wayback at 9156a73). The mapping is ours: the codes have a
word for each of our reasons, and what fits none of them is 6. A Local that reports nothing loses nothing by it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

ClosingReason = Literal[
    "on_their_own_feet", "could_not_be_reached", "did_not_want_more", "moved_away", "other_support_fits", "other"
]

COMPLETION: Mapping[int, str] = {
    0: "Episode open",
    1: "Episode closed - treatment concluded",
    2: "Episode closed administratively - client could not be contacted",
    3: "Episode closed administratively - client declined further contact",
    4: "Episode closed administratively - client moved out of area",
    5: "Episode closed administratively - client referred elsewhere",
    6: "Episode closed administratively - other reason",
}


@dataclass(frozen=True)
class Ending:
    """A closing reason in our words, and the PMHC completion status it is reported as."""

    words: str
    completion_status: int


ENDINGS: Mapping[ClosingReason, Ending] = {
    "on_their_own_feet": Ending("They are on their own feet", 1),
    "did_not_want_more": Ending("They did not want more, for now", 3),
    "could_not_be_reached": Ending("We could not reach them", 2),
    "moved_away": Ending("They moved away", 4),
    "other_support_fits": Ending("Other support fits better", 5),
    "other": Ending("Something else", 6),
}
