"""Part of many changes: the two were in touch."""

IN_TOUCH = """
    UPDATE journey SET last_contact_at = greatest(last_contact_at, :occurred_at) WHERE id = :journey_id"""
