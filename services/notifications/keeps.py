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
    ),
    together=dict.fromkeys(("contact", "touch"), "store.contacts:locked")
    | {
        "reply": "store.replies:who_has",
        "pause": "It is of one walk, and of two only one goes on.",
        "message": "It is of one check-in on one walk; whether it leaves is asked of all records at once.",
        "seen_before": "It is of one answer, which stands on one record.",
        "looked_after_before": "It is of one message.",
        "settled_before": "It is of one message.",
        "news": "It is of one referral, and goes to whoever made that one.",
        "referrer_contact": "It is of one referral: who referred somebody once hears nothing of another referral.",
    },
)
