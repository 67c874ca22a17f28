"""What the community service keeps, and which of it is about one person."""

from shared.persistence.erasure import DataInventory

THEIRS = "participant_id = :participant_id"

KEEPS = DataInventory(
    about=dict.fromkeys(
        ("proposal", "greeting", "giving_up", "place", "introduction", "attendance", "journey", "card"), THEIRS
    ),
    stays={
        "community_group": "groups and their hosts",
        "activity": "what groups do",
        "newcomers": "how many came by themselves, a number",
        "host_call": "that a host would like a call, and what about: their group",
    },
)
