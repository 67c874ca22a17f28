"""What invented people say. Each has an invented word of their own in everything they say, so that a leak shows."""

from random import Random

_STARTS = ("Qua", "Zel", "Bro", "Tri", "Vex", "Plo", "Sny", "Gru", "Dwi", "Chu", "Fla", "Kli", "Mox", "Wyn", "Jub")
_MIDDLES = ("bri", "dun", "fer", "gal", "kop", "lim", "mor", "nax", "pol", "ruv", "sil", "tob", "vin", "wok", "zam")
_ENDS = ("lian", "worth", "bury", "kins", "dale", "mond", "fax", "wick", "stead", "grove", "quist", "velt")
BRINGS = (
    "Since {marker} died the house is very quiet.",
    "I moved here from {marker} Bay and know nobody.",
    "My back is bad and I have not been out to the {marker} in months.",
    "I used to sing with the {marker} choir. I would like company again.",
    "Retired last year from {marker} & Sons. The days are long.",
)
REFERRED = (
    "Has lost touch with everybody since {marker} moved away.",
    "Would like company; used to play cards at the {marker}.",
    "Says the week has no shape since the {marker} closed.",
)
MATTERS = (
    "My garden and my dog {marker}. Being useful to somebody.",
    "Speaking my own language with people, like at {marker}'s table.",
    "Seeing the grandchildren at {marker}. Music in the evening.",
    "To be asked. Nobody has asked me to anything since {marker}.",
)
ORDERS = (
    "A letter of the Health Complaints Commissioner, number {marker} 12.",
    "The {marker} court's order of last week.",
)
INTERESTS = (
    "Cards, {marker} football, cooking",
    "Choirs, walking to the {marker}",
    "Mending radios, the {marker} tram line",
    "",
)
GOALS = (
    "Have coffee with somebody once a week at the {marker}",
    "Walk to the {marker} and back with somebody",
    "Go to the choir three times, even if {marker} is not there",
    "Ring {marker} first, without waiting",
    "Take the bus to {marker} on my own",
    "Cook for {marker} and one more",
)
NOTES = (
    "Talked about {marker}. Will ring again next week.",
    "Sounded tired; {marker} had been ill. Glad of the call.",
    "Told me about the day at {marker}. Laughed a lot.",
    "",
)
REPLIES = (
    "Had a good talk with {marker} yesterday",
    "It was hard this week without {marker}",
    "The group is nice, {marker} makes tea",
)
ANSWERS = (
    "Cancel {marker} please, I have a cold. See you next week",
    "End of the month suits me better, {marker} is away",
    "thank you, all good",
    "I fell at {marker}, can somebody ring me?",
    "No more texts thank you",
    "Quit smoking today, ask {marker}!",
)
"""What people write back to a message instead of tapping."""
DEBRIEFS = ("Sat next to {marker}, wants to go again.", "A bit loud; {marker} walked home together.", "")
MOMENTS = (
    "{marker} saved a chair for me.",
    "We laughed about {marker} until we cried.",
    "I showed {marker} how to prune a rose.",
    "Somebody called {marker} remembered my name.",
)

PEOPLE = ("My neighbour {marker}", "My sister, and {marker} from the old street", "")
COMMUNICATION = (
    "Speak slowly, and face me. {marker} helps with letters.",
    "Ring in the morning, not when {marker} is on.",
)
PLEASE_DO = ("Please do ring before you come, {marker} barks.", "Please don't talk about {marker} unless I begin.")
PAST = ("Dancing at the {marker} hall", "Fishing with {marker}", "")
HABITS = ("Tea at four, the {marker} news at six", "A walk round {marker} oval every morning", "")
SMALL_THINGS = (
    "Look up the bus to {marker}",
    "Ring {marker} and ask",
    "Walk as far as the {marker} corner",
    "Find the old {marker}",
)
LEVELS = ("Once a week, as at {marker}", "Every other day, {marker} and all")
CHANGED = ("Have coffee with {marker}, at home is fine too", "Go to {marker} once, and see")
REVIEWS = ("Easier than thought, says {marker}.", "Slow; {marker} is away.", "")
HANDED = ("Likes to be rung on Mondays. Ask about {marker}.", "Was close to {marker}; go gently.")
WORRIES = ("Has not eaten much since {marker} left.", "Said there is no point without {marker}.")
AFTERWARDS = ("Goes to {marker} by themselves now.", "Had a fall at {marker}, but is well.", "")
PLACES = ("The stop in front of the {marker} library", "The {marker} room, ground floor")
SUPPORTERS = ("{marker}, the eldest", "{marker} from next door", "{marker}, who has the key")
ALSO = ("Works nights at {marker}.", "Drives {marker} to the clinic on Tuesdays.")
MAY_KNOW = ("That I go to {marker}, and nothing else.", "How I sleep, and whether {marker} has come.")
COMPANIONS = ("{marker} from the card table", "{marker}, who drives")


def marker(random: Random) -> str:
    """An invented word that stands in no dictionary, one of 2 700, by which a leak is found."""
    return f"{random.choice(_STARTS)}{random.choice(_MIDDLES)}{random.choice(_ENDS)}"


def said(random: Random, phrases: tuple[str, ...], marker: str) -> str:
    """One of these phrases with somebody's invented word in it."""
    return random.choice(phrases).format(marker=marker)
