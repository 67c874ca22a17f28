"""What came of it: for a machine one JSON object, for a person a few short tables."""

from dataclasses import dataclass, field
from typing import Any

from rich.console import Console
from rich.table import Table

from deploy.demo.counting import Counts
from deploy.demo.processes import Process
from deploy.kafka.rights import EVALUATOR
from deploy.simulation.simulate import HalfYear, true_change
from shared.kernel.counts import counted
from shared.kernel.staff import StaffMember

PAGES = {
    "site": "/",
    "link_worker": "/journey",
    "intake": "/referral",
    "community": "/community",
    "practice": "/practice",
}
EVENTS_A_ROW = 2
FIGURES = ("overall", "by_local", "n_consented", "instrument", "occasion")


@dataclass
class Summary:
    """What a demo came to: events, funnel, figures and the truth behind them, as JSON or as tables."""

    seed: int
    weeks: int
    sites: list[Process]
    lived: dict[str, HalfYear]
    counts: dict[str, Counts]
    published: dict[str, int]
    """What the evaluator told integrators. How often depends on when it was quiet, so it differs between runs."""
    figures: dict[str, Any]
    staff: dict[str, list[StaffMember]]
    memory_mb: float = 0.0
    seconds: dict[str, float] = field(default_factory=dict)

    @property
    def plans(self) -> list[Any]:
        return [each.plan for each in self.lived.values()]

    def as_json(self) -> dict[str, Any]:
        locals_ = {
            slug: {
                "events": dict(sorted(counts.events.items())),
                "funnel": counts.funnel(),
                "urls": {name: self._address(slug) + path for name, path in PAGES.items()},
            }
            for slug, counts in self.counts.items()
        }
        return {
            "synthetic": True,
            "seed": self.seed,
            "weeks": self.weeks,
            "locals": locals_,
            "outcomes": {name: self.figures.get(name) for name in FIGURES},
            "published": dict(self.published),
            "truth": self._truth(),
            "simulation": self._simulation(),
            "evaluator": self._address(EVALUATOR) + "/",
            "memory_mb": round(self.memory_mb),
            "seconds": {stage: round(taken, 2) for stage, taken in self.seconds.items()},
        }

    def _truth(self) -> dict[str, Any]:
        return {
            "mean_change": true_change(self.plans),
            "people": sum(len(plan.in_evaluation()) for plan in self.plans),
            "by_local": {plan.local: plan.true_change() for plan in self.plans},
        }

    def _simulation(self) -> dict[str, Any]:
        return {
            "people": sum(len(plan.people) - plan.moved_here() for plan in self.plans),
            "moved": sum(plan.moved_here() for plan in self.plans),
            "forms": sum(each.posts for each in self.lived.values()),
            "messages": sum(each.told.messages for each in self.lived.values()),
            "taps": sum(each.told.taps for each in self.lived.values()),
            "refused": [str(refusal) for each in self.lived.values() for refusal in each.refusals],
        }

    def _address(self, name: str) -> str:
        return next(site.address for site in self.sites if site.name == name)

    def show(self, console: Console) -> None:
        whole = self.as_json()
        self._show_funnel(console)
        self._show_events(console)
        self._show_change(console, whole)
        self._show_seconds(console)
        if refused := whole["simulation"]["refused"]:
            console.print(
                f"{len(refused)} planned steps were refused by a door. The first: {refused[0]}", style="yellow"
            )

    def _show_funnel(self, console: Console) -> None:
        table = Table(title="From referral to connection (people)", box=None, header_style="bold", title_justify="left")
        table.add_column("")
        funnels = {slug: counts.funnel() for slug, counts in self.counts.items()}
        for slug in funnels:
            table.add_column(slug.split("-")[0], justify="right", no_wrap=True)
        table.add_column("all", justify="right")
        for step in next(iter(funnels.values())):
            numbers = [funnel[step] for funnel in funnels.values()]
            table.add_row(step.replace("_", " "), *map(str, numbers), str(sum(numbers)))
        console.print(table, "")

    def _show_events(self, console: Console) -> None:
        total = dict(self.published)
        for counts in self.counts.values():
            for name, number in counts.events.items():
                total[name] = total.get(name, 0) + number
        table = Table(title=counted(sum(total.values()), "event"), box=None, show_header=False, title_justify="left")
        names = sorted(total, key=lambda name: (-total[name], name))
        for start in range(0, len(names), EVENTS_A_ROW):
            table.add_row(
                *(cell for name in names[start : start + EVENTS_A_ROW] for cell in (name, f"{total[name]:,}"))
            )
        console.print(table, "")

    def _show_change(self, console: Console, whole: dict[str, Any]) -> None:
        found, truth = self.figures["overall"], whole["truth"]["mean_change"]
        console.print("[bold]Loneliness (UCLA-3, 3 to 9), change from baseline to week 12, same people twice[/bold]")
        if found.get("change_mean") is None:
            console.print("  Nobody was measured at both yet.")
        else:
            interval = "no interval"
            if found.get("ci_low") is not None:
                interval = f"95 % interval {found['ci_low']:.2f} to {found['ci_high']:.2f}"
            console.print(
                f"  {found['change_mean']:+.2f} ({interval}), n = {found['n_paired']}, missing = {found['missing']}"
            )
        if truth is not None:
            console.print(f"  The truth, which only the simulation knows: {truth:+.2f} for everybody who consented.")
        console.print("  Everybody here is made up: the figures say nothing about anyone.", "")

    def _show_seconds(self, console: Console) -> None:
        stages = ", ".join(f"{stage} {taken:.1f} s" for stage, taken in self.seconds.items())
        console.print(f"Time: {stages}. Memory: {self.memory_mb / 1000:.1f} GB.")

    def show_addresses(self, console: Console) -> None:
        table = Table(title="Where to look", box=None, header_style="bold", title_justify="left")
        for name in ("", "address", "log in there as"):
            table.add_column(name)
        for site in self.sites:
            people = ", ".join(f"{person.name} ({person.role.replace('_', ' ')})" for person in self.staff[site.name])
            table.add_row(site.name, site.address, people)
        console.print(table, "")
