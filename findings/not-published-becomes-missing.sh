#!/usr/bin/env bash
# pyjstat 2.4.0 reads JSON-stat, the format of several statistics offices, without the `status` of its cells: a figure that is
# not published (value null, status "n.p.") becomes NaN, and after writing the data set again nothing says why it is missing.
# jsonstat-toolkit 2.2.2 gives value and status.
#
# A suppressed cell and one that nobody measured are then the same. We had guessed a column beside `value`, or at least
# that what is read is written again. Needs python3, node and npm.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT; cd "$folder"
python3 -m venv venv && venv/bin/pip --quiet install pyjstat==2.4.0
npm install --silent --no-audit --no-fund jsonstat-toolkit@2.2.2 >/dev/null
cat >set.json <<'END'
{"version": "2.0", "class": "dataset", "label": "Improved", "id": ["place", "age"], "size": [2, 2],
 "dimension": {"place": {"category": {"index": ["A", "B"]}}, "age": {"category": {"index": ["26-64", "65+"]}}},
 "value": [12, null, 0, 41], "status": {"1": "n.p."}}
END

venv/bin/python - <<'END'
import json
from pyjstat import pyjstat

read = pyjstat.Dataset.read(open("set.json").read()).write("dataframe")
again = json.loads(pyjstat.Dataset.read(read).write("jsonstat"))
print("pyjstat 2.4.0:", list(read.columns), read["value"].tolist(), "- written again, status:", again.get("status"))
assert list(read.columns) == ["place", "age", "value"] and read["value"].isna().tolist() == [False, True, False, False]
assert "status" not in again and "n.p." not in json.dumps(again)
END

node --input-type=module - <<'END'
import JSONstat from "jsonstat-toolkit"; import fs from "node:fs"; import assert from "node:assert";
const cell = JSONstat(JSON.parse(fs.readFileSync("set.json"))).Data({ place: "A", age: "65+" });
console.log("jsonstat-toolkit 2.2.2:", cell);
assert.deepEqual({ ...cell }, { value: null, status: "n.p." });
END
echo "as seen"
