"""Languages as codes: one table of names as people write them, for all who ask, show or compare a language. Pure.

`ascl-2016.json` says its edition, source and licence, and what in it nobody has verified yet. A code is the
standard's four digits; a full stop and letters after them tell apart what the standard puts together.
"""

from pathlib import Path

from shared.rules.named_codes import NamedCodes

LANGUAGES = NamedCodes.of(Path(__file__).parent / "ascl-2016.json")
ENGLISH = "1201"
AUSLAN = "9701"
