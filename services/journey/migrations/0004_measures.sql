-- Instruments with parts, weights and single questions that somebody would rather not answer.

ALTER TABLE measure
    ADD declined_items jsonb NOT NULL DEFAULT '[]',
    ADD subscales jsonb NOT NULL DEFAULT '{}',
    ADD weights jsonb NOT NULL DEFAULT '[]';
