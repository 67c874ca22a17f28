"""Invented community groups: what they do, on which weekday, and a host who ticks who came."""

from dataclasses import dataclass
from random import Random
from uuid import UUID

from deploy.simulation import phones
from deploy.simulation.locals import PROFILES
from deploy.simulation.people import made_id
from deploy.simulation.steps import SimulatedStep, workday
from deploy.simulation.words import marker

KINDS = (
    ("Thursday Choir", "music", "Sing along, no need to read music. Somebody saves you a chair.", 90),
    ("Community Garden", "nature", "Quiet, 6 to 10 people, tools are there. Tea at eleven.", 120),
    ("Mah-jong and Cards", "games", "Tables of four. Somebody always explains the rules.", 120),
    ("Shed and Repair Café", "making", "Bring something broken, or just your hands.", 150),
    ("Shared Table", "food", "Cook together, eat together. Tell us what you do not eat.", 150),
    ("Gentle Walkers", "movement", "Slow, flat, and nobody is left behind.", 60),
    ("Story Circle", "talk", "Small and quiet. Listening is enough.", 75),
    ("Paint and Clay", "arts", "Everything is there. Nobody judges.", 120),
    ("Phones and Tablets", "learning", "Bring your own or use ours, one helper for two people.", 60),
)
HOSTS = ("Maria", "Ken", "Thu", "Nadia", "Bert", "Soula", "Aroha", "Piotr", "Joy")


@dataclass(frozen=True)
class Group:
    """A group with one weekly get-together."""

    seed: int
    local: str
    number: int
    title: str
    kind: str
    like: str
    weekday: int
    starts_at: str
    minutes: int
    places: int
    host_name: str
    host_contact: str
    address: str
    careful: float
    """How likely the host is to tick after a session."""
    marker: str

    def id(self, what: str) -> UUID:
        return made_id(self.seed, self.local, "group", self.number, what)

    @property
    def group_id(self) -> UUID:
        return self.id("group")

    @property
    def activity_id(self) -> UUID:
        return self.id("activity")

    def personal(self) -> set[str]:
        found = {f"{self.host_name} {self.marker}", self.host_contact, self.address, self.marker}
        return found | {phones.as_written(self.host_contact)}

    def beginning(self) -> list[SimulatedStep]:
        """How a link worker lists the group, plans its get-together and gives the host a link, on the first day."""
        listed = {
            "title": self.title,
            "kind": self.kind,
            "host_name": f"{self.host_name} {self.marker}",
            "host_contact": self.host_contact,
            "address": self.address,
        }
        planned = {
            "title": self.title,
            "weekday": str(self.weekday),
            "starts_at": self.starts_at,
            "minutes": str(self.minutes),
            "places": str(self.places),
            "cost": ("", "4", "2.50")[self.number % 3],
            "step_free": ("yes", "yes", "unknown")[self.number % 3],
            "quiet": ("yes", "no")[self.number % 2],
            "what_it_is_like": self.like,
            "where_it_is": f"The hall in {self.address.rpartition(', ')[2]}",
            "getting_there": ("The bus stops in front of it.", "Side door, two steps and a rail.", "")[self.number % 3],
        }
        here = f"/community/groups/{self.group_id}"
        return [
            self._step(0, "/community/groups/new", dict(listed), "group"),
            self._step(0, f"{here}/activities/new", dict(planned), "activity"),
            self.new_link(0),
        ]

    def new_link(self, day: int) -> SimulatedStep:
        """The first answers with the link in it; so does one after the old one was withdrawn."""
        return self._step(day, f"/community/groups/{self.group_id}/host-link", {"weeks": "26"}, f"link {day}")

    def link_lost(self, day: int) -> list[SimulatedStep]:
        """The host left the link on a bus: it is withdrawn and a new one given."""
        revoked = self._step(day, f"/community/groups/{self.group_id}/host-link/revoked", {}, f"revoked {day}")
        return [revoked, self.new_link(day)]

    def asks_for_a_call(self, day: int) -> list[SimulatedStep]:
        """The host taps "Please ring me"; the day after a link worker has rung."""
        call, words = self.id(f"call {day}"), f"The hall is closed next month. {self.marker}"
        chain = f"group {self.number}"
        asked = SimulatedStep(day, f"host {self.number}", "/call", {"words": words}, call, chain)
        rung = f"/community/groups/{self.group_id}/calls/{call}/answered"
        return [asked, self._step(workday(day + 1), rung, {}, f"rung {day}")]

    def _step(self, day: int, path: str, fields: dict[str, str | list[str]], what: str) -> SimulatedStep:
        return SimulatedStep(day, f"worker {self.number % 3}", path, fields, self.id(what), f"group {self.number}")


def groups_of(seed: int, slug: str, people: int) -> list[Group]:
    """A Local's groups, on different weekdays, with room for everybody between them."""
    profile, random = PROFILES[slug], Random(f"{seed}/{slug}/groups")
    count = max(2, min(profile.groups, people // 6))
    chosen = random.sample(KINDS, count)
    return [_group(seed, slug, number, kind, people, count) for number, kind in enumerate(chosen)]


def _group(seed: int, slug: str, number: int, about: tuple[str, str, str, int], people: int, count: int) -> Group:
    random = Random(f"{seed}/{slug}/group {number}")
    title, kind, like, minutes = about
    word = marker(random)
    town, code = random.choice(PROFILES[slug].towns)
    return Group(
        seed=seed,
        local=slug,
        number=number,
        title=f"{town} {title.removeprefix('Thursday ')}",
        kind=kind,
        like=like,
        weekday=number % 5,
        starts_at=random.choice(("10:00", "10:30", "13:30", "14:00")),
        minutes=minutes,
        places=max(6, 2 * people // count),
        host_name=random.choice(HOSTS),
        host_contact=phones.landline(9000 + number),
        address=f"{random.randrange(1, 90)} {word} Hall Lane, {town} {code}",
        careful=random.uniform(0.75, 0.98),
        marker=word,
    )
