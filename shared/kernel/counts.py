"""Counts as people say them. Pure."""


def counted(count: int, one: str, many: str | None = None) -> str:
    """3 people, 1 person, 1,204 records."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"
