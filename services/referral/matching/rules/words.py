"""Why two may be one person, and why not: each reason's code as a sentence for whoever looks. Pure."""

from .compare import Reason

NAMES = {
    "name_same": "“{0}” is in both names",
    "name_spelling": "{0} and {1} are two spellings of one name",
    "name_nickname": "{0} and {1} are forms of one name",
    "name_slip": "{0} and {1} are a slip apart",
    "name_short_slip": "{0} and {1} are a slip apart",
    "name_begins": "{0} and {1} begin alike",
    "name_close": "{0} and {1} are spelt much alike",
    "name_sound": "{0} and {1} have the same consonants",
    "name_initial": "the first letter fits: {0}, {1}",
}
OTHERS = {
    "names_differ": "the names have nothing in common",
    "part_differs": "another part of the name: {0} here, {1} there",
    "part_missing": "one name has a part more: {0} {1}",
    "two_names": "{0} and {1} look alike, but are two names",
    "woman_and_man": "Thị stands in one name, Văn in the other: a woman and a man?",
    "generations": "one is called junior or senior, the other not so",
    "date_same": "the same date of birth",
    "date_same_guess": "the same date of birth, but one that many papers have where nobody knew",
    "date_swapped": "the dates of birth have day and month changed over",
    "date_slip": "the dates of birth are one slip apart",
    "year_same": "born in the same year",
    "date_near": "born a year apart, and not known exactly",
    "date_another_day": "born in the same year, but on another day",
    "date_differs": "the dates of birth are {0} years apart",
    "date_another_generation": "the dates of birth are {0} years apart",
    "father_and_son": "one name, and {0} years apart: parent and child?",
    "neither_fits": "neither the name nor the date fits all the way",
    "phone_same": "the same phone number",
    "phone_slip": "the phone numbers are one digit apart",
    "phones_differ": "the phone numbers differ",
    "phone_of_many": "the same phone number, which {0} people have",
    "email_same": "the same e-mail address",
    "email_of_many": "the same e-mail address, which {0} people have",
    "household": "the same {0} with another given name: one household?",
    "address_same": "the same street and number",
    "postcode_same": "the same postcode",
    "twins": "the same day of birth and family, but another given name: twins?",
}
WAYS = {"phone": "phone number", "email": "e-mail address"}
RARE = 100
"""From one in so many on it is said how rare a name is."""


def sentence(reason: Reason) -> str:
    """A reason as whoever looks reads it, with a capital and without a full stop."""
    about = [WAYS.get(each, each.title() if reason.code.startswith("name") else each) for each in reason.about]
    if reason.code in ("part_differs", "part_missing", "two_names"):
        about = [each.title() for each in about]
    words = (NAMES.get(reason.code) or OTHERS[reason.code]).format(*about)
    words = " ".join(words.split())
    if reason.code == "date_differs" and reason.about == ("1",):
        words = words.replace("1 years", "a year")
    if reason.code == "name_same" and reason.one_in and reason.one_in >= RARE:
        words += f" (1 in {_round(reason.one_in)} here)"
    return words[0].upper() + words[1:]


def _round(number: int) -> int:
    """Two figures are enough to say how rare something is."""
    step = int(10 ** max(0, len(str(number)) - 2))
    return int(round(number / step) * step)
