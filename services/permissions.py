"""Who may do what at a Local: every permission in plain words, and which role has it.

A door asks for a permission and knows no role. Whoever has several lines in the staff file logs in under one of them,
and may do what that role may. The evaluator's site has its own, in `services/evaluation/outcomes/site/site_map.py`.
"""

from collections.abc import Iterable, Mapping
from typing import Literal

from shared.kernel.staff import StaffMember

PERMISSIONS: Mapping[str, str] = {
    "accept_referrals": "see who asks for support, say yes, not now or not here, and correct their card",
    "make_every_exception": "accept somebody as an exception where the Local leaves that to its Lead",
    "know_people": "read how the people one works with came here, and correct their card",
    "protect_people": "say at once that contact is not safe, or that somebody is to be told nothing",
    "lift_protection": "lift what was set because of violence in the family",
    "erase_people": "erase what is known of a person, and see what was erased",
    "refer_by_program": "refer somebody through the interface for programs, and ask what became of it",
    "walk_with_people": "be given people, whose link worker one is then",
    "note_what_is_taken_back": "note what anybody takes back of what they had agreed to, as when they ring",
    "see_people": "open the pages of the people one walks with, and note what happens",
    "see_everybody": "the same for all people of the Local, with the numbers of the whole Local",
    "hand_people_over": "give people to another link worker",
    "hand_on_safety_notes": "let safety notes go along to another Local",
    "undo_what_was_brought": "take back at any time what a transfer file brought",
    "read_safety_notes": "read safety notes about one's own people, pass them on",
    "read_every_safety_note": "read every safety note of the Local",
    "take_on_safety_notes": "take a safety note on, and close it with what was done",
    "wait_for_safety_notes": "leave the safety notes open all day without being logged out",
    "bring_people_together": "look after groups and activities, and find somebody a place",
    "read_what_is_on": "read groups and activities through the interface for programs",
    "see_messages": "open the page of messages: what it shows depends on the next three",
    "look_after_messages": "see to messages to one's own people that did not arrive",
    "look_at_answers": "see to what somebody wrote back",
    "see_care": "note and plan one's own supervision",
    "look_after_link_workers": "see how full everybody's week is, note and plan their supervision",
    "see_what_leaves": "see what is told the evaluator",
    "operate": "see how the services run, and handle what they could not",
}

TITLES: Mapping[str, str] = {
    "intake": "Intake",
    "link_worker": "Link workers",
    "lead": "Leads",
    "clinician": "Clinicians",
    "operator": "Operators",
}
"""Role -> those who have it together. A program that refers has a role, too, and no page to log in on."""

ROLES: Mapping[str, tuple[str, ...]] = {
    "intake": (
        "accept_referrals",
        "know_people",
        "protect_people",
        "note_what_is_taken_back",
        "refer_by_program",
        "read_what_is_on",
        "see_messages",
        "look_at_answers",
    ),
    "link_worker": (
        "know_people",
        "protect_people",
        "walk_with_people",
        "note_what_is_taken_back",
        "see_people",
        "read_safety_notes",
        "bring_people_together",
        "read_what_is_on",
        "see_messages",
        "look_after_messages",
        "look_at_answers",
        "see_care",
    ),
    "lead": (
        "accept_referrals",
        "make_every_exception",
        "know_people",
        "protect_people",
        "lift_protection",
        "erase_people",
        "refer_by_program",
        "note_what_is_taken_back",
        "see_people",
        "see_everybody",
        "hand_people_over",
        "hand_on_safety_notes",
        "undo_what_was_brought",
        "read_safety_notes",
        "read_every_safety_note",
        "take_on_safety_notes",
        "bring_people_together",
        "read_what_is_on",
        "see_care",
        "look_after_link_workers",
        "see_what_leaves",
    ),
    "clinician": (
        "protect_people",
        "note_what_is_taken_back",
        "read_safety_notes",
        "read_every_safety_note",
        "take_on_safety_notes",
        "wait_for_safety_notes",
    ),
    "operator": (
        "read_what_is_on",
        "see_messages",
        "see_what_leaves",
        "operate",
    ),
    "integrator": (
        "refer_by_program",
        "read_what_is_on",
    ),
}


DeliveryModel = Literal["central", "integrated"]
KNOWN = (*ROLES, "evaluator")
"""Every role that a staff file may name: one file may hold the Locals' people and the evaluator's."""


def roles_that_may(permission: str) -> frozenset[str]:
    """The roles that have this permission; empty for one that nobody has."""
    return frozenset(role for role, theirs in ROLES.items() if permission in theirs)


def link_workers(staff: Iterable[StaffMember], model: DeliveryModel = "central") -> list[StaffMember]:
    """The staff members who may be given people to support, each once.

    `central`: those whose role may `walk_with_people`. `integrated`: the functions of a link worker are spread over a
    team, so that everybody whose role may `see_people` is given them, the Lead too.
    """
    who = roles_that_may("walk_with_people") if model == "central" else roles_that_may("see_people")
    return list({person.id: person for person in reversed(list(staff)) if person.role in who}.values())[::-1]
