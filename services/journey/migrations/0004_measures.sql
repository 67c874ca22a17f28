-- Instruments with parts, weights and single questions that somebody would rather not answer.

ALTER TABLE measure
    ADD declined_items jsonb NOT NULL DEFAULT '[]',
    ADD subscales jsonb NOT NULL DEFAULT '{}',
    ADD weights jsonb NOT NULL DEFAULT '[]';

-- Answers on the way, one question a page. `own`: the person answers alone, from their link. Gone once they are kept.
CREATE TABLE sheet (
    id         uuid NOT NULL,
    journey_id uuid NOT NULL REFERENCES journey,
    instrument text NOT NULL,
    own        boolean NOT NULL,
    version    text NOT NULL,
    mode       text NOT NULL,
    occasion   text,
    answers    jsonb NOT NULL,
    begun_at   timestamptz NOT NULL,
    PRIMARY KEY (journey_id, instrument, own)
);
