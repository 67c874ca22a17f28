-- What somebody began to write and has not sent yet. Gone once it is sent; old ones are cleared.

CREATE TABLE draft (
    owner_id uuid NOT NULL,
    page     text NOT NULL,
    fields   jsonb NOT NULL,
    saved_at timestamptz NOT NULL,
    PRIMARY KEY (owner_id, page)
);
