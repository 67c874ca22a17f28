"""Countries as codes: one table of names as people write them. `sacc-2016.json` says its edition and source. Pure."""

from pathlib import Path

from shared.rules.named_codes import NamedCodes

COUNTRIES = NamedCodes.of(Path(__file__).parent / "sacc-2016.json")
UNKNOWN = "9999"
