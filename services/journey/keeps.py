"""What the journey service keeps, and which of it is about one person: what hangs on something goes before it."""

from shared.persistence.erasure import DataInventory

THEIRS = "participant_id = :participant_id"
ON_THEIR_JOURNEYS = f"journey_id IN (SELECT id FROM journey WHERE {THEIRS})"  # noqa: S608

KEEPS = DataInventory(
    about={
        "supporter_view": f"supporter_id IN (SELECT id FROM supporter WHERE {THEIRS})",  # noqa: S608
        "supporter": THEIRS,
        "safety_turn": f"safety_id IN (SELECT id FROM safety_note WHERE {ON_THEIR_JOURNEYS})",  # noqa: S608
        "link_try": f"check_in_id IN (SELECT id FROM check_in WHERE {ON_THEIR_JOURNEYS})",  # noqa: S608
    }
    | dict.fromkeys(
        ("safety_note", "goal_review", "goal_turn", "goal_step", "goal", "check_in", "debrief", "moment", "measure",
         "sheet", "matters", "consent_renewal", "consent", "refusal", "pause", "companion", "skill_place", "turn",
         "parcel", "brought_along", "draft", "own_key", "correction", "arrival", "attempt"),
        ON_THEIR_JOURNEYS,
    )
    | dict.fromkeys(("early_contact", "last_mile", "answer", "journey_taken_back", "journey", "card"), THEIRS),
    together={"card": "how_they_came.store:other_arrivals", "journey": "lifecycle.store.joining:other_records"}
    | dict.fromkeys(
        ("supporter_view", "supporter", "safety_turn", "link_try", "safety_note", "goal_review", "goal_turn",
         "goal_step", "goal", "check_in", "debrief", "moment", "measure", "sheet", "matters", "consent_renewal",
         "consent", "refusal", "pause", "companion", "skill_place", "turn", "parcel", "brought_along", "draft",
         "own_key", "correction", "arrival", "attempt", "early_contact", "last_mile", "answer", "journey_taken_back"),
        "It is of one walk: its page leads to those on the other records, and of two walks only one goes on.",
    ),
    stays={
        "activity": "what there is to go to",
        "community_group": "who offers it",
        "host_call": "that a host would like a call",
        "skill_session": "hours to practise something, and how many places there are",
        "supervision": "when link workers mean to have an hour for themselves",
        "supervision_held": "when they had one",
        "tally": "how many people of each link worker stand where; it counts one less",
    },
)  # fmt: skip
