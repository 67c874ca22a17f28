"""Time's door: cards are told again after a release that folds names in another way."""

from shared.context.service_context import ServiceContext

from . import store
from .recording import record

MOST_AT_ONCE = 500


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
