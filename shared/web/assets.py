"""The stylesheet and small scripts, held in memory."""

import hashlib
from pathlib import Path

HERE = Path(__file__).parent / "static"
KINDS = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml"}


class StaticFiles:
    """Style sheet, scripts and pictures in memory, under addresses that change with what they hold."""

    def __init__(self, folder: Path = HERE) -> None:
        self.files = {path.name: path.read_bytes() for path in sorted(folder.iterdir()) if path.suffix in KINDS}
        self.hashes = {name: hashlib.sha256(data).hexdigest()[:16] for name, data in self.files.items()}

    def url(self, name: str) -> str:
        return f"/static/{self.hashes[name]}/{name}"
