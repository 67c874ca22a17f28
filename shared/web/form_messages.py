"""What is wrong with an answer, in plain words that say what would be right."""

from typing import Any, get_args

from pydantic_core import ErrorDetails, core_schema

from shared.kernel.counts import counted

BUILT_IN = frozenset(get_args(core_schema.ErrorType))

ONLY_ONCE = "This was sent more than once. Answer it once."
NOT_ASKED = "The page was sent with something it does not ask for: “{name}”. Open the page again and fill it in."
OUT_OF_DATE = "This page was not complete. Look at your answers and send it again."
TOO_FAST = (
    "A little too fast: many things came in a short time. Nothing is lost: wait a minute and send it again as it is."
)

WORDS = {
    "missing": "Answer this question",
    "string_too_short": "Write at least {characters}",
    "string_pattern_mismatch": "Write this in the form the hint shows",
    "bool_parsing": "Choose yes or no",
    "int_parsing": "Write a whole number, like 3",
    "int_from_float": "Write a whole number, like 3",
    "int_parsing_size": "Write a smaller number",
    "float_parsing": "Write a number, like 3 or 2.5",
    "decimal_parsing": "Write a number, like 3 or 2.50",
    "decimal_max_places": "Write a number with at most {decimal_places} places after the point",
    "finite_number": "Write a number, like 3 or 2.5",
    "greater_than_equal": "Write {ge} or more",
    "greater_than": "Write more than {gt}",
    "less_than_equal": "Write {le} or less",
    "less_than": "Write less than {lt}",
    "date": "Write a date like 27/3/2026",
    "datetime": "Write a date and a time, like 27/3/2026 2.30 pm",
    "time": "Write a time like 2.30 pm",
    "uuid_parsing": "Choose one of the answers on the page",
    "literal_error": "Choose one of the answers on the page",
    "enum": "Choose one of the answers on the page",
    "too_short": "Choose at least {min_length}",
    "too_long": "Choose at most {max_length}",
}


def too_long(most: int, length: int) -> str:
    """What to say of an answer with too many characters."""
    return f"Use at most {most:,} characters. This has {length:,}."


def words(error: ErrorDetails, says: str | None) -> str:
    """A service's own words first, then what it says about the field, then words for that kind of mistake."""
    kind, context = error["type"], error.get("ctx", {})
    if kind in ("value_error", "assertion_error"):
        return str(context.get("error", "")) or says or "Look at this answer again"
    if kind not in BUILT_IN:
        return error["msg"]
    if kind == "string_too_long":
        return too_long(int(context["max_length"]), len(str(error.get("input", ""))))
    return says or words_for(kind, context)


def words_for(kind: str, context: dict[str, Any] | None = None) -> str:
    """What to say of one of pydantic's errors, by its type and context: in plain words, never the library's own."""
    family = kind.partition("_")[0]
    template = WORDS.get(kind) or WORDS.get(family) or WORDS.get(f"{family}_parsing") or "Look at this answer again"
    given = context or {}
    try:
        return template.format(**given, characters=counted(given.get("min_length", 0), "character"))
    except KeyError:
        return template
