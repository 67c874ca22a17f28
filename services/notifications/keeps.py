"""What the notifications service keeps: all of it is about one person or another."""

from shared.persistence.erasure import DataInventory

KEEPS = DataInventory(
    about=dict.fromkeys(
        (
            "news",
            "referrer_contact",
            "reply",
            "seen_before",
            "message",
            "looked_after_before",
            "settled_before",
            "pause",
            "touch",
            "contact",
        ),
        "participant_id = :participant_id",
    )
)
