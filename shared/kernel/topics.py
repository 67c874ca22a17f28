"""Which topics there are, who tells on them and who hears them. Creation, rights and subscriptions all read this."""

from .local_services import NAMES

LOCALS = tuple(NAMES)
SERVICES = ("referral", "journey", "community", "notifications", "practice", "evaluation")

CARD = "participant-card"
REFERRER = "referrer-contact"
SAFETY = "safety"
OUTCOMES = "lc.outcomes"

TELLS: dict[str, tuple[str, ...]] = {service: (service,) for service in SERVICES} | {
    "referral": ("referral", CARD, REFERRER),
    "journey": ("journey", SAFETY),
}
HEARS: dict[str, tuple[str, ...]] = {
    "referral": ("journey", "notifications"),
    "journey": ("referral", CARD, "community", "notifications", "practice"),
    "community": ("journey", CARD, "referral"),
    "notifications": ("journey", CARD, "referral", REFERRER),
    "practice": ("journey",),
    "evaluation": ("referral", "journey", "community"),
}
TELLER = {stream: service for service, streams in TELLS.items() for stream in streams}
"""Who tells on a Local's topic, and so the only one who is believed there."""
HOLDS: dict[str, str] = {
    "referral": "requests received, accepted, waitlisted, declined and taken back; who was erased",
    CARD: "who a person is and how it is safe to reach them",
    REFERRER: "the e-mail address of whoever referred somebody and would like to hear of it, until they need not",
    "journey": "the work with a person; hours to practise something together",
    SAFETY: "that somebody worries, who looks at it, that it is closed",
    "community": "groups, activities, places, attendance, and what of it was taken back",
    "notifications": "what was sent, what rightly was not, and who answered",
    "practice": "supervision: held, planned, taken back",
    "evaluation": "allow-listed facts of those who agreed, under pseudonyms, by the week",
    "outcomes": "published figures, small groups suppressed",
}
"""What is on each topic, by its last word."""
COMPACTED = (CARD, REFERRER)
"""The only topics with anything personal: the newest of each key, which can be taken away."""
PARTITIONS = 4


def topic(local: str, stream: str) -> str:
    """`lc.<local>.<stream>`, for example `lc.brimbank.journey`."""
    return f"lc.{local}.{stream}"


def stream(name: str, local: str) -> str:
    """The last word of a Local's topic; nothing, if it is not one of this Local's."""
    prefix = f"lc.{local}."
    return name[len(prefix) :] if name.startswith(prefix) else ""


def user(local: str, service: str) -> str:
    """The Kafka user, and the consumer group, of one service of one Local."""
    return f"{local}.{service}"
