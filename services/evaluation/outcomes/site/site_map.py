"""The evaluator's site: one service, one role that may read everything there is, and where it goes from the bar."""

from shared.web.navigation import SiteMap, Tab

READ = "read_outcomes"
PLACES = (
    ("Outcomes", "/"),
    ("Path", "/path"),
    ("Dose", "/dose"),
    ("Equity", "/equity"),
    ("Fidelity", "/fidelity"),
    ("Data quality", "/quality"),
    ("Snapshots", "/snapshots"),
    ("Methods", "/methods"),
)

EVALUATOR = SiteMap(
    roles={"evaluator": "Evaluators"},
    may={"evaluator": (READ,)},
    tabs=tuple(Tab(label, href, READ, place) for place, (label, href) in enumerate(PLACES)),
)
