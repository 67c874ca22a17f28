"""What a site is made of, who may do what in it, and where each goes from the bar."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

OPERATE = "operate"
"""What the operator's pages ask for, which every service has."""


@dataclass(frozen=True)
class Tab:
    """A place in the bar, for whoever may open it. Each service brings its own."""

    label: str
    href: str
    permission: str
    place: int
    """Where it stands in the bar: the lowest is first, and is where somebody begins."""
    unless: str | None = None
    """A permission with which somebody has a wider page of the same kind, and no need for this one."""


@dataclass(frozen=True)
class NavItem:
    """A place in the bar as one page shows it; `current`: one is there."""

    label: str
    href: str
    current: bool


@dataclass(frozen=True)
class SiteMap:
    """What a site is made of. The pages' common ground knows no service, role or address but from here."""

    services: Sequence[str] = ()
    """Every service of the site: whoever logs out is logged out of each."""
    roles: Mapping[str, str] = field(default_factory=dict)
    """Role -> what those who have it are called together, in the order of the page one logs in with."""
    may: Mapping[str, Collection[str]] = field(default_factory=dict)
    """Role -> the permissions that doors ask for."""
    tabs: Sequence[Tab] = ()
    belongs: Mapping[str, str] = field(default_factory=dict)
    """Pages whose address begins elsewhere than the page they are reached from, for whoever has no tab for them."""

    def permissions(self, roles: Iterable[str]) -> frozenset[str]:
        """Whatever any of somebody's roles lets them do."""
        return frozenset[str]().union(*(self.may.get(role, ()) for role in roles))

    def bar(self, permissions: Collection[str]) -> list[Tab]:
        """The places of whoever has these permissions, each address once."""
        theirs = [tab for tab in self.tabs if tab.permission in permissions and tab.unless not in permissions]
        by_address: dict[str, Tab] = {}
        for tab in sorted(theirs, key=lambda tab: tab.place):
            by_address.setdefault(tab.href, tab)
        return list(by_address.values())

    def items(self, permissions: Collection[str], path: str) -> list[NavItem]:
        """The bar; the longest address that begins the current one is where one is."""
        nav = self.bar(permissions)
        elsewhere = {begins: to for begins, to in self.belongs.items() if begins not in {tab.href for tab in nav}}
        path = next((to for begins, to in elsewhere.items() if path == begins or path.startswith(f"{begins}/")), path)
        above = (tab.href for tab in nav if path == tab.href or (tab.href != "/" and path.startswith(f"{tab.href}/")))
        here = max(above, key=len, default=None)
        return [NavItem(tab.label, tab.href, tab.href == here) for tab in nav]

    def home(self, permissions: Collection[str]) -> str:
        """Where somebody begins after login."""
        return next((tab.href for tab in self.bar(permissions)), "/")
