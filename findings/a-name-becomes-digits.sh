#!/usr/bin/env bash
# "03 9366 1234 (Maria)": phonenumbers 9.0.43 reads the name as digits of the keypad and gives +6139366123462742, without an
# error from parse(); libphonenumber-js 1.13.16, of the same origin, finds no number in "0412345678 after 5".
#
# People write beside a number whose it is and when to ring. We had guessed that both leave the words out, as both do with
# "ext 12". is_possible_number says TOO_LONG, so who asks for the reason tells somebody that a right number is too long.
# Needs python3, node and npm.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT; cd "$folder"
python3 -m venv venv && venv/bin/pip --quiet install phonenumbers==9.0.43
npm install --silent --no-audit --no-fund libphonenumber-js@1.13.16 >/dev/null

venv/bin/python - <<'END'
import phonenumbers as p

def read(words):
    number = p.parse(words, "AU")
    return p.format_number(number, p.PhoneNumberFormat.E164), p.is_possible_number_with_reason(number), number.extension
for words in ("03 9366 1234 (Maria)", "0412345678 after 5", "03 9366 1234 ext 12"):
    print("phonenumbers 9.0.43:", words, *read(words))
assert read("03 9366 1234 (Maria)") == ("+6139366123462742", p.ValidationResult.TOO_LONG, None)
assert read("0412345678 after 5") == ("+61412345678238375", p.ValidationResult.TOO_LONG, None)
assert read("03 9366 1234 ext 12") == ("+61393661234", p.ValidationResult.IS_POSSIBLE, "12")
END

node --input-type=module - <<'END'
import { parsePhoneNumberFromString as read } from "libphonenumber-js"; import assert from "node:assert";
console.log("libphonenumber-js 1.13.16:", read("0412345678 after 5", "AU"), read("03 9366 1234 ext 12", "AU")?.number);
assert.equal(read("0412345678 after 5", "AU"), undefined); assert.equal(read("03 9366 1234 ext 12", "AU").number, "+61393661234");
END
echo "as seen"
