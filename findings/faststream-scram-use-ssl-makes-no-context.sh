#!/usr/bin/env bash
# FastStream's SASLScram512(use_ssl=True) makes no TLS context: aiokafka refuses it before it asks any broker.
# aiokafka's own helper makes one; handed over as ssl_context it is taken.
# Needs python3.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check 'faststream[kafka]==0.7.8' 'aiokafka==0.14.0'
cat > "$folder/try.py" <<'PY'
import asyncio
import ssl
import sys

from importlib.metadata import version
from faststream.kafka import KafkaBroker
from faststream.security import SASLScram512


async def begin(**how):
    broker = KafkaBroker("127.0.0.1:1", security=SASLScram512("user", "password", **how), logger=None, consumer_only=True)

    @broker.subscriber("topic", group_id="group")
    async def hear(message):
        pass

    try:
        await asyncio.wait_for(broker.start(), 20)
    except Exception as trouble:
        return f"{type(trouble).__name__}: {trouble}"
    finally:
        await broker.stop()
    return "started"


print("faststream", version("faststream"), "aiokafka", version("aiokafka"))
without = asyncio.run(begin(use_ssl=True))
given = asyncio.run(begin(ssl_context=ssl.create_default_context()))
print("use_ssl=True:", without)
print("ssl_context=...:", given)
sys.exit(0 if without.startswith("ValueError") and "ssl_context" in without and "ConnectionError" in given else 1)
PY
"$folder/venv/bin/python" "$folder/try.py" 2>/dev/null
echo "as seen"
