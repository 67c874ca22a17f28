"""What the projection says at one moment: figures, path and completeness, ready for pages, files and programs. Pure."""

from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass
from typing import Any

from services.evaluation.outcomes.disclosure.suppression import HIDDEN, cover_counts
from services.evaluation.outcomes.statistics import figures, instruments
from services.evaluation.outcomes.statistics.figures import Figures, Pair, Participant
from services.evaluation.outcomes.statistics.instruments import Known
from services.evaluation.outcomes.statistics.windows import (
    BASELINE,
    FOLLOW_UPS,
    WINDOWS,
    CountedMeasurements,
    Measurement,
    choose,
)
from shared.events.evaluation import STEPS
from shared.persistence.progress import Place

from .store import Facts, MeasureRow

HEADLINE = ("ucla-3", "week_12")


@dataclass(frozen=True)
class Report:
    """All outcome figures at one moment, from which pages, exports and editions are made."""

    people: int
    by_local: dict[str, int]
    """Local -> how many take part. Never shown beside the pairs."""
    rows: dict[str, int]
    outcomes: dict[tuple[str, str], Figures]
    """By instrument and follow-up."""
    pairs: dict[tuple[str, str], list[Pair]]
    """The people behind each of these. Never shown, never sent."""
    sites: dict[str, str]
    """Pseudonym -> Local."""
    steps: dict[str, list[int]]
    """Days from the consent on which people took each step."""
    fidelity: list[Figures]
    missing: dict[str, Counter[str]]
    """By occasion, why there is no score: of the rows that say so."""
    reached: dict[Place, int]
    parked: int
    known: Known = instruments.known
    """What is known of each instrument."""

    @property
    def instruments(self) -> list[str]:
        return sorted({code for code, _ in self.outcomes})

    def choose(self, instrument: str | None, occasion: str | None) -> tuple[str, str]:
        """What is asked for if there is such a thing; else the headline, or what most people were measured at."""
        code = instrument if instrument in self.instruments else HEADLINE[0]
        if occasion in FOLLOW_UPS:
            return code, str(occasion)
        if self._pairs(code, HEADLINE[1]):
            return code, HEADLINE[1]
        return code, max(FOLLOW_UPS, key=lambda one: (self._pairs(code, one), one == HEADLINE[1]))

    def _pairs(self, code: str, occasion: str) -> int:
        found = self.outcomes.get((code, occasion))
        return int(found["n_paired"]) if found else 0

    def figures(self, code: str, occasion: str) -> Figures:
        """The figures; where nobody was ever asked, the figures of nobody."""
        found = self.outcomes.get((code, occasion))
        people = {str(number): Participant(local) for number, local in enumerate(self.by_local)}
        nobody = figures.outcome(self.known(code), occasion, CountedMeasurements(), people)
        return found or nobody | {"n_consented": self.people}

    @property
    def sources(self) -> dict[str, int]:
        """Exactly what was counted: topic/partition -> next offset."""
        return {f"{topic}/{part}": offset for (topic, part), offset in sorted(self.reached.items())}


def answer(facts: Facts, known: Known = instruments.known) -> Report:
    """Compute all outcome figures from the projection's rows."""
    people = {row["pseudonym"]: Participant(row["local"], row["age_band"]) for row in facts.people}
    measurements = _measurements(facts)
    counted, _ = choose(measurements)
    found = figures.analyse(measurements, people, known)
    outcomes = {(one["instrument"], one["occasion"]): one for one in found["outcomes"]}
    steps: dict[str, list[int]] = {step: [] for step in STEPS}
    by_person: dict[str, dict[str, int]] = {who: {} for who in people}
    for row in facts.steps:
        steps.setdefault(row["step"], []).append(row["day"])
        by_person[row["pseudonym"]][row["step"]] = row["day"]
    return Report(
        people=len(people),
        by_local=dict(sorted(Counter(person.site for person in people.values()).items())),
        rows=found["rows"],
        outcomes=outcomes,
        pairs={(code, one): figures.pair_up(counted[code], one, known(code).better) for code, one in outcomes},
        sites={who: person.site for who, person in people.items()},
        steps=steps,
        fidelity=_fidelity(list(by_person.values())),
        missing=_missing(facts.measures),
        reached=facts.reached,
        parked=facts.parked,
        known=known,
    )


