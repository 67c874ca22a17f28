-- Where the newest word on the service, the newest handover of the journey, and the newest days of a pause lie on their log: what
-- comes late does not undo a later one.
ALTER TABLE contact
    ADD service_lies bigint,
    ADD with_lies    bigint;
ALTER TABLE pause ADD lies bigint;
