"""What somebody wrote in a field that may stay empty."""


def said(text: str | None) -> str | None:
    """The text without blanks around it; None where nothing is left."""
    return (text or "").strip() or None
