-- By what a card comes beside others at all, how many people have each of that, and which two may be one person. All of it is made by
-- the program (services/referral/matching) in the transaction that writes a card; cards from before come in by the clock,
-- within seconds of the service's start.
CREATE TABLE matching_keys (
    participant_id uuid PRIMARY KEY,
    keys           text[] NOT NULL,
    made           int NOT NULL -- by which way of making them
);
CREATE INDEX matching_keys_any ON matching_keys USING gin (keys) WITH (fastupdate = off);
CREATE INDEX matching_keys_made ON matching_keys (made);
INSERT INTO matching_keys SELECT participant_id, '{}', 0 FROM card;

-- Without an id; what nobody has any more is not kept.
CREATE TABLE matching_counts (
    what   text COLLATE "C" PRIMARY KEY,
    people int NOT NULL
);

-- Each pair stands twice, once for each of the two.
CREATE TABLE matching_pairs (
    participant_id uuid NOT NULL,
    other_id       uuid NOT NULL,
    bits           real NOT NULL,
    PRIMARY KEY (participant_id, other_id)
);
CREATE INDEX matching_pairs_other ON matching_pairs (other_id);
