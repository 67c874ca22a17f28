#!/usr/bin/env bash
# @medplum/core 4.5.2: getDisplayString() of a FHIR Patient takes the first name in the list, also where it says `use: old` and
# another says `use: usual`; and where a name has a `text`, it builds another order from its parts.
#
# "Nguyễn Văn Minh" is shown as "Văn Minh Nguyễn", and somebody who gave up a name is greeted by it. FHIR R4 says of
# HumanName.text that it is how the whole name is shown, and of `old` that the name is no longer in use; it promises no order
# of the names. We had guessed `usual` before others, and `text` where it is there. Needs node and npm.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT; cd "$folder"
npm install --silent --no-audit --no-fund @medplum/core@4.5.2 >/dev/null

node --input-type=module - <<'END'
import { getDisplayString } from "@medplum/core"; import assert from "node:assert";
const changed = { resourceType: "Patient", name: [
  { use: "old", given: ["Maria"], family: "Example" }, { use: "usual", text: "Sam", given: ["Sam"] }] };
const ordered = { resourceType: "Patient", name: [
  { use: "official", text: "Nguyễn Văn Minh", family: "Nguyễn", given: ["Văn", "Minh"] }] };
console.log("@medplum/core 4.5.2:", getDisplayString(changed), "|", getDisplayString(ordered));
assert.equal(getDisplayString(changed), "Maria Example");
assert.equal(getDisplayString(ordered), "Văn Minh Nguyễn");
END
echo "as seen"
