"""Names as they are written where the Locals are: with apostrophes, hyphens, diacritics, in either order, or just one.

Given and family names are drawn apart from one another; whoever is really called so is not meant.
"""

from dataclasses import dataclass
from random import Random


@dataclass(frozen=True)
class Name:
    """Somebody's name as written and as preferred, with the language they may like to use."""

    full: str
    preferred: str | None
    language: str
    called: str
    """What they say when they are asked what to call them: for many it is not the first word of their name."""


@dataclass(frozen=True)
class Naming:
    """How one culture names people: what is drawn from, in which order, and the language they may like to use."""

    given: tuple[str, ...]
    family: tuple[str, ...] = ()
    middle: tuple[str, ...] = ()
    language: str = "English"
    family_first: bool = False
    short: tuple[str, ...] = ()
    """What some like to be called instead."""


def _words(text: str) -> tuple[str, ...]:
    return tuple(part.replace("_", " ") for part in text.split())


CULTURES: dict[str, Naming] = {
    "english": Naming(
        _words(
            "Margaret Dorothy Kevin Graham Beryl Shane Tracey Neville Joan Lorraine Wayne Kylie Brett Noelene Colin"
        ),
        _words(
            "Ashworth Whitcombe Smith-Hartley Pemberton Fairweather Thistlewood Hollis Brackenridge Winterbourne Oakden"
        ),
    ),
    "irish": Naming(
        _words("Siobhán Declan Bríd Eamon Niamh Pádraig Maeve Brendan Róisín Fergus"),
        _words("O'Shaughnessy O'Dwyer MacGillicuddy Fitzgibbon Ní_Mhurchú Ó_Ceallacháin D'Arcy-Quinn Gallaghan"),
    ),
    "vietnamese": Naming(
        _words("Lan Hương Dũng Thảo Minh Phượng Tuấn Ngọc Đức Bích Sơn Tuyết"),
        _words("Nguyễn Trần Lê Phạm Huỳnh Đặng Vũ Bùi"),
        middle=_words("Thị Văn Hữu Thanh Quốc Kim"),
        language="Vietnamese",
        family_first=True,
    ),
    "polish": Naming(
        _words("Zbigniew Małgorzata Stanisław Bożena Kazimierz Jadwiga Włodzimierz Grażyna"),
        _words("Wójcikowski Łukaszewicz Dąbrowiecka Szczepaniak Kwiatkowska-Nowak Żurawski Jędrzejczyk"),
        language="Polish",
        short=_words("Gosia Staszek Kazik"),
    ),
    "greek": Naming(
        _words("Panagiota Dimitrios Stavroula Konstantinos Evangelia Theodoros Eleftheria Athanasios"),
        _words("Papadimitropoulos Karagiannidis Christodoulou Hatzigeorgiou Stamatopoulos Anagnostakis"),
        language="Greek",
        short=_words("Pana Jim Voula Con Litsa"),
    ),
    "italian": Naming(
        _words("Concetta Salvatore Giuseppina Carmelo Filomena Rocco Niccolò Assunta"),
        _words("D'Agostinelli Dell'Orefice Di_Bartolomei Lo_Presti-Riva Mastrantonio De_Gasperini"),
        language="Italian",
        short=_words("Connie Sal Pina Mel"),
    ),
    "arabic": Naming(
        _words("Fatima Yousef Mariam Khalil Nawal Ibrahim Samira Tariq"),
        _words("Al-Hashimiyya El-Khourani Abdul-Rahmani Haddadeen Al-Tamimidis Bou-Karrouma"),
        language="Arabic",
    ),
    "turkish": Naming(
        _words("Gülşen Hüseyin Özlem Şükrü Çiğdem İbrahim Ayşegül Oğuzhan"),
        _words("Yıldırımoğlu Karadağlı Öztürkmen Çelikkıran Gümüşsoy Aydınlıoğlu"),
        language="Turkish",
    ),
    "maori": Naming(
        _words("Hēmi Aroha Wiremu Ngaire Tāne Mereana Rāwiri Whetū"),
        _words("Te_Rangikaheke Ngāwharau Pōmarengaro Tūhoro-Waaka Whakaariki"),
        language="English",
    ),
    "samoan": Naming(
        _words("Sina Tavita Fa'afetai Lagi Malakai Sefina Ioane Talia"),
        _words("Fa'asavalu Tuila'epa-Leau Leiātaua Su'a-Faleolo Tagaloasa"),
        language="Samoan",
    ),
    # Ordinary given and family names, in respect: no skin, clan or ancestral name is made up or borrowed.
    "first_nations": Naming(
        _words("Jarrah Marlee Uncle_Ron Aunty_Joyce Kirra Trevor Lowanna Daryl"),
        _words("Bridgewater-Hill Riverstone Merriwell Plainsford Stillwater"),
    ),
    "chinese": Naming(
        _words("Xiǎo-Méi Jiànguó Lìhuá Weiming Shūzhēn Guóqiáng Yùlán"),
        _words("Ōuyáng Zhèngliáng Sītú Huángpǔ Xuēliú"),
        language="Mandarin",
        family_first=True,
        short=_words("May Ken Lily William"),
    ),
    "indian": Naming(
        _words("Harpreet Lakshmi Gurdeep Sunita Rajendra Kamala Venkatesh Padmavathi"),
        _words("Dhaliwalia Subramanianam Kaur-Bhattal Raghunathan Chattopadhyaya Ranganathaswamy"),
        language="Punjabi",
        short=_words("Harry Sunny Raj Padma"),
    ),
    "croatian": Naming(
        _words("Željko Branka Zvonimir Ljubica Krešimir Đurđica"),
        _words("Šimunović-Perić Vukčevićek Žanetić Mlađenovac Čubretović"),
        language="Croatian",
    ),
    "german": Naming(
        _words("Jürgen Hannelore Günther Käthe Björn Gertrud"),
        _words("Groß-Wüstenhagen Schäufele Königsbühler Löwenbräunig"),
    ),
    "dutch": Naming(
        _words("Willemijn Joost Hendrika Gerrit Marijke"),
        _words("van_der_Heijdenrijk 't_Hooftgraaf de_Vlaminckx van_'t_Veerman"),
    ),
    "maltese": Naming(
        _words("Ġorġ Ċensa Karmnu Żeża Pawlu"),
        _words("Buttiġieġa Żammit-Tabonett Ħarrisonelli Cassarinu"),
        language="Maltese",
    ),
    "mononym": Naming(
        _words("Thirunavukkarasu Sukarnoputrianti Ramanathapuram Wulandarisari Zarmeenagul Kyawzinthant")
    ),
}


def name(random: Random, culture: str) -> Name:
    """Draw one person's name, what they like to be called if that differs, and their language."""
    naming = CULTURES[culture]
    given = random.choice(naming.given)
    parts = [given]
    if naming.middle and random.random() < 0.7:
        parts.insert(0, random.choice(naming.middle))
    if naming.family:
        family = random.choice(naming.family)
        parts = [family, *parts] if naming.family_first else [*parts, family]
    preferred = random.choice(naming.short) if naming.short and random.random() < 0.4 else None
    language = naming.language if random.random() < 0.5 else "English"
    return Name(" ".join(parts), preferred, language, preferred or given)
