#!/usr/bin/env bash
# nameparser 2.6.0 takes "Uncle", "Aunt" and "Auntie" for a title, but "Aunty" for a first name: Uncle Jack Charles is Jack,
# Aunty Joan Atkinson is Aunty.
#
# Aunty and Uncle are how Aboriginal Elders are addressed in Victoria, and Aunty is the spelling used for it. A letter goes to
# "Dear Aunty", and everybody's aunty is the same person to whatever compares first names. We had guessed that both are
# known or neither. Needs python3.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT; cd "$folder"
python3 -m venv venv && venv/bin/pip --quiet install nameparser==2.6.0

venv/bin/python - <<'END'
from nameparser import HumanName

names = ("Uncle Jack Charles", "Auntie Joan Atkinson", "Aunty Joan Atkinson")
said = {name: (HumanName(name).title, HumanName(name).first) for name in names}
print("nameparser 2.6.0, title and first name:", said)
assert list(said.values()) == [("Uncle", "Jack"), ("Auntie", "Joan"), ("", "Aunty")]
END
echo "as seen"
