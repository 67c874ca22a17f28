"""Questions without a name, and their answers: they are about nobody that is known, and end by themselves."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from shared.kernel.refusal import NotFound, Refused
from shared.persistence.database import Transaction

NEWER = "Somebody else has answered this since you opened it. Their answer stands here now; change it if need be."


@dataclass(frozen=True)
class Question:
    """A question without a name. `answers`: how often it was answered."""

    id: UUID
    words: str
    asked_at: datetime
    answer: str | None
    answered_at: datetime | None
    answered_by: UUID | None
    answers: int
    ends_at: datetime


SELECT = "SELECT id, words, asked_at, answer, answered_at, answered_by, answers, ends_at FROM question"


async def ask(tx: Transaction, question_id: UUID, place: bytes, words: str, at: datetime, ends_at: datetime) -> None:
    """Keep a question."""
    await tx.execute(
        "INSERT INTO question (id, place, words, asked_at, ends_at) VALUES ($1, $2, $3, $4, $5)",
        question_id, place, words, at, ends_at,
    )  # fmt: skip


async def questions(tx: Transaction, now: datetime) -> list[Question]:
    """All questions: those without an answer first, the longest wait on top."""
    rows = await tx.fetch(f"{SELECT} WHERE ends_at > $1 ORDER BY answer IS NOT NULL, asked_at, id", now)
    return [Question(**row) for row in rows]


async def question(tx: Transaction, question_id: UUID, now: datetime) -> Question:
    """One question; NotFound once it has ended."""
    row = await tx.fetchrow(f"{SELECT} WHERE ends_at > $1 AND id = $2", now, question_id)
    if row is None:
        raise NotFound("question")
    return Question(**row)


async def unanswered(tx: Transaction, now: datetime) -> int:
    """How many wait for an answer."""
    return int(await tx.fetchval("SELECT count(*) FROM question WHERE answer IS NULL AND ends_at > $1", now))


async def at_place(tx: Transaction, place: bytes, now: datetime) -> Question | None:
    """The question of a code; None if there is none, or not any more."""
    row = await tx.fetchrow(f"{SELECT} WHERE ends_at > $1 AND place = $2", now, place)
    return Question(**row) if row else None


async def answer(tx: Transaction, question_id: UUID, words: str, by: UUID, answers: int, at: datetime) -> None:
    """Keep an answer; refused if somebody else has answered since the page was opened (`answers`)."""
    kept = await tx.execute(
        """
        UPDATE question SET answer = $2, answered_by = $3, answered_at = $5, answers = answers + 1
        WHERE id = $1 AND answers = $4""",
        question_id, words, by, answers, at,
    )  # fmt: skip
    if kept == "UPDATE 0":
        raise Refused(NEWER, conflict=True)


async def end(tx: Transaction, now: datetime) -> int:
    """Delete what is too old; how many there were."""
    return len(await tx.fetch("DELETE FROM question WHERE ends_at <= $1 RETURNING id", now))
