"""Which topics there are, who tells on them and who hears them. Creation, rights and subscriptions all read this."""

LOCALS = (
    "benalla-wangaratta-mansfield",
    "brimbank",
    "frankston",
    "geelong-queenscliffe",
    "latrobe",
    "whittlesea",
)
SERVICES = ("referral", "journey", "community", "notifications", "practice", "evaluation")

CARD = "participant-card"
SAFETY = "safety"
OUTCOMES = "lc.outcomes"

TELLS: dict[str, tuple[str, ...]] = {service: (service,) for service in SERVICES} | {
    "referral": ("referral", CARD),
    "journey": ("journey", SAFETY),
}
HEARS: dict[str, tuple[str, ...]] = {
    "referral": ("journey",),
    "journey": ("referral", CARD, "community", "notifications", "practice"),
    "community": ("journey", CARD, "referral"),
    "notifications": ("journey", CARD, "referral"),
    "practice": ("journey",),
    "evaluation": ("referral", "journey", "community"),
}
COMPACTED = (CARD,)
PARTITIONS = 4


def topic(local: str, stream: str) -> str:
    """`lc.<local>.<stream>`, for example `lc.brimbank.journey`."""
    return f"lc.{local}.{stream}"


def user(local: str, service: str) -> str:
    """The Kafka user, and the consumer group, of one service of one Local."""
    return f"{local}.{service}"
