"""The evaluator's site: one service, one role, and where it goes from the bar."""

from shared.web.navigation import SiteMap

EVALUATOR = SiteMap(
    roles={
        "evaluator": "Evaluators",
    },
    bar={
        "evaluator": (
            ("Outcomes", "/"),
            ("Path", "/path"),
            ("Dose", "/dose"),
            ("Equity", "/equity"),
            ("Fidelity", "/fidelity"),
            ("Data quality", "/quality"),
            ("Snapshots", "/snapshots"),
            ("Methods", "/methods"),
        ),
    },
)
