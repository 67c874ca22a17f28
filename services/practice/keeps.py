"""What the practice service keeps. It knows journeys and no participant, so it goes by the journeys."""

from shared.persistence.erasure import DataInventory

KEEPS = DataInventory(
    about=dict.fromkeys(("contact", "walk"), "journey_id = ANY(:journey_ids)"),
    together=dict.fromkeys(
        ("contact", "walk"),
        "It knows journeys and no people: of two walks of one person the journey service lets one rest.",
    ),
    stays={
        "supervision": "hours that a link worker had for themselves; nobody's name is asked for there",
        "meeting": "the day of the next one",
    },
)
