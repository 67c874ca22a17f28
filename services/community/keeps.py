"""What the community service keeps, and which of it is about one person."""

from shared.persistence.erasure import DataInventory

THEIRS = "participant_id = :participant_id"

KEEPS = DataInventory(
    about=dict.fromkeys(
        ("proposal", "greeting", "giving_up", "place", "introduction", "attendance", "journey", "card"), THEIRS
    ),
    together=dict.fromkeys(
        ("proposal", "giving_up", "place", "introduction", "attendance", "greeting"), "store.people:steps"
    )
    | {
        "journey": "Whether somebody walks with them is told by the journey service, where one of two walks rests.",
        "card": "A name is shown as it stands on the record that a place was taken under: the host knows it.",
    },
    stays={
        "community_group": "groups and their hosts",
        "activity": "what groups do",
        "newcomers": "how many came by themselves, a number",
        "host_call": "that a host would like a call, and what about: their group",
    },
)
