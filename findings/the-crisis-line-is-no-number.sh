#!/usr/bin/env bash
# Two of Australia's lines for people in distress, as they write their own numbers: 13YARN (13 92 76) is no number to
# phonenumberslite 9.0.42 and google-libphonenumber 3.2.47, and +6113 to libphonenumber-js 1.13.16; 1800 RESPECT
# (1800 737 732, the last letter is not dialled) becomes eleven digits, a number that is neither possible nor valid, in the
# first two, and +611800 in the third.
#
# Whoever checks phone numbers with these, or makes a "tel:" of what is written, turns away or misdials the one number that
# matters. We had guessed that letters are read as on a telephone's keys, as 1-800 numbers are. Needs python3, node and npm.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT; cd "$folder"
python3 -m venv venv && venv/bin/pip --quiet install phonenumberslite==9.0.42
npm install --silent --no-audit --no-fund libphonenumber-js@1.13.16 google-libphonenumber@3.2.47 >/dev/null

venv/bin/python - <<'END'
import phonenumbers

def read(words: str) -> tuple[str, bool]:
    try:
        number = phonenumbers.parse(words, "AU")
    except phonenumbers.NumberParseException:
        return "", False
    link = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.RFC3966)
    return link, phonenumbers.is_valid_number(number)

said = {words: read(words) for words in ("13 92 76", "13YARN", "1800 737 732", "1800 RESPECT")}
print("phonenumberslite 9.0.42:", said)
assert said["13 92 76"] == ("tel:+61-139276", True) and said["13YARN"] == ("", False)
assert said["1800 737 732"][1] and said["1800 RESPECT"] == ("tel:+61-18007377328", False)
END

cat >numbers.cjs <<'END'
const light = require("libphonenumber-js/max"), assert = require("node:assert");
const google = require("google-libphonenumber").PhoneNumberUtil.getInstance();
const said = ["13YARN", "1800 RESPECT"].map((words) => light.parsePhoneNumberFromString(words, "AU")).map((one) => [one.number, one.isValid()]);
console.log("libphonenumber-js 1.13.16:", said);
assert.deepEqual(said, [["+6113", false], ["+611800", false]]);
assert.throws(() => google.parse("13YARN", "AU"), /phone number/);
assert.equal(google.isValidNumber(google.parse("1800 RESPECT", "AU")), false);
END
node numbers.cjs
echo "as seen"
