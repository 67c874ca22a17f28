"""Two ways to say no, in words meant for the person who asked."""


class Refused(Exception):
    """A wish that cannot be granted. The words say what would be right, beside the field they concern.

    `conflict` marks a wish that came too late (somebody was quicker): a program hears 409 rather than 422.
    """

    def __init__(self, why: str, field: str | None = None, *, conflict: bool = False) -> None:
        super().__init__(why)
        self.why = why
        self.field = field
        self.conflict = conflict


class OtherWords(Refused):
    """A form that was carried out before, sent again with other words: after the back button, or from a second tab."""

    def __init__(self) -> None:
        super().__init__(
            "This was sent before with other words in it, and those are kept. What you changed since is not kept yet. "
            "If it is to be kept as well, send it once more.",
            conflict=True,
        )


class NotFound(LookupError):
    """Nothing here by that name, or nothing this person may know of: both answer 404."""
