#!/usr/bin/env bash
# Short family names are taken for what stands behind a name, and the person is left without one: humanparser 2.7.0 makes
# of "Rose Ma" a Rose with a master's degree, nameparser 2.6.0 of "Linh Vi" a Linh the sixth. Each reads the other's right.
#
# Ma (馬) and Vi are family names of Chinese and Vietnamese people. A register that takes names apart with one library and
# compares with the other finds neither. We had guessed that a name of two words keeps its family name. Needs python3, node, npm.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT; cd "$folder"
python3 -m venv venv && venv/bin/pip --quiet install nameparser==2.6.0
npm install --silent --no-audit --no-fund humanparser@2.7.0 >/dev/null

venv/bin/python - <<'END'
from nameparser import HumanName

said = {name: (HumanName(name).last, HumanName(name).suffix) for name in ("Rose Ma", "Linh Vi")}
print("nameparser 2.6.0, family name and what stands behind:", said)
assert said == {"Rose Ma": ("Ma", ""), "Linh Vi": ("", "Vi")}
END

cat >names.cjs <<'END'
const human = require("humanparser"), assert = require("node:assert");
const said = ["Rose Ma", "Linh Vi"].map((name) => human.parseName(name)).map((one) => [one.lastName, one.suffix ?? ""]);
console.log("humanparser 2.7.0, family name and what stands behind:", said);
assert.deepEqual(said, [["", "Ma"], ["Vi", ""]]);
END
node names.cjs
echo "as seen"
