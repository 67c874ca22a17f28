"""What people answer, as a gateway and a mail server hand it in."""

import json
from typing import Any

import httpx

from services.notifications.api import signature
from tests.doors import Doors


async def told_by(doors: Doors, path: str, body: bytes, kind: str, key: str | None = None) -> httpx.Response:
    client = await doors.client()
    secret = key or doors.here.settings.secret.get_secret_value()
    headers = {"x-lc-signature": signature(secret, body), "content-type": kind, "accept": "*/*"}
    return await client.post(path, content=body, headers=headers)


async def replied(doors: Doors, says: dict[str, Any]) -> httpx.Response:
    return await told_by(doors, "/notifications/api/replies", json.dumps(says).encode(), "application/json")


async def mailed(doors: Doors, mail: str) -> httpx.Response:
    return await told_by(doors, "/notifications/api/mail", mail.encode(), "message/rfc822")


async def page(doors: Doors, role: str = "link_worker") -> str:
    return (await (await doors.client(role)).get("/notifications")).text