def _measurements(facts: Facts) -> list[Measurement]:
    """Each with how often that person had been at a get-together by then."""
    days = facts.attendances
    return [
        Measurement(
            row["pseudonym"], row["instrument"], row["day"], row["occasion"], row["score"], place,
            bisect_right(days.get(row["pseudonym"], ()), row["day"]),
        )
        for place, row in enumerate(facts.measures)
    ]  # fmt: skip


def _missing(measures: list[MeasureRow]) -> dict[str, Counter[str]]:
    found: dict[str, Counter[str]] = {occasion: Counter() for occasion in ("baseline", *FOLLOW_UPS)}
    for row in measures:
        if row["score"] is None:
            occasion = row["occasion"] or _by_day(row["day"])
            if occasion:
                found[occasion][row["missing_reason"] or "skipped"] += 1
    return found


def _by_day(day: int) -> str | None:
    for occasion, (low, high) in {"baseline": BASELINE, **WINDOWS}.items():
        if low <= day <= high:
            return occasion
    return None


def _fidelity(steps: list[dict[str, int]]) -> list[Figures]:
    """Was it done the way it is meant to be done? Of how many people it can be asked, and of how many it is true."""
    opened = [one for one in steps if "opened" in one]
    went = [one for one in steps if "attended" in one]
    lines = (
        ("What matters to the person was recorded", opened, lambda one: "what_matters" in one),
        ("The person has set a goal", opened, lambda one: "goal_set" in one),
        (
            "What matters was known before the first get-together",
            went,
            lambda one: one.get("what_matters", 1 << 30) <= one["attended"],
        ),
        ("Introduced before going", went, lambda one: one.get("introduced", 1 << 30) <= one["attended"]),
    )
    return [{"what": what, "n": len(of), "done": sum(map(true, of))} for what, of, true in lines]


def as_json(found: Report, code: str, occasion: str, *, waiting: int, as_known_at: str | None) -> dict[str, Any]:
    """One instrument and follow-up as JSON for programs. A Local's cell that may not be shown is "n.p." (a string)."""
    one = found.figures(code, occasion)
    change = one["change"]
    return {
        "instrument": code,
        "occasion": occasion,
        "as_known_at": as_known_at,
        "sources": found.sources,
        "waiting": waiting,
        "parked": found.parked,
        "n_consented": one["n_consented"],
        "overall": {
            "n_paired": one["n_paired"],
            "change_mean": change["mean"],
            "ci_low": change["ci_low"],
            "ci_high": change["ci_high"],
            "missing": one["n_consented"] - one["n_paired"],
        },
        "by_local": by_local(found, one),
        "by_site": one["by_site"],
        "by_age_band": one["by_age_band"],
        "figures": one,
    }


def by_local(found: Report, one: Figures) -> dict[str, Any]:
    """Each Local's pairs, mean change and interval, or "n.p." where its mean may not be shown.

    The number of people missing is suppressed by itself.
    """
    missing = _missing_by_local(found, one)
    return {row["group"]: _line(row, missing.get(row["group"], 0)) for row in one["by_site"]}


def _line(row: Figures, missing: int | str) -> Figures | str:
    if HIDDEN in (row["n_paired"], row["change_mean"]):
        return HIDDEN
    return {key: row[key] for key in ("n_paired", "change_mean", "ci_low", "ci_high")} | {"missing": missing}


def _missing_by_local(found: Report, one: Figures) -> dict[str, int | str]:
    """People who agreed and were not measured at both times."""
    pairs = found.pairs.get((one["instrument"], one["occasion"]), [])
    measured = Counter(found.sites[pair.participant] for pair in pairs)
    counts = {local: people - measured[local] for local, people in found.by_local.items()}
    hidden = cover_counts(counts)
    return {local: HIDDEN if local in hidden else count for local, count in counts.items()}
