"""SQL that notes on the journey when the two were last in touch, a part of many changes."""

IN_TOUCH = """
    UPDATE journey SET last_contact_at = greatest(last_contact_at, :occurred_at) WHERE id = :journey_id"""
THEN = "coalesce(cast(:happened_at AS timestamptz), :occurred_at)"
"""When it was, for what may have been on an earlier day than the one on which it is told."""
IN_TOUCH_THEN = f"""
    UPDATE journey SET last_contact_at = greatest(last_contact_at, {THEN}),
                       first_contact_at = least(first_contact_at, {THEN}) WHERE id = :journey_id"""  # noqa: S608
"""The same for those."""
