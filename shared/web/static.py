"""The stylesheet and two small scripts, held in memory. An address holds the file's hash, so it may be kept."""

from pathlib import Path

from fastapi import APIRouter, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from .assets import KINDS
from .site import site_of

router = APIRouter(include_in_schema=False)


@router.get("/static/{version}/{name}")
async def static(request: Request, version: str, name: str) -> Response:
    """`GET /static/<hash>/<name>`: for a year where the hash is today's. Raises 404 for a name that there is not."""
    files = site_of(request).static
    if name not in files.files:
        raise HTTPException(404)
    # Somebody asks for yesterday's address after an update: they get today's file, but may not keep it.
    current = files.hashes[name] == version
    keep = "public, max-age=31536000, immutable" if current else "no-cache"
    headers = {"Cache-Control": keep, "ETag": f'"{files.hashes[name]}"'}
    if request.headers.get("if-none-match") == headers["ETag"]:
        return Response(status_code=304, headers=headers)
    return Response(files.files[name], media_type=KINDS[Path(name).suffix], headers=headers)


@router.get("/favicon.ico")
async def icon() -> Response:
    """`GET /favicon.ico`: there is none, and browsers ask only once."""
    return Response(status_code=204, headers={"Cache-Control": "public, max-age=86400"})
