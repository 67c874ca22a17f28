"""Part of many changes: what stood there before something was put right or taken back."""

_KEEP = """
    INSERT INTO correction (id, journey_id, about, about_id, was_on, was, words, reason, corrected_by, corrected_at)
    SELECT :correction_id, :journey_id, '{about}', id, :was_on, {was}, {words}, {reason}, :{by}, :occurred_at
    FROM {found}"""


def put_right(about: str, was: str, words: str, found: str) -> str:
    """Part of a change: what stood there stays on file. `found`: the row, as a table and its condition."""
    return _KEEP.format(about=about, was=was, words=words, reason="NULL", by="corrected_by", found=found)


def taken_back(about: str, was: str, found: str) -> str:
    """The same, where it was noticed later than at once. The words go: they may be about somebody else."""
    only_later = f"{found} AND cast(:reason AS text) IS NOT NULL"
    return _KEEP.format(about=about, was=was, words="NULL", reason=":reason", by="taken_back_by", found=only_later)
