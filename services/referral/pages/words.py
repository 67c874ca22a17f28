"""How codes read on the pages."""

from collections.abc import Sequence

from services.referral.asking.rules.crisis import crisis_lines
from services.referral.domain import age, speaking
from services.referral.domain.referrers import QUESTIONS, RELATIONS
from services.referral.domain.walks import Walk
from services.referral.matching.rules import words as matching
from shared.kernel import references
from shared.kernel.days import between_words, hour_words
from shared.rules.languages import LANGUAGES

RELATIONS_TO_THEM = RELATIONS
REFERRER_QUESTIONS = QUESTIONS

SOURCES = {
    "self": "Asked us themselves",
    "gp": "Referred by a GP",
    "carer_family_supporter": "Referred by family, a carer or a friend",
    "community_organisation": "Referred by a community organisation",
    "other_health": "Referred by another health service",
    "internal_local_service": "Referred by this Local Service",
    "proactive_in_reach": "Met while reaching out",
}
REFERRERS: Sequence[tuple[str, str]] = (
    ("carer_family_supporter", "Family, a carer or a friend"),
    ("gp", "Their GP, or somebody at the practice"),
    ("other_health", "Another health service"),
    ("community_organisation", "A community organisation or group"),
    ("internal_local_service", "Somebody who works at this Local Service, or a peer worker"),
    ("proactive_in_reach", "A worker who met them while reaching out"),
)
BY_THEMSELVES = ("self", "They asked us themselves, at the desk or on the phone")
CONTACT_BY = {"call": "Call", "sms": "Text message", "email": "E-mail", "drop_in": "They drop in"}
SAFETY = {
    "safe": "Safe to contact there",
    "not_safe": "Not safe to contact there",
    "unknown": "Not known whether it is safe",
}
AGES = {"under-26": "under 26", "26-64": "26 to 64", "65+": "65 or older"}
STATES = {
    "received": "To look at",
    "waitlisted": "Waiting",
    "accepted": "With a link worker",
    "declined": "Not for us",
    "joined": "Put with somebody we know",
}


def state(referral: str, walk: Walk | None) -> str:
    """A referral's state, and beyond it whether the journey it led to has ended."""
    return "Journey ended" if walk and walk.ended_at else STATES[referral]


WISH_GENDER = {"woman": "A woman", "man": "A man", "non_binary": "A non-binary person"}
INTERPRETER = {"spoken": "Yes", "auslan": "Yes, Auslan", "no": "No"}


def language_choices(said: str) -> list[tuple[str, str]]:
    """What to choose from where the words for a language are not clear: codes with names."""
    return [(code, LANGUAGES.words(code)) for code in speaking.choices(said)]


WISHED = {"language": "language", "gender": "gender", "experience": "lived experience", "days": "days"}
WAIT_REASONS = {
    "no_capacity": "No link worker has room just now",
    "asked_to_wait": "They asked to wait",
    "right_worker_not_free": "The link worker who suits them is not free yet",
}
TOLD = {
    "call": "We talked on the phone just now",
    "met": "We talked here, or met, just now",
    "text": "By a text message",
    "email": "By an e-mail",
    "letter": "By a letter",
    "not_yet": "Not yet",
}
DECLINE_REASONS = {
    "under_26": "They are under 26",
    "outside_catchment": "They live too far from here",
    "did_not_want_it": "They do not want it, or not now",
    "could_not_be_reached": "We could not reach them",
    "duplicate": "We support them already under another referral",
    "other_support_fits": "Other support fits better",
}
ELSEWHERE = {
    "youth_service": "A youth service",
    "other_local": "The Local Service near their home",
    "local_mental_health": "The mental health and wellbeing team here",
    "none": "Nowhere else is needed",
}

ERASURE_REASONS = {
    "kept_long_enough": ("It was kept as long as the law asks", "Seven years after the last service, and until 25."),
    "entered_by_mistake": ("It was entered by mistake", "Twice, or for the wrong person; nobody has walked with them."),
    "required_by_law": ("The law, or a court, requires it", "Write below who ordered it."),
}
ERASURE_CHOICES = [(code, *said) for code, said in ERASURE_REASONS.items()]

HOURS_FROM = [(value, hour_words(value)) for value in range(7, 22)]
HOURS_UNTIL = [(value, hour_words(value)) for value in range(8, 23)]

hours = between_words
born_words = age.born_words
reason = matching.sentence

CRISIS_LINES = crisis_lines()
"""High on every page where somebody may be in need."""
REFERENCE = references.words
