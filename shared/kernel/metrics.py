"""Every metric there is, with its unit and what it says: the pages of metrics and docs/metrics.md are made of this."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Metric:
    """`says` what a value means, to whoever has to act on it; `labels` beside those that all of its page have."""

    unit: str
    says: str
    labels: tuple[str, ...] = ()
    alarm: str | None = None
    """When somebody should be told."""


YES = "1 or 0"
OVER_THE_BROKER = {
    "listening": ("it hears its topics", ()),
    "relaying": ("it tells what its outbox holds", ()),
    "reading": ("it reads the released facts of that Local", ("source",)),
}
"""What goes on over the broker -> 1 means that, and what it is told apart by."""

OF_A_SERVICE: dict[str, Metric] = {
    "lc_database": Metric(YES, "the database answers", alarm="0"),
    "lc_outbox_waiting": Metric("facts", "written and not yet acknowledged by the broker"),
    "lc_outbox_oldest_seconds": Metric("seconds", "for how long the oldest of them has waited", alarm="above 60"),
    "lc_parked": Metric("records", "could not be handled and wait for somebody", alarm="above 0"),
    "lc_looks_end": Metric("row", "the last of the record of who looked at whom: it never falls", alarm="a fall"),
    "lc_looks_anchored": Metric("row", "the last of that record which is known outside the database"),
    "lc_looks_checked": Metric("row", "the last up to which that record was followed and found whole"),
    "lc_looks_broken": Metric(YES, "that record does not fit, or was cut off or written anew", alarm="1"),
    "lc_unremembered": Metric("facts", "own ones that the log has and a restored database has not", alarm="above 0"),
    "lc_handled": Metric("records", "have had their effect since the start"),
    "lc_deduplicated": Metric("records", "came again and changed nothing, since the start"),
    "lc_erased": Metric("records", "were about somebody who was erased and had no effect, since the start"),
    "lc_halted": Metric(YES, "listening has stopped until a restart", alarm="1"),
    "lc_lag": Metric("records", "are on the topic and not handled yet; left out while nobody knows", ("topic",)),
    "lc_unheard_seconds": Metric(
        "seconds", "for how long records have been there of which none was handled", ("topic",), alarm="above 60"
    ),
    **{f"lc_{kind}": Metric(YES, f"{does} just now", by, alarm="0") for kind, (does, by) in OVER_THE_BROKER.items()},
    **{
        f"lc_{kind}_silent_seconds": Metric("seconds", f"since the broker last showed that {does}", by)
        for kind, (does, by) in OVER_THE_BROKER.items()
    },
}
"""On `/<service>/metrics`, the evaluator's among them, each with the labels `service` and `local`."""

OF_THE_BROKER: dict[str, Metric] = {
    "lc_broker_drift": Metric("differences", "from what was designed, by kind", ("local", "kind"), alarm="above 0"),
    "lc_broker_looked_at": Metric("Unix time", "when the broker was last compared", ("local",)),
}
"""In the file that `lc topics apply --metrics` writes."""
