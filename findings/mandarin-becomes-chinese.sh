#!/usr/bin/env bash
# Mandarin is no longer Mandarin once its code was made canonical: @formatjs/intl-getcanonicallocales 3.2.12 (what browsers do, too)
# makes "zh" of "cmn", "fa" of "pes" and refuses "zh-yue"; langcodes 3.5.0 keeps "cmn" and "pes" and makes "yue" of "zh-yue".
#
# "zh" is Chinese, whichever; so who asked for a Mandarin interpreter is asked again which Chinese they speak, and two systems that
# compare codes made canonical by either find nobody. zh-yue (Cantonese) is a registered tag of BCP 47. Both make "fa-AF" of Dari (prs):
# by the part before the hyphen a Persian interpreter comes. We had guessed that a three-letter code of ISO 639-3 stays as it is, or is
# changed alike. Needs python3, node and npm.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT; cd "$folder"
python3 -m venv venv && venv/bin/pip --quiet install langcodes==3.5.0
npm install --silent --no-audit --no-fund @formatjs/intl-getcanonicallocales@3.2.12 >/dev/null

venv/bin/python - <<'END'
import langcodes

said = {code: langcodes.standardize_tag(code) for code in ("cmn", "yue", "zh-yue", "pes", "prs")}
print("langcodes 3.5.0:", said)
assert said == {"cmn": "cmn", "yue": "yue", "zh-yue": "yue", "pes": "pes", "prs": "fa-AF"}
END

cat >codes.mjs <<'END'
import { getCanonicalLocales } from "@formatjs/intl-getcanonicallocales"; import assert from "node:assert";
const canonical = (code) => { try { return getCanonicalLocales(code)[0]; } catch { return "refused"; } };
const said = Object.fromEntries(["cmn", "yue", "zh-yue", "pes", "prs"].map((code) => [code, canonical(code)]));
console.log("@formatjs/intl-getcanonicallocales 3.2.12:", said);
assert.deepEqual(said, { cmn: "zh", yue: "yue", "zh-yue": "refused", pes: "fa", prs: "fa-AF" });
END
node codes.mjs
echo "as seen"
