"""Two records of one person: compared, joined and parted, as facts beside the records."""
