-- The joining because of which a journey rests: the same person walks on another one. Null once it goes on, or ended otherwise.
ALTER TABLE journey ADD rests_for uuid;
CREATE INDEX journey_rests ON journey (rests_for) WHERE rests_for IS NOT NULL;

-- Somebody's card: of joined records that of the one which is carried on, with whatever is stricter on another.
CREATE FUNCTION card_of(one uuid) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT to_jsonb(k) || CASE WHEN s.records > 1 THEN jsonb_build_object(
               'safe_to_contact', CASE WHEN s.not_safe THEN 'not_safe' ELSE k.safe_to_contact END,
               'hours_from', s.hours_from, 'hours_until', s.hours_until) ELSE '{}'::jsonb END
    FROM (SELECT count(*) AS records, bool_or(safe_to_contact = 'not_safe') AS not_safe, max(hours_from) AS hours_from,
                 min(hours_until) AS hours_until
          FROM card WHERE participant_id IN (SELECT records_of(one))) s,
         LATERAL (SELECT * FROM card WHERE participant_id IN (SELECT records_of(one))
                  ORDER BY participant_id = person_of(one) DESC, participant_id = one DESC LIMIT 1) k $$;
