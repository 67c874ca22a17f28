"""Days as the sentences about a journey say them."""

from datetime import date

HELD = "\N{NO-BREAK SPACE}"  # a day and its month stay on one line


def day_words(day: date, beside: date) -> str:
    """Tuesday 3 March; with its year if that is another one than of the day it is told beside."""
    year = "" if day.year == beside.year else f" {day.year}"
    return f"{day:%A} {day.day}{HELD}{day:%B}{year}"


def span_words(first: date, last: date | None, today: date) -> str:
    """from Friday 13 to Monday 23 March"""
    if last is None:
        return f"from {day_words(first, today)} with no end yet"
    if first == last:
        return f"on {day_words(first, today)}"
    one_month = (first.year, first.month) == (last.year, last.month)
    began = f"{first:%A} {first.day}" if one_month else day_words(first, today)
    return f"from {began} to {day_words(last, today)}"
