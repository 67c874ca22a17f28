#!/usr/bin/env bash
# fhirpathpy 2.2.4: the sum of no answers is 0, and the sum of a resource's own answers is a TypeError.
# fhirpath.js 5.2.2: nothing, and their sum.
#
# Somebody who skips every question of a FHIR questionnaire gets the score 0 ("not lonely at all") from the one and no score
# from the other, by the same expression `item.answer.valueInteger.sum()`. We had guessed that both give nothing.
# Needs python3, node and npm.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT; cd "$folder"
python3 -m venv venv && venv/bin/pip --quiet install fhirpathpy==2.2.4
npm install --silent --no-audit --no-fund fhirpath@5.2.2 >/dev/null

venv/bin/python - <<'END'
from fhirpathpy import evaluate

skipped = {"resourceType": "QuestionnaireResponse", "item": [{"linkId": "1"}, {"linkId": "2"}]}
answered = {"resourceType": "QuestionnaireResponse", "item": [{"linkId": "1", "answer": [{"valueInteger": 2}]},
                                                             {"linkId": "2", "answer": [{"valueInteger": 3}]}]}
of_none = evaluate(skipped, "item.answer.valueInteger.sum()", [])
try:
    of_two = evaluate(answered, "item.answer.valueInteger.sum()", [])
except TypeError as error:
    of_two = type(error).__name__
print("fhirpathpy 2.2.4: all skipped", of_none, "- two answers", of_two)
assert of_none == [0] and of_two == "TypeError"
END

node --input-type=module - <<'END'
import fhirpath from "fhirpath"; import assert from "node:assert";
const skipped = { resourceType: "QuestionnaireResponse", item: [{ linkId: "1" }, { linkId: "2" }] };
const answered = { resourceType: "QuestionnaireResponse", item: [{ linkId: "1", answer: [{ valueInteger: 2 }] },
                                                                { linkId: "2", answer: [{ valueInteger: 3 }] }] };
const ofNone = await fhirpath.evaluate(skipped, "item.answer.valueInteger.sum()");
const ofTwo = await fhirpath.evaluate(answered, "item.answer.valueInteger.sum()");
console.log("fhirpath.js 5.2.2: all skipped", ofNone, "- two answers", ofTwo);
assert.deepEqual(ofNone, []); assert.deepEqual(ofTwo, [5]);
END
echo "as seen"
