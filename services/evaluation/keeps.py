"""What the release keeps: what it knows of people, and under their pseudonyms what is out."""

from shared.persistence.erasure import DataInventory

THEIRS, OUT = "participant_id = :participant_id", "pseudonym = :pseudonym"

KEEPS = DataInventory(
    about=dict.fromkeys(
        ("consent", "step", "measure", "attendance", "taken_back", "later_journey", "participant"), THEIRS
    )
    | dict.fromkeys(("released_step", "released_measure", "released_attendance", "released_participation"), OUT),
    together=dict.fromkeys(
        ("consent", "step", "measure", "attendance", "taken_back", "participant"), "commands:_records"
    )
    | dict.fromkeys(
        ("released_step", "released_measure", "released_attendance", "released_participation"), "commands:let_out_anew"
    )
    | {"later_journey": "It says of one record which journey is its first; between records `one_path` decides."},
)
