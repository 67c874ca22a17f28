"""May these figures be published, after what was published before? Pure.

What is left when one edition is subtracted from another must not tell of a few people: between any two either nobody or
at least ten people differ, in the whole and in every Local; and those who agreed differ by nobody or at least by five.
"""

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass

from .suppression import FEW, FEW_FOR_A_MEAN

Members = Mapping[str, Set[bytes]]
"""By Local, who was counted and with which change, as fingerprints."""


@dataclass(frozen=True)
class Edition:
    """One edition of published figures: how many people consented, and who was counted in each Local."""

    n_consented: int
    members: Members

    @property
    def n_paired(self) -> int:
        return sum(map(len, self.members.values()))


def may_be_published(now: Edition, before: Iterable[Edition]) -> bool:
    """Whether an edition may be published: enough people in it, and none of the earlier ones too close.

    At least ten people measured twice; those missing nobody or at least five.
    """
    missing = now.n_consented - now.n_paired
    if now.n_paired < FEW_FOR_A_MEAN or 0 < missing < FEW:
        return False
    return all(far_enough(now, earlier) for earlier in before)


def far_enough(now: Edition, earlier: Edition) -> bool:
    """Whether two editions differ, in every Local, by nobody or by at least ten people, so that none can be told.

    Those who agreed differ by nobody or by at least five.
    """
    locals_ = now.members.keys() | earlier.members.keys()
    differing = [len(now.members.get(one, set()) ^ earlier.members.get(one, set())) for one in locals_]
    return not 0 < abs(now.n_consented - earlier.n_consented) < FEW and all(
        n == 0 or n >= FEW_FOR_A_MEAN for n in differing
    )
