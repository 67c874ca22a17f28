"""How an activity fits what a person wishes for: said in sentences, what does not fit as openly as what does."""

from collections.abc import Iterable
from dataclasses import dataclass

from shared.events.community import Kind
from shared.kernel.days import WEEKDAYS

from .activities import Activity
from .groups import KINDS


@dataclass(frozen=True)
class Wishes:
    """What a person would like of an activity; None or False where it does not matter. `weekday`: 0 is Monday."""

    kind: Kind | None = None
    weekday: int | None = None
    free: bool = False
    step_free: bool = False
    quiet: bool = False

    @property
    def any(self) -> bool:
        return self != Wishes()


@dataclass(frozen=True)
class Match:
    """How one activity fits somebody's wishes: what fits, what does not, and what nobody knows, in words."""

    activity: Activity
    fits: tuple[str, ...] = ()
    misfits: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()

    @property
    def sentences(self) -> list[tuple[str, str]]:
        """(kind of news, sentence): fits, misfits, unknown; only those there is something to say about."""
        found = (
            ("fits", "Fits: ", self.fits),
            ("misfits", "Does not fit: ", self.misfits),
            ("unknown", "Ask first: ", self.unknown),
        )
        return [(news, f"{lead}{_and(parts)}.") for news, lead, parts in found if parts]


def match(activity: Activity, wishes: Wishes) -> Match:
    """Compare one activity with one person's wishes. A match is for people to talk about: it never refers anybody."""
    said: dict[str, list[str]] = {"fits": [], "misfits": [], "unknown": []}
    for news, words in _looked_at(activity, wishes):
        said[news].append(words)
    if activity.left == 0:
        said["misfits"].append("every place is taken just now")
    return Match(activity, tuple(said["fits"]), tuple(said["misfits"]), tuple(said["unknown"]))


def suits(activity: Activity, wishes: Wishes) -> bool:
    """Whether everything wished for is known to be so. Whether a place is free is another question."""
    return all(news == "fits" for news, _ in _looked_at(activity, wishes))


def _looked_at(activity: Activity, wishes: Wishes) -> Iterable[tuple[str, str]]:
    if wishes.kind:
        same = activity.kind == wishes.kind
        kind = KINDS[activity.kind].lower()
        yield ("fits", f"it is {kind}") if same else ("misfits", f"it is {kind}, not {KINDS[wishes.kind].lower()}")
    if wishes.weekday is not None:
        same = activity.weekday == wishes.weekday
        yield ("fits", f"it is on {activity.day}s") if same else (
            "misfits", f"it is on {activity.day}s, not {WEEKDAYS[wishes.weekday]}s")  # fmt: skip
    if wishes.free:
        free = activity.cost_cents == 0
        yield ("fits", "it costs nothing") if free else ("misfits", f"it costs {activity.cost} each time")
    if wishes.step_free:
        yield _known(activity.step_free, "there are no steps", "there are steps", "whether there are steps")
    if wishes.quiet:
        yield _known(activity.quiet, "it is quiet", "it can be loud", "whether it is quiet")


def _known(value: bool | None, yes: str, no: str, unknown: str) -> tuple[str, str]:
    if value is None:
        return "unknown", unknown
    return ("fits", yes) if value else ("misfits", no)


def _and(parts: tuple[str, ...]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def best_first(activities: Iterable[Activity], wishes: Wishes) -> list[Match]:
    """Every activity with how it fits: the fewest misfits first, then the least unknown, then by weekday and time."""
    return sorted(
        (match(activity, wishes) for activity in activities),
        key=lambda found: (
            len(found.misfits), len(found.unknown),
            found.activity.weekday, found.activity.starts_at, found.activity.title,
        ),
    )  # fmt: skip
