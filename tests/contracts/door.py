"""What a form's door is to those who try every one of them, and what every service has."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from shared.messaging import dead_letters
from shared.messaging.envelope import KafkaRecord
from shared.web.forms import Form
from shared.web.login import LoginForm
from shared.web.operator import ReplayForm, SetAsideForm
from tests.doors import Doors

JACK = "0b000000-0000-4000-8000-000000000031"
TOPIC = "lc.brimbank.journey"
FULL = "<script>alert(1)</script> {{ 7 * 7 }} ${x} '; DROP TABLE outbox;-- =HYPERLINK(1) %s \\"
"""What a hostile hand writes where anything may be written. It is a text like any other."""


@dataclass(frozen=True)
class Door:
    """One form: where it goes, who may send it, and an example that is right."""

    template: str
    who: str  # a role, or "anyone"
    model: type[Form]
    right: Mapping[str, str] = field(default_factory=dict)
    tells: int = 0
    """How many facts the right one tells."""
    lines: tuple[str, ...] = ()
    """Texts of one line, in which no line break is kept."""
    more: Callable[[str], Mapping[str, str]] = lambda name: {}
    """What goes with the form when this field is the wrong one."""
    status: int = 303
    takes_a_file: bool = False
    """Then it may come as a file does, and be larger than other forms; without a token it is refused all the same."""


@dataclass
class Stage:
    """A service's doors with what stands behind them."""

    doors: Doors
    forms: list[Door]
    own: dict[str, str] = field(default_factory=dict)
    """What the names in the addresses stand for: things of the first link worker."""
    foreign: dict[str, str] = field(default_factory=dict)
    """The same of another link worker: for the first they are not there."""
    page: str = "/login"
    """A page with a form that anybody may open."""


def usual(name: str) -> list[Door]:
    return [
        Door(
            f"/{name}/operator/parked/{{topic}}/{{partition}}/{{offset}}/set-aside",
            "operator",
            SetAsideForm,
            {"because": f"zqaside {FULL}"},
        ),
        Door(f"/{name}/operator/parked/{{topic}}/{{partition}}/{{offset}}/replay", "operator", ReplayForm),
        Door(f"/{name}/operator/replay", "operator", ReplayForm),
        Door("/login", "anyone", LoginForm, {"person": f"operator/{JACK}", "next": f"/{name}/operator"}),
    ]


async def parks(doors: Doors) -> dict[str, str]:
    """One record that cannot be read waits for the operator."""
    raw = KafkaRecord(TOPIC, 0, 5, b"x", b"{", (("ce_type", b"nothing"),))
    await dead_letters.park(doors.here.db, raw, "not readable")
    return {"topic": TOPIC, "partition": "0", "offset": "5"}
