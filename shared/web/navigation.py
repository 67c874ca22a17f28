"""Where each role goes from the bar. The longest address that begins the current one is where one is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Item:
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
    bar: Mapping[str, Sequence[tuple[str, str]]] = field(default_factory=dict)
    """Role -> (words, address) of each place in the bar; the first is where they begin."""
    belongs: Mapping[str, str] = field(default_factory=dict)
    """Pages whose address begins elsewhere than the page they are reached from, for whoever has no tab for them."""

    def items(self, role: str, path: str) -> list[Item]:
        nav = self.bar.get(role, ())
        elsewhere = {begins: to for begins, to in self.belongs.items() if begins not in {href for _, href in nav}}
        path = next((to for begins, to in elsewhere.items() if path == begins or path.startswith(f"{begins}/")), path)
        above = (href for _, href in nav if path == href or (href != "/" and path.startswith(f"{href}/")))
        here = max(above, key=len, default=None)
        return [Item(label, href, href == here) for label, href in nav]

    def home(self, role: str) -> str:
        """Where somebody begins after login."""
        return self.bar[role][0][1] if role in self.bar else "/"
