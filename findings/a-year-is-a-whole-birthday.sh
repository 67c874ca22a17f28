#!/usr/bin/env bash
# fhirpathpy 2.2.4 takes a birth date of which only the year is known for a whole date as soon as arithmetic stands on the
# other side; fhirpath.js 5.2.2 says that it cannot tell.
#
# `Patient.birthDate <= @2026-11-28 - 65 years` with birthDate "1961": the person is 64 or 65, so FHIRPath's answer is empty.
# A rule "65 and over" gives other people from the two. Compared with a plain date both say that they cannot tell.
# We had guessed that both keep the precision. Needs python3, node and npm.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT; cd "$folder"
python3 -m venv venv && venv/bin/pip --quiet install fhirpathpy==2.2.4
npm install --silent --no-audit --no-fund fhirpath@5.2.2 >/dev/null

venv/bin/python - <<'END'
from fhirpathpy import evaluate
from fhirpathpy.models import models

somebody = {"resourceType": "Patient", "birthDate": "1961"}
by_sum = evaluate(somebody, "Patient.birthDate <= @2026-11-28 - 65 years", [], models["r4"])
by_date = evaluate(somebody, "Patient.birthDate < @1961-11-28", [], models["r4"])
print("fhirpathpy 2.2.4: with arithmetic", by_sum, "- with a plain date", by_date)
assert by_sum == [True] and by_date == []
END

node --input-type=module - <<'END'
import fhirpath from "fhirpath"; import r4 from "fhirpath/fhir-context/r4/index.js"; import assert from "node:assert";
const somebody = { resourceType: "Patient", birthDate: "1961" };
const bySum = await fhirpath.evaluate(somebody, "Patient.birthDate <= @2026-11-28 - 65 years", null, r4);
const byDate = await fhirpath.evaluate(somebody, "Patient.birthDate < @1961-11-28", null, r4);
console.log("fhirpath.js 5.2.2: with arithmetic", bySum, "- with a plain date", byDate);
assert.deepEqual(bySum, []); assert.deepEqual(byDate, []);
END
echo "as seen"
