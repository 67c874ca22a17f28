#!/usr/bin/env bash
# "Mo-Su 09:00-17:00; PH off" (OpenStreetMap's opening hours) with Melbourne's place: opening-hours-py 2.1.4 says open on
# Labour Day, Anzac Day, the King's Birthday, Cup Day and Boxing Day 2026; opening_hours.js 3.15.0 says closed on each.
# "SH off": the one passes over it and is open all through the school holidays, the other raises for Victoria.
#
# Places, libraries and community centres publish their hours so. The first knows only what all of Australia keeps on a day
# of its own, though it is given where the place is, and says nothing of what it does not know. We had guessed that a place
# in Victoria gets Victoria's days, and that what a program cannot know it refuses. Needs python3, node and npm.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT; cd "$folder"
python3 -m venv venv && venv/bin/pip --quiet install opening-hours-py==2.1.4
npm install --silent --no-audit --no-fund opening_hours@3.15.0 >/dev/null

venv/bin/python - <<'END'
from datetime import datetime
from opening_hours import OpeningHours

hours = OpeningHours("Mo-Su 09:00-17:00; PH off", coords=(-37.81, 144.96))
days = [(3, 9), (4, 25), (6, 8), (11, 3), (12, 26)]
said = {f"{month:02}-{day:02}": hours.is_open(datetime(2026, month, day, 10)) for month, day in days}
print("opening-hours-py 2.1.4, open in 2026:", said)
assert all(said.values()) and not hours.is_open(datetime(2026, 12, 25, 10))
holidays = OpeningHours("Tu 10:00-12:00; SH off", coords=(-37.81, 144.96))
assert holidays.is_open(datetime(2026, 1, 13, 11))  # six weeks of summer holidays
END

cat >hours.cjs <<'END'
const Hours = require("opening_hours"), assert = require("node:assert");
const melbourne = { lat: -37.81, lon: 144.96, address: { country_code: "au", state: "Victoria" } };
const hours = new Hours("Mo-Su 09:00-17:00; PH off", melbourne, 0);
const days = ["2026-03-09", "2026-04-25", "2026-06-08", "2026-11-03", "2026-12-26"];
const said = days.map((day) => hours.getState(new Date(`${day}T10:00`)));
console.log("opening_hours.js 3.15.0, open on the same days:", said);
assert(said.every((open) => !open) && hours.getState(new Date("2026-04-24T10:00")));
assert.throws(() => new Hours("Tu 10:00-12:00; SH off", melbourne, 0).getState(new Date("2026-01-13T11:00")), /SH/);
END
node hours.cjs
echo "as seen"
