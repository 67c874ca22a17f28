"""Letters as they come from a practice: a page that was scanned into a PDF."""

import io

from PIL import Image, ImageDraw

PAGE, MARGIN = (620, 420), 40


def scanned(text: str) -> bytes:
    """A PDF of one page on which the text stands."""
    page, out = Image.new("L", PAGE, 255), io.BytesIO()
    ImageDraw.Draw(page).multiline_text((MARGIN, MARGIN), text, fill=0, spacing=8)
    page.save(out, "PDF")
    return out.getvalue()
