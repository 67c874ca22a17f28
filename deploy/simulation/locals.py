"""How the six Locals of the simulation differ: size, take-up, effect, who lives there. All of it is invented."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Profile:
    """What the simulation supposes of one Local: size, take-up, effect, who lives there. Invented."""

    slug: str
    share: float
    """Of all invented people, how many live here; relative to the other Locals' shares."""
    take_up: float
    """How readily people go along to a get-together: 0 nobody, 1 everybody."""
    effect: float
    """True mean change of loneliness at full effect, in points of UCLA-3 (3 to 9); negative is less lonely."""
    groups: int
    cultures: tuple[str, ...]
    """Where families come from; one that stands twice is twice as frequent."""
    towns: tuple[tuple[str, str], ...]
    """Town and post code."""


PROFILES: dict[str, Profile] = {
    profile.slug: profile
    for profile in (
        Profile(
            "benalla-wangaratta-mansfield",
            0.10,
            0.80,
            -1.9,
            4,
            ("english", "english", "irish", "italian", "first_nations", "german", "mononym"),
            (("Benalla", "3672"), ("Wangaratta", "3677"), ("Mansfield", "3722")),
        ),
        Profile(
            "brimbank",
            0.21,
            0.60,
            -1.1,
            7,
            ("vietnamese", "vietnamese", "greek", "indian", "polish", "english", "samoan", "mononym", "maltese"),
            (("St Albans", "3021"), ("Sunshine", "3020"), ("Deer Park", "3023")),
        ),
        Profile(
            "frankston",
            0.16,
            0.65,
            -1.4,
            5,
            ("english", "english", "irish", "maori", "samoan", "greek", "first_nations"),
            (("Frankston", "3199"), ("Seaford", "3198"), ("Langwarrin", "3910")),
        ),
        Profile(
            "geelong-queenscliffe",
            0.18,
            0.70,
            -1.0,
            6,
            ("english", "irish", "croatian", "polish", "italian", "chinese", "first_nations"),
            (("Geelong", "3220"), ("Corio", "3214"), ("Queenscliff", "3225")),
        ),
        Profile(
            "latrobe",
            0.14,
            0.50,
            -0.5,
            4,
            ("english", "english", "dutch", "german", "maltese", "first_nations", "polish"),
            (("Morwell", "3840"), ("Moe", "3825"), ("Traralgon", "3844")),
        ),
        Profile(
            "whittlesea",
            0.19,
            0.65,
            -1.6,
            6,
            ("italian", "greek", "arabic", "turkish", "indian", "chinese", "english", "mononym"),
            (("Epping", "3076"), ("Lalor", "3075"), ("Mernda", "3754")),
        ),
    )
}


def shares(people: int, slugs: Sequence[str]) -> dict[str, int]:
    """How many of `people` live in each of these Locals; largest remainders, so that the sum is right."""
    whole = sum(PROFILES[slug].share for slug in slugs)
    exact = {slug: people * PROFILES[slug].share / whole for slug in slugs}
    counts = {slug: int(number) for slug, number in exact.items()}
    rest = sorted(slugs, key=lambda slug: (counts[slug] - exact[slug], slug))
    for slug in rest[: people - sum(counts.values())]:
        counts[slug] += 1
    return counts
