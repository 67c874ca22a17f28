"""SQL that keeps what stood in a row before it is put right or taken back, a part of many changes."""

_KEEP = """
    INSERT INTO correction (id, journey_id, about, about_id, was_on, was, words, reason, corrected_by, corrected_at)
    SELECT :correction_id, :journey_id, '{about}', id, :was_on, {was}, {words}, {reason}, :{by}, :occurred_at
    FROM {found}"""


def put_right(about: str, was: str, words: str, found: str) -> str:
    """The part of a change that keeps what stood in a row before it is put right.

    `found`: the row, as a table and its condition.
    """
    return _KEEP.format(about=about, was=was, words=words, reason="NULL", by="corrected_by", found=found)


def taken_back(about: str, was: str, found: str) -> str:
    """The part of a change that keeps what is taken back, where a reason says why.

    The words are not kept: they may be about somebody else.
    """
    only_later = f"{found} AND cast(:reason AS text) IS NOT NULL"
    return _KEEP.format(about=about, was=was, words="NULL", reason=":reason", by="taken_back_by", found=only_later)
