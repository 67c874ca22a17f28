"""What people are recognised by, kept with their card in one transaction, and whom somebody may be.

Every card that is written takes the row `PEOPLE` of the counts first: so two of one person that come at once see one
another, and the second one's pairs name the first.
"""

from collections.abc import Iterable, Sequence, Set
from datetime import date
from typing import Any, Protocol
from uuid import UUID

from shared.events import ParticipantCardTakenAway, ParticipantCardUpdated
from shared.persistence.database import Transaction

from .rules.asked import Asked, nearest, spellings, starts
from .rules.compare import SHOWN, Likeness, compare
from .rules.keys import MADE, MOST_LOOKED_AT, PEOPLE, chosen, keys
from .rules.person import Person
from .rules.population import MOST_COMPARED
from .rules.rarity import Rarity, counted, name_key

KEPT_BELOW = 2.0
"""Pairs are kept from so many bits below those shown: as a Local grows or shrinks, the line between them moves."""

MOST_FITTING, FEW = 60, 20


class Known(Protocol):
    """A card as it is told, or as it is kept."""

    @property
    def participant_id(self) -> UUID: ...
    @property
    def name(self) -> str: ...
    @property
    def preferred_name(self) -> str | None: ...
    @property
    def year_of_birth(self) -> int | None: ...
    @property
    def born_on(self) -> date | None: ...
    @property
    def born_estimated(self) -> bool | None: ...
    @property
    def phone(self) -> str | None: ...
    @property
    def email(self) -> str | None: ...
    @property
    def address(self) -> str | None: ...


def person_of(card: Known) -> Person:
    """What of a card people are compared by."""
    return Person(
        name=card.name,
        preferred_name=card.preferred_name,
        year=card.year_of_birth,
        born=card.born_on,
        estimated=bool(card.born_estimated),
        phone=card.phone,
        email=card.email,
        address=card.address,
    )


COLUMNS = """
    name, preferred_name, year_of_birth AS year, born_on AS born, born_estimated AS estimated, phone, email, address"""


async def keep(tx: Transaction, card: ParticipantCardUpdated) -> None:
    """Keep by what this person is recognised, and whom else they may be, in place of what was kept of them before."""
    await know(tx, card)


async def know(tx: Transaction, card: Known) -> None:
    """As `keep`, from a card that is told or one that is kept."""
    who, person = card.participant_id, person_of(card)
    now = {PEOPLE, *keys(person)}
    await _count(tx, await _keys_of(tx, who), now)
    await tx.execute(
        """
        INSERT INTO matching_keys VALUES ($1, $2, $3)
        ON CONFLICT (participant_id) DO UPDATE SET (keys, made) = (excluded.keys, excluded.made)""",
        who,
        sorted(now),
        MADE,
    )
    await _keep_pairs(tx, who, await compared(tx, person, leave_out=who))


async def forget(tx: Transaction, gone: ParticipantCardTakenAway) -> None:
    """Recognise somebody no more: their keys, the pairs they stand in, and their part in the counts."""
    await _count(tx, await _keys_of(tx, gone.participant_id), set())
    await tx.execute("DELETE FROM matching_keys WHERE participant_id = $1", gone.participant_id)
    await _keep_pairs(tx, gone.participant_id, [])


async def _keys_of(tx: Transaction, who: UUID) -> set[str]:
    await tx.execute(
        "INSERT INTO matching_counts AS c VALUES ($1, 0) ON CONFLICT (what) DO UPDATE SET people = c.people", PEOPLE
    )
    return set(await tx.fetchval("SELECT keys FROM matching_keys WHERE participant_id = $1", who) or ())


async def _count(tx: Transaction, before: set[str], now: set[str]) -> None:
    came, went = sorted(now - before), sorted(before - now)
    await tx.execute(
        """
        INSERT INTO matching_counts AS c SELECT unnest($1::text[]), unnest($2::int[])
        ON CONFLICT (what) DO UPDATE SET people = c.people + excluded.people""",
        came + went,
        [1] * len(came) + [-1] * len(went),
    )
    if went:
        await tx.execute("DELETE FROM matching_counts WHERE what = ANY($1) AND people <= 0", went)


async def _keep_pairs(tx: Transaction, who: UUID, found: Iterable[tuple[UUID, Likeness]]) -> None:
    await tx.execute("DELETE FROM matching_pairs WHERE participant_id = $1 OR other_id = $1", who)
    kept = [(other, each.bits) for other, each in found if each.bits >= each.doubt + SHOWN - KEPT_BELOW]
    if kept:
        await tx.execute(
            """
            INSERT INTO matching_pairs
            SELECT a, b, bits FROM unnest($2::uuid[], $3::real[]) AS found (other, bits),
                LATERAL (VALUES ($1::uuid, other), (other, $1::uuid)) AS ways (a, b)""",
            who,
            [other for other, _ in kept],
            [bits for _, bits in kept],
        )


