"""Community groups that are glad to be found, and the link their host holds."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import get_args
from uuid import UUID

from shared.events import GroupListed, HostAskedForCall, HostLinkRevoked
from shared.events.community import Kind
from shared.kernel.refusal import Refused

KINDS: dict[Kind, str] = {
    "arts": "Arts",
    "nature": "Nature",
    "movement": "Movement",
    "music": "Music",
    "games": "Games",
    "food": "Food",
    "learning": "Learning",
    "making": "Making things",
    "faith_culture": "Faith and culture",
    "talk": "Talk",
}
assert set(KINDS) == set(get_args(Kind))

_A_CONTACT = re.compile(r"@|(\d[\s-]?){6}")


@dataclass(frozen=True)
class Group:
    """A community group: its public name, what it is mostly about, its host and the version of the host's link."""

    id: UUID
    title: str
    kind: Kind
    host_name: str | None = None
    host_contact: str | None = None
    address: str | None = None
    link_version: int = 0
    """A host link of an older version opens nothing."""

    @property
    def kind_words(self) -> str:
        return KINDS[self.kind]


def list_group(
    group_id: UUID,
    title: str,
    kind: Kind,
    at: datetime,
    host_name: str | None = None,
    host_contact: str | None = None,
    address: str | None = None,
) -> GroupListed:
    """A new group. Its public name may be told to others; who hosts it, and how to reach them, stays here."""
    return GroupListed(
        group_id=group_id,
        title=public_title(title),
        kind=kind,
        host_name=host_name,
        host_contact=host_contact,
        address=address,
        occurred_at=at,
    )


def public_title(title: str) -> str:
    """A title that others will see, its spaces tidied; refused if empty or with a phone number or e-mail address."""
    title = " ".join(title.split())
    if not title:
        raise Refused("Write the name people know it by.", field="title")
    if _A_CONTACT.search(title):
        raise Refused("Keep phone numbers and e-mail addresses out of the name: others will see it.", field="title")
    return title


def public_words(words: str | None, field: str) -> str | None:
    """Other words that others will see, tidied, None if empty; refused with a phone number or e-mail address.

    Whoever holds a place reads them on their own page. `field`: the form's field that the refusal is about.
    """
    words = " ".join((words or "").split())
    if _A_CONTACT.search(words):
        raise Refused("Keep phone numbers and e-mail addresses out of it: others will see it.", field=field)
    return words or None


def ask_for_a_call(group: Group, call_id: UUID, words: str | None, at: datetime) -> HostAskedForCall:
    """A host asks for a call: link workers who walk with people there see it on their day, the words stay here."""
    return HostAskedForCall(group_id=group.id, call_id=call_id, words=words, occurred_at=at)


def link_ends(at: datetime, weeks: int) -> datetime:
    """When a host's link that is made now ends by itself, so that a lost phone does not stay a door."""
    return at + timedelta(weeks=weeks)


def opens(group: Group, link_version: int) -> bool:
    """Whether a link of that version still opens the host's page: only the group's present version does."""
    return link_version == group.link_version


def revoke_link(group: Group, at: datetime) -> HostLinkRevoked:
    """Revoke a group's host links: all of the present version end now; the next one made is of a newer version."""
    return HostLinkRevoked(group_id=group.id, link_version=group.link_version, occurred_at=at)
