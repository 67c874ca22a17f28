#!/usr/bin/env bash
# csvw 4.1.1 (tables described as the W3C's "CSV on the Web") reads a column of type time, "09:30", as half past nine *of the day
# it is read on*: the same file gives other values tomorrow, and no two readings are equal. A column of type number refuses
# "50%", which the standard allows for numbers.
#
# Lists of groups have the hour they begin, tables of figures have shares. We had guessed a time of day, as the type says, and
# half of one. Needs python3.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT; cd "$folder"
python3 -m venv venv && venv/bin/pip --quiet install csvw==4.1.1

cat >groups.csv <<'END'
group,begins,share
Cards and tea,09:30,0.5
END
cat >shares.csv <<'END'
group,begins,share
Cards and tea,09:30,50%
END
for name in groups shares; do cat >$name.csv-metadata.json <<END
{"@context": "http://www.w3.org/ns/csvw", "url": "$name.csv", "tableSchema": {"columns": [
  {"name": "group", "titles": "group", "datatype": "string"},
  {"name": "begins", "titles": "begins", "datatype": {"base": "time", "format": "HH:mm"}},
  {"name": "share", "titles": "share", "datatype": "number"}]}}
END
done

venv/bin/python - <<'END'
import datetime
from csvw import CSVW

(row,) = CSVW("groups.csv-metadata.json").tables[0]
print("csvw 4.1.1, 09:30 is read as", row["begins"])
assert isinstance(row["begins"], datetime.datetime) and row["begins"].time() == datetime.time(9, 30)
assert abs((row["begins"].date() - datetime.date.today()).days) <= 1  # today, by some clock
try:
    list(CSVW("shares.csv-metadata.json").tables[0])
except ValueError as refused:
    print("csvw 4.1.1, 50%:", refused)
else:
    raise SystemExit("50% is read now")
END
echo "as seen"
