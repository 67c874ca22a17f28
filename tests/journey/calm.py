"""A made-up instrument whose sums are converted by a table."""

from typing import Any

TABLE = ((2, 3), (3, 4.75), (4, 6.5), (5, 7.75), (6, 9.25))
CALM: dict[str, Any] = {
    "code": "calm-2", "version": "1", "language": "en", "title": "Two questions about the sea",
    "name": "Two questions", "full_name": "Calm sea index", "short": "Calm sea", "about": "calm",
    "question": "Is the sea calmer?", "intro": "About the sea.",
    "items": [{"code": "a", "text": "How still is the water?"}, {"code": "b", "text": "How soft is the wind?"}],
    "responses": [{"id": "r", "options": [{"code": n, "text": f"{n} of 3"} for n in (1, 2, 3)]}],
    "scoring": {"rule": "table", "table": [{"sum": total, "score": score} for total, score in TABLE]},
    "missing": {"rule": "every_item", "provenance": "Ours."}, "range": {"low": 3, "high": 10},
    "direction": {
        "better": "higher", "down": "less calm", "up": "calmer", "same": "as calm", "higher_is": "calmer",
        "good": "at a calmer sea", "bad": "at a rougher sea",
    },
    "bands": [
        {"low": 3, "high": 5, "name": "stormy"}, {"low": 6, "high": 10, "name": "breezy", "says": "a day for sailing."},
    ],
    "bands_provenance": "Ours.", "reliability": {"value": 0.8, "kind": "made up", "source": "Ours."},
    "change": {"kind": "none", "provenance": "Ours."}, "citation": "Ours.", "licence": "Ours.",
    "permission": "granted", "permission_note": "Ours.", "limits": "For the sea.",
}  # fmt: skip
