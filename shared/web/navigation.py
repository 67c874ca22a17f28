"""Where each role goes from the bar. The longest address that begins the current one is where one is."""

from dataclasses import dataclass

NAV: dict[str, tuple[tuple[str, str], ...]] = {
    "link_worker": (
        ("My day", "/journey"),
        ("People", "/journey/people"),
        ("Community", "/community"),
        ("Learning and care", "/practice"),
        ("Messages", "/notifications"),
    ),
    "lead": (
        ("Inbox", "/referral"),
        ("My day", "/journey"),
        ("Waitlist", "/referral/waitlist"),
        ("People", "/journey/people"),
        ("Community", "/community"),
        ("Learning and care", "/practice"),
        ("Evaluation", "/evaluation"),
        ("Safety", "/journey/safety"),
    ),
    "clinician": (("Safety", "/journey/safety"),),
    "intake": (
        ("Inbox", "/referral"),
        ("Waitlist", "/referral/waitlist"),
        ("People", "/referral/people"),
        ("Answers", "/notifications"),
    ),
    "operator": (
        ("Overview", "/operator"),
        ("Referral", "/referral/operator"),
        ("Journey", "/journey/operator"),
        ("Community", "/community/operator"),
        ("Practice", "/practice/operator"),
        ("Notifications", "/notifications/operator"),
        ("Evaluation", "/evaluation/operator"),
        ("Messages", "/notifications"),
    ),
    "evaluator": (
        ("Outcomes", "/"),
        ("Path", "/path"),
        ("Dose", "/dose"),
        ("Equity", "/equity"),
        ("Fidelity", "/fidelity"),
        ("Data quality", "/quality"),
        ("Snapshots", "/snapshots"),
        ("Methods", "/methods"),
    ),
}


BELONGS: dict[str, str] = {
    "/journey/handover": "/journey/people",
    "/referral/people": "/journey/people",
    "/referral/erased": "/journey/people",
    "/refer": "/referral",
}
"""Pages whose address begins elsewhere than the page they are reached from, for whoever has no tab for them."""


@dataclass(frozen=True)
class Item:
    label: str
    href: str
    current: bool


def items(role: str, path: str) -> list[Item]:
    nav = NAV.get(role, ())
    elsewhere = {begins: to for begins, to in BELONGS.items() if begins not in {href for _, href in nav}}
    path = next((to for begins, to in elsewhere.items() if path == begins or path.startswith(f"{begins}/")), path)
    above = (href for _, href in nav if path == href or (href != "/" and path.startswith(f"{href}/")))
    here = max(above, key=len, default=None)
    return [Item(label, href, href == here) for label, href in nav]


def home(role: str) -> str:
    """Where somebody begins after login."""
    return NAV[role][0][1] if role in NAV else "/"
