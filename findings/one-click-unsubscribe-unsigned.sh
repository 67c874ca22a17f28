#!/usr/bin/env bash
# dkimpy 1.1.8 signs List-Unsubscribe but not List-Unsubscribe-Post unless told to; nodemailer 10.6.1 signs both.
#
# RFC 8058 (section 4) wants both covered by the signature, else a mail program need not offer its "unsubscribe" button.
# We had guessed that a signer that knows the one header by default knows the other, ten years after the RFC.
# Needs python3, node and npm.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT; cd "$folder"
python3 -m venv venv && venv/bin/pip --quiet install dkimpy==1.1.8 cryptography==46.0.3
npm install --silent --no-audit --no-fund nodemailer@10.6.1 >/dev/null

venv/bin/python - <<'END'
import dkim
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

key = rsa.generate_private_key(65537, 2048).private_bytes(
    serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption())
open("key.pem", "wb").write(key)
mail = b"\r\n".join([b"From: a@example.org", b"To: b@example.net", b"Subject: Hello", b"Date: Mon, 2 Mar 2026 10:00:00 +1100",
    b"Message-ID: <1@example.org>", b"List-Unsubscribe: <https://example.org/u/1>",
    b"List-Unsubscribe-Post: List-Unsubscribe=One-Click", b"", b"Hello", b""])
def names(signature):
    return [name.strip() for name in "".join(signature.decode().split("h=")[1].split(";")[0].split()).split(":")]
by_itself = names(dkim.sign(mail, b"s", b"example.org", key))
told = names(dkim.sign(mail, b"s", b"example.org", key, include_headers=[b"from", b"list-unsubscribe", b"list-unsubscribe-post"]))
print("dkimpy 1.1.8 by itself signs:", *by_itself)
print("dkimpy 1.1.8 told so signs:  ", *told)
assert "list-unsubscribe" in by_itself and "list-unsubscribe-post" not in by_itself
assert "list-unsubscribe-post" in told
END

node --input-type=module - <<'END'
import nodemailer from "nodemailer"; import fs from "node:fs"; import assert from "node:assert";
const sender = nodemailer.createTransport({ streamTransport: true, buffer: true,
  dkim: { domainName: "example.org", keySelector: "s", privateKey: fs.readFileSync("key.pem", "utf8") } });
const sent = await sender.sendMail({ from: "a@example.org", to: "b@example.net", subject: "Hello", text: "Hello",
  headers: { "List-Unsubscribe": "<https://example.org/u/1>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click" } });
const names = sent.message.toString().replace(/\r\n\s+/g, "").match(/[; ]h=([^;]+);/)[1].split(":");
console.log("nodemailer 10.6.1 by itself signs:", ...names);
assert(names.includes("list-unsubscribe") && names.includes("list-unsubscribe-post"));
END
echo "as seen"
