#!/usr/bin/env bash
# survey-core 3.1.1 (SurveyJS) counts a question that nobody answered as 0 in a calculation, so that an item scored the other
# way round, 5 - {c}, gives its *highest* value to whoever skips it; where "rather not say" is an answer of its own, 3 + 2 + it
# is the text "5none", and a comparison with it comes out one way without a word.
#
# Loneliness scales have items scored the other way round, and skipping is a valid answer. Whoever skips looks lonelier than
# anybody who answers. We had guessed that nothing comes out of a calculation with nothing in it. Needs node and npm.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT; cd "$folder"
npm install --silent --no-audit --no-fund survey-core@3.1.1 >/dev/null

cat >scale.cjs <<'END'
const { Model } = require("survey-core"), assert = require("node:assert");
const scale = () => new Model({ elements: [
  { type: "rating", name: "a" }, { type: "rating", name: "b" }, { type: "rating", name: "c" },
  { type: "expression", name: "reversed", expression: "5 - {c}" },
  { type: "expression", name: "total", expression: "{a} + {b} + (5 - {c})" },
  { type: "expression", name: "sum", expression: "{a} + {b} + {c}" },
  { type: "expression", name: "band", expression: "iif({a} + {b} + {c} < 6, 'low', 'high')" },
] });
const answered = (answers) => { const one = scale(); Object.entries(answers).forEach(([name, value]) => one.setValue(name, value)); return one.data; };

const never = answered({ a: 3, b: 2, c: 4 }), skipped = answered({ a: 3, b: 2 }), declined = answered({ a: 3, b: 2, c: "none" });
console.log("survey-core 3.1.1, answered 4:", never.reversed, never.total);
console.log("skipped:", skipped.reversed, skipped.total, "| declined:", declined.sum, declined.band);
assert.deepEqual([never.reversed, never.total], [1, 6]);
assert.deepEqual([skipped.reversed, skipped.total, skipped.band], [5, 10, "low"]);
assert.deepEqual([declined.sum, declined.band], ["5none", "high"]);
END
node scale.cjs
echo "as seen"