async def compared(
    tx: Transaction, person: Person, *, leave_out: UUID | None = None, most: int = MOST_COMPARED
) -> list[tuple[UUID, Likeness]]:
    """Those who have most in common with somebody, each with what speaks for and against; the likeliest first."""
    wanted = keys(person)
    having = await _having(tx, [PEOPLE, *wanted])
    rows = await tx.fetch(
        f"""
        SELECT participant_id, {COLUMNS}
        FROM (SELECT participant_id,
                  cardinality(ARRAY(SELECT unnest(keys) INTERSECT SELECT unnest($2::text[]))) AS common
              FROM (SELECT participant_id, keys FROM matching_keys
                    WHERE keys && $1 AND participant_id IS DISTINCT FROM $3 LIMIT $5) AS near
              ORDER BY 2 DESC, 1 LIMIT $4) AS nearest
        JOIN card USING (participant_id)""",  # noqa: S608
        chosen(wanted, having),
        wanted,
        leave_out,
        most,
        2 * MOST_LOOKED_AT,
    )
    judged = await _judged(tx, person, rows)
    return sorted(judged, key=lambda each: (-each[1].bits, each[0]))


async def _judged(tx: Transaction, person: Person, rows: Iterable[Any]) -> list[tuple[UUID, Likeness]]:
    others = [(row["participant_id"], Person(**{name: row[name] for name in PERSON})) for row in rows]
    rarity = await _rarity(tx, [person, *(other for _, other in others)])
    return [(who, compare(person, other, rarity)) for who, other in others]


PERSON = ("name", "preferred_name", "year", "born", "estimated", "phone", "email", "address")


async def likely(tx: Transaction, card: Known) -> list[tuple[UUID, Likeness]]:
    """Everybody who may be the person on this card, the likeliest first: what is shown before anything is decided."""
    found = await compared(tx, person_of(card), leave_out=card.participant_id)
    return [(who, each) for who, each in found if each.shown]


async def shown_from(tx: Transaction) -> float:
    """From how many bits on a pair is shown among as many people as there are now."""
    return (await _rarity(tx, [])).doubt + SHOWN


async def _rarity(tx: Transaction, people: Sequence[Person]) -> Rarity:
    having = await _having(tx, [PEOPLE, *{each for person in people for each in counted(person)}])
    return Rarity(having.get(PEOPLE, 0), having)


async def _having(tx: Transaction, what: Sequence[str]) -> dict[str, int]:
    rows = await tx.fetch("SELECT what, people FROM matching_counts WHERE what = ANY($1)", list(what))
    return {row["what"]: row["people"] for row in rows}


async def found(tx: Transaction, asked: Asked) -> list[tuple[UUID, float]]:
    """Whom somebody means by what they typed, the likeliest first, with how much speaks for each in bits.

    Everybody each part of whose typed name begins a part of theirs, or is another form of it; and whoever `compared`
    finds who fits in all that was typed.
    """
    by_id = {who: each for who, each in await compared(tx, asked.person, most=MOST_FITTING) if each.fits}
    if len(by_id) < FEW or len(asked.parts) < 2:
        by_id |= await _among(tx, asked.person, await _who_fit(tx, asked))
    return sorted(((who, each.bits) for who, each in by_id.items()), key=lambda each: -each[1])


async def _who_fit(tx: Transaction, asked: Asked) -> list[UUID]:
    known = await _spellings(tx, {start for part in asked.parts for start in starts(part)})
    each = [spellings(part, known) for part in asked.parts]
    if not all(each):
        wider = await _spellings(tx, {part.said[0] for part, found in zip(asked.parts, each, strict=True) if not found})
        each = [found or nearest(part, wider) for part, found in zip(asked.parts, each, strict=True)]
    found = await _having_all(tx, each) if each and all(each) else []
    if len(found) < FEW and len(each) > 2:
        for left_out in range(len(each)):
            rest = each[:left_out] + each[left_out + 1 :]
            found += await _having_all(tx, rest) if all(rest) else []
    return list(dict.fromkeys(found))


async def _having_all(tx: Transaction, each: Sequence[Sequence[str]]) -> list[UUID]:
    """Some of those who have a key of each list."""
    every = " AND ".join(f"keys && ${place}::text[]" for place in range(2, len(each) + 2))
    rows = await tx.fetch(f"SELECT participant_id FROM matching_keys WHERE {every} LIMIT $1", MOST_FITTING, *each)  # noqa: S608
    return [row["participant_id"] for row in rows]


async def _spellings(tx: Transaction, beginning: Set[str]) -> set[str]:
    """Spellings of parts of names that somebody has, and that begin so."""
    rows = await tx.fetch(
        """
        SELECT substr(what, $3) AS spelling FROM unnest($1::text[], $2::text[]) AS range (starts, ends)
        JOIN LATERAL (SELECT what FROM matching_counts WHERE what >= starts AND what < ends
                      ORDER BY what LIMIT 5000) AS known ON true""",
        [name_key(each) for each in beginning],
        [f"{name_key(each)}\uffff" for each in beginning],
        len(name_key("")) + 1,
    )
    return {row["spelling"] for row in rows}


async def _among(tx: Transaction, person: Person, who: Sequence[UUID]) -> dict[UUID, Likeness]:
    rows = await tx.fetch(f"SELECT participant_id, {COLUMNS} FROM card WHERE participant_id = ANY($1)", who)  # noqa: S608
    return dict(await _judged(tx, person, rows))


async def to_make_anew(tx: Transaction, most: int) -> list[UUID]:
    """People whose keys were made in an earlier way, with their rows locked."""
    rows = await tx.fetch(
        "SELECT participant_id FROM matching_keys WHERE made < $1 LIMIT $2 FOR UPDATE SKIP LOCKED", MADE, most
    )
    return [row["participant_id"] for row in rows]
