"""What something costs, as people say it. Pure."""


def price(cents: int) -> str:
    """Free, $4, $4.50"""
    dollars, rest = divmod(cents, 100)
    return "Free" if cents == 0 else f"${dollars}.{rest:02}" if rest else f"${dollars}"
