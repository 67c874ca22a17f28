#!/usr/bin/env bash
# "next Tuesday", said on Monday 2 March 2026: dateparser 1.5.0 means the 3rd, chrono-node 2.10.3 the 10th. "Tuesday week",
# as Australians say for the 10th: chrono-node reads "Tuesday" and means the 3rd, dateparser reads nothing.
#
# Whoever lets people write a day and lets a server check what a browser understood gets two days. We had guessed that
# British settings know "Tuesday week", and that the two agree on "next". Needs python3, node and npm.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT; cd "$folder"
python3 -m venv venv && venv/bin/pip --quiet install dateparser==1.5.0
npm install --silent --no-audit --no-fund chrono-node@2.10.3 >/dev/null

venv/bin/python - <<'END'
from datetime import datetime
import dateparser

settings = {"DATE_ORDER": "DMY", "PREFER_DATES_FROM": "future", "RELATIVE_BASE": datetime(2026, 3, 2, 10)}
read = {words: dateparser.parse(words, languages=["en"], settings=settings) for words in ("next Tuesday", "Tuesday week")}
print("dateparser 1.5.0:", {words: day and f"{day:%d %B}" for words, day in read.items()})
assert read["next Tuesday"] == datetime(2026, 3, 3) and read["Tuesday week"] is None
END

node --input-type=module - <<'END'
import * as chrono from "chrono-node"; import assert from "node:assert";
const monday = new Date(2026, 2, 2, 10);
const read = (words) => chrono.en.GB.parse(words, monday, { forwardDate: true }).map((one) => [one.text, one.start.get("day")]);
console.log("chrono-node 2.10.3 (en-GB):", read("next Tuesday"), read("Tuesday week"));
assert.deepEqual(read("next Tuesday"), [["next Tuesday", 10]]); assert.deepEqual(read("Tuesday week"), [["Tuesday", 3]]);
END
echo "as seen"
