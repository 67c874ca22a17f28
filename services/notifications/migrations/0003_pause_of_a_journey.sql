-- A pause belongs to the journey on which it was agreed: who sets out anew is not silenced by one that had no end.
ALTER TABLE pause ADD journey_id uuid;
UPDATE pause SET journey_id = contact.journey_id FROM contact WHERE contact.participant_id = pause.participant_id;
