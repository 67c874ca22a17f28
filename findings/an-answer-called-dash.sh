#!/usr/bin/env bash
# pyxform 4.5.0 (the forms of ODK and KoboToolbox): a question or an answer without a translation is shown as "-" in that
# language, and nothing is said; `default_language` that matches no column ("vi" beside "Tiếng Việt (vi)") is passed over.
#
# Somebody reading Vietnamese chooses between "Hầu như không" and "-". We had guessed the default language's words in its place,
# or at least a warning: the list of warnings is empty. Needs python3.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT; cd "$folder"
python3 -m venv venv && venv/bin/pip --quiet install pyxform==4.5.0

venv/bin/python - <<'END'
import re
from pyxform.xls2xform import convert

FORM = """
| survey |
| | type | name | label::English (en) | label::Tiếng Việt (vi) |
| | select_one how | q1 | How often? | Bao lâu? |
| choices |
| | list_name | name | label::English (en) | label::Tiếng Việt (vi) |
| | how | 1 | Hardly ever | Hầu như không |
| | how | 2 | Often | |
| settings |
| | form_title | default_language |
| | Alone | vi |
"""
made = convert(xlsform=FORM, file_type=".md")
vietnamese = re.search(r'<translation lang="Tiếng Việt \(vi\)"[^>]*>(.*?)</translation>', made.xform)[1]
words = re.findall(r"<value>(.*?)</value>", vietnamese)
print("pyxform 4.5.0: Vietnamese words", words, "- warnings", made.warnings, "- a default language:", "default=" in made.xform)
assert sorted(words) == ["-", "Bao lâu?", "Hầu như không"] and made.warnings == []
assert not re.search(r"<translation[^>]*default=", made.xform)
END
echo "as seen"
