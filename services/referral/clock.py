"""Time's door: cards are told again after a release that folds names in another way, and what waited too long ends."""

from shared.context.service_context import ServiceContext

from . import store
from .asking.store import drafts, questions
from .matching import store as matching
from .recording import record

MOST_AT_ONCE, MOST_KNOWN_AT_ONCE = 500, 50


async def fold_names(here: ServiceContext) -> int:
    """Tell cards again whose names are folded in an earlier way, so many at each look; returns how many there were.

    They are told as they stand and as of when they were written: what names are found by is made anew here, and in the
    services that keep more or less of a card than they did.
    """
    async with here.db.transaction() as tx:
        cards = await store.cards_to_tell_again(tx, MOST_AT_ONCE)
        for card in cards:
            await record(tx, card)
    if cards:
        here.told()
    return len(cards)


async def know_again(here: ServiceContext) -> int:
    """Make anew by what people are recognised where that was done in an earlier way; returns how many there were."""
    async with here.db.transaction() as tx:
        behind = await matching.to_make_anew(tx, MOST_KNOWN_AT_ONCE)
        for participant_id in behind:
            await matching.know(tx, await store.card(tx, participant_id))
    return len(behind)


async def end_what_waited(here: ServiceContext) -> int:
    """Delete what was begun and never sent, and questions without a name, once their days are over; how many."""
    async with here.db.transaction() as tx:
        return await drafts.end(tx, here.now()) + await questions.end(tx, here.now())
