#!/usr/bin/env bash
# aiosmtplib: after `await client.connect()` with start_tls=False and no login, supports_extension() says False of everything
# the server offers: EHLO is only said when a command needs it. Whoever asks "may I write to nguyễn@…?" (SMTPUTF8) before the
# first command is told no by a server that can, and refuses an address that would have worked. After `await client.ehlo()`
# the answer is right.
#
# We had guessed that a client that is connected knows what its server can do. Needs python3.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT; cd "$folder"
python3 -m venv venv && venv/bin/pip --quiet install aiosmtplib==5.1.3 aiosmtpd==1.4.6

venv/bin/python - <<'END'
import asyncio, importlib.metadata, socket
import aiosmtplib
from aiosmtpd.controller import Controller

with socket.socket() as free:
    free.bind(("127.0.0.1", 0))
    port = free.getsockname()[1]

async def asked():
    client = aiosmtplib.SMTP(hostname="127.0.0.1", port=port, start_tls=False, timeout=5)
    await client.connect()
    before = client.supports_extension("smtputf8")
    await client.ehlo()
    after = client.supports_extension("smtputf8")
    await client.quit()
    return before, after

server = Controller(object(), hostname="127.0.0.1", port=port, enable_SMTPUTF8=True)
server.start()
try:
    found = asyncio.run(asked())
finally:
    server.stop()
print(f"aiosmtplib {importlib.metadata.version('aiosmtplib')}: after connect {found[0]}, after ehlo {found[1]}")
assert found == (False, True), "supports_extension has become right after connect()"
END
echo "as seen"
