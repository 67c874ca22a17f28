#!/usr/bin/env bash
# recurrent 0.4.1 reads "fortnightly on Tuesdays" and "every fortnight on Tuesday" as every week (it knows "every other
# Tuesday"), "every Tuesday from 10am to 12pm" as a series that ends today, "first and third Thursday of the month" as one
# single day, and "every Tuesday half past ten" as every ten weeks.
#
# So groups say when they meet. Nothing is refused: twice as many meetings are announced as there are, or none at all after
# today. We had guessed that it knows a fortnight, and that an hour of the day is an hour. Needs python3.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT; cd "$folder"
python3 -m venv venv && venv/bin/pip --quiet install recurrent==0.4.1

venv/bin/python - <<'END'
from datetime import datetime
from recurrent.event_parser import RecurringEvent

def read(words: str) -> object:
    return RecurringEvent(now_date=datetime(2026, 11, 28, 9)).parse(words)

said = {words: read(words) for words in (
    "every other Tuesday", "fortnightly on Tuesdays", "every fortnight on Tuesday", "every Tuesday half past ten",
    "every Tuesday from 10am to 12pm", "first and third Thursday of the month at 2pm")}
for words, rule in said.items():
    print(f"recurrent 0.4.1: {words!r} -> {rule!r}")
assert "INTERVAL=2" in said["every other Tuesday"]
assert "INTERVAL=1;FREQ=WEEKLY" in said["fortnightly on Tuesdays"] and "INTERVAL=1" in said["every fortnight on Tuesday"]
assert "INTERVAL=10" in said["every Tuesday half past ten"]
assert "UNTIL=20261128" in said["every Tuesday from 10am to 12pm"]
assert said["first and third Thursday of the month at 2pm"] == datetime(2026, 12, 3, 14)
END
echo "as seen"
