"""Pages that answered a form, kept for an hour under a place and a seal that only the browser's own key leads to."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from .database import Database


@dataclass(frozen=True)
class Page:
    """A page that answers a form which was sent, kept sealed for a while so that Back and Reload find it again."""

    place: bytes
    browser: bytes
    sealed: bytes
    ends_at: datetime
    link: UUID | None = None
    """What the signed link in its address is about, if there is one."""


async def lay(db: Database, page: Page, now: datetime) -> None:
    """Keep a page, and let go of those whose time is over."""
    async with db.transaction() as tx:
        await tx.execute(
            "INSERT INTO shown_page (place, browser, sealed, ends_at, link) VALUES ($1, $2, $3, $4, $5)"
            " ON CONFLICT (place) DO UPDATE SET sealed = excluded.sealed, ends_at = excluded.ends_at",
            page.place, page.browser, page.sealed, page.ends_at, page.link,
        )  # fmt: skip
        await tx.execute(  # who tidies up waits for nobody: an erasure takes all pages in an order of its own
            "DELETE FROM shown_page WHERE place IN"
            " (SELECT place FROM shown_page WHERE ends_at <= $1 FOR UPDATE SKIP LOCKED)",
            now,
        )


async def find(db: Database, place: bytes, now: datetime) -> bytes | None:
    """The sealed page of one place, or None where there is none or its time is over."""
    found = await db.value("SELECT sealed FROM shown_page WHERE place = $1 AND ends_at > $2", place, now)
    return bytes(found) if found is not None else None


async def forget(db: Database, browser: bytes) -> None:
    """Nothing that this browser was shown is there any more."""
    async with db.transaction() as tx:
        await tx.execute("DELETE FROM shown_page WHERE browser = $1", browser)


def withdrawn(links: str) -> str:
    """SQL that takes away what was shown by links about these ids (a value, or a query for them).

    It waits for nobody: a row that somebody else holds is being taken away already.
    """
    held = f"SELECT place FROM shown_page WHERE link IN ({links}) FOR UPDATE SKIP LOCKED"  # noqa: S608, our own words
    return f"DELETE FROM shown_page WHERE place IN ({held})"  # noqa: S608
