"""Part of many changes: the two were in touch."""

IN_TOUCH = """
    UPDATE journey SET last_contact_at = greatest(last_contact_at, :occurred_at) WHERE id = :journey_id"""
THEN = "coalesce(cast(:happened_at AS timestamptz), :occurred_at)"
"""When it was, for what may have been on an earlier day than the one on which it is told."""
IN_TOUCH_THEN = f"""
    UPDATE journey SET last_contact_at = greatest(last_contact_at, {THEN}),
                       first_contact_at = least(first_contact_at, {THEN}) WHERE id = :journey_id"""  # noqa: S608
"""The same for those."""
