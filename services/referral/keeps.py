"""What the referral service keeps, and which of it is about one person."""

from shared.persistence.erasure import DataInventory

KEEPS = DataInventory(
    about={
        "waiting_before": "referral_id IN (SELECT id FROM referral WHERE participant_id = :participant_id)",
        "contact_before": "referral_id IN (SELECT id FROM referral WHERE participant_id = :participant_id)",
        "contact": "referral_id IN (SELECT id FROM referral WHERE participant_id = :participant_id)",
        "settled": "referral_id IN (SELECT id FROM referral WHERE participant_id = :participant_id)",
        "pair_answer": ":participant_id IN (participant_id, with_id)",
        "journey": "referral_id IN (SELECT id FROM referral WHERE participant_id = :participant_id)",
        "talk": "participant_id = :participant_id",
        "news": "referral_id IN (SELECT id FROM referral WHERE participant_id = :participant_id)",
        "letter": "referral_id IN (SELECT id FROM referral WHERE participant_id = :participant_id)",
        "referrer": "referral_id IN (SELECT id FROM referral WHERE participant_id = :participant_id)",
        "decision_before": "referral_id IN (SELECT id FROM referral WHERE participant_id = :participant_id)",
        "referral": "participant_id = :participant_id",
        "matching_keys": "participant_id = :participant_id",
        "matching_pairs": "participant_id = :participant_id OR other_id = :participant_id",
        "support_wish": "participant_id = :participant_id",
        "card": "participant_id = :participant_id",
        "card_before": "participant_id = :participant_id",
    },
    together=dict.fromkeys(("referral", "card", "journey", "settled"), "joining.store:records")
    | dict.fromkeys(
        ("waiting_before", "contact_before", "contact", "talk", "news", "letter", "referrer", "decision_before",
         "support_wish", "card_before"),
        "It is of one referral: the page of each leads to the other one's, and its answers go to whoever made it.",
    )
    | dict.fromkeys(
        ("pair_answer", "matching_keys", "matching_pairs"),
        "It is what tells one record from another, or says that they are one.",
    ),
    stays={
        "deletion": "the register of what was erased, which the law asks for",
        "draft": "what was begun and not sent: no record of anybody yet, and deleted by itself after some days",
        "question": "questions without a name: about nobody who is known, and deleted by themselves",
        "matching_counts": "how many people have a name, a number or an address; nobody's that nobody has any more",
    },
)  # fmt: skip
