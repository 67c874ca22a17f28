#!/usr/bin/env bash
# asyncpg 0.32: a pool that could not be opened says that it is open when it is awaited once more, and is closed for good.
# Whoever waits for a server that is still starting has to make a new pool for each attempt; up to 0.30 one pool was enough.
# Needs python3.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
cat > "$folder/try.py" <<'PY'
import asyncio
import socket

import asyncpg


async def main():
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        port = nobody.getsockname()[1]
    pool = asyncpg.create_pool(f"postgresql://someone@127.0.0.1:{port}/none", min_size=1, timeout=5)
    said = []
    for ask in (lambda: pool, lambda: pool, pool.acquire):
        try:
            await ask()
            said.append("opened")
        except Exception as trouble:
            said.append(f"{type(trouble).__name__}: {trouble}" if not isinstance(trouble, OSError) else type(trouble).__name__)
    print("asyncpg", asyncpg.__version__, said)


asyncio.run(main())
PY
seen=
for version in 0.30.0 0.32.0; do
  "$folder/venv/bin/pip" install --quiet --disable-pip-version-check "asyncpg==$version"
  told=$("$folder/venv/bin/python" "$folder/try.py")
  printf '%s\n' "$told"
  seen="$seen$told"
done
case "$seen" in
  *"0.30.0 ['ConnectionRefusedError', 'opened', 'ConnectionRefusedError']"*"0.32.0 ['ConnectionRefusedError', 'opened', 'InterfaceError: pool is closed']"*) ;;
  *) echo "it behaves otherwise now"; exit 1 ;;
esac
echo "as seen"
