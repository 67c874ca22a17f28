"""The stylesheet and two small scripts, held in memory. An address holds the file's hash, so it may be kept."""

import hashlib
from pathlib import Path

from fastapi import APIRouter, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from .site import site_of

HERE = Path(__file__).parent / "static"
KINDS = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml"}

router = APIRouter(include_in_schema=False)


class StaticFiles:
    def __init__(self, folder: Path = HERE) -> None:
        self.files = {path.name: path.read_bytes() for path in sorted(folder.iterdir()) if path.suffix in KINDS}
        self.hashes = {name: hashlib.sha256(data).hexdigest()[:16] for name, data in self.files.items()}

    def url(self, name: str) -> str:
        return f"/static/{self.hashes[name]}/{name}"


@router.get("/static/{version}/{name}")
async def static(request: Request, version: str, name: str) -> Response:
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
    return Response(status_code=204, headers={"Cache-Control": "public, max-age=86400"})
