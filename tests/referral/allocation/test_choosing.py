"""Who might support somebody: what they asked for beside what each worker brings, and what is said if nobody fits."""

from dataclasses import replace
from datetime import date
from uuid import UUID, uuid5

import pytest
from hypothesis import given
from hypothesis import strategies as some

from services.referral.allocation.rules.choosing import Allocation, allocate
from services.referral.allocation.rules.people import GENDERS, WISHED, Wishes, Worker, brings, worker_of
from shared.kernel.staff import Absence, StaffMember
from shared.rules.languages import LANGUAGES

TODAY = date(2026, 3, 2)


def worker(name: str, *languages: str, load: int = 0, **more: object) -> Worker:
    about = {
        "id": uuid5(UUID(int=1), name),
        "name": name,
        "role": "link_worker",
        "languages": languages or ("English",),
    }
    return worker_of(StaffMember.model_validate(about | more), load)


def wishes(language: str = "", **more: object) -> Wishes:
    asked = Wishes("Lan", tuple(LANGUAGES.read(language)))
    return replace(asked, **more)  # type: ignore[arg-type]


LINH = worker("Linh Nguyen", "English", "Vietnamese", load=23, agreed=25, places=("St Albans",), days=("thursday",))
TOM = worker("Tom Azzopardi", "English", "Maltese", load=14, agreed=20)
MARISOL = worker(
    "Marisol Reyes", "English", "Tagalog", load=20, agreed=22, away=({"first": "2026-03-05", "last": "2026-03-20"},)
)
FARID = worker("Farid Ahmadi", "English", "Dari", "Hazaragi", load=3)
ALL = [LINH, TOM, MARISOL, FARID]


def found(asked: Wishes, *workers: Worker) -> Allocation:
    return allocate(workers or ALL, asked, TODAY)


def suggested(asked: Wishes, *workers: Worker) -> str | None:
    best = found(asked, *workers).suggested
    return best.worker.name if best else None


def said(asked: Wishes, one: Worker, *others: Worker) -> str:
    candidate = found(asked, one, *others).of(one.id)
    assert candidate
    return candidate.sentence


@pytest.mark.parametrize("written", ["Tiếng Việt", "vietnamese", "Viet", "越南语", "Vietnamese and a little English"])
def test_who_speaks_the_language_is_suggested_whatever_name_it_was_given(written: str) -> None:
    assert suggested(wishes(written)) == "Linh Nguyen"
    assert said(wishes(written), LINH).startswith("Speaks Vietnamese (Tiếng Việt). 23 people of 25 agreed.")


def test_whoever_does_not_speak_it_says_so_beside_the_load() -> None:
    assert said(wishes("Tiếng Việt"), TOM) == (
        "Speaks English and Maltese (Malti); an interpreter would be needed. 14 people of 20 agreed."
    )


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Hazaraghi", "Farid Ahmadi"),
        ("Hazaragi", "Farid Ahmadi"),
        ("Dari", "Farid Ahmadi"),
        ("Persian (excluding Dari)", None),
        ("Farsi", None),
        ("Hindi", None),
    ],
)
def test_persian_is_not_dari_and_hazaragi_is_found_however_it_is_spelt(written: str, name: str | None) -> None:
    assert suggested(wishes(written)) == name


@pytest.mark.parametrize("written", ["Sudanese (Dinka)", "Chin Falam", "Fijian", "Hindi"])
def test_a_word_in_common_is_no_language_in_common(written: str) -> None:
    others = [worker("A", "Sudanese Arabic"), worker("B", "Chin Haka"), worker("C", "Fijian Hindi")]
    assert suggested(wishes(written), *others) is None


def test_a_language_nobody_speaks_is_said_with_what_could_help() -> None:
    assert found(wishes("Hazaraghi"), TOM).missing == (
        "Nobody here speaks Hazaragi (هزارگی). Ask whether an interpreter suits; it is free.",
    )
    assert found(wishes("Greek, English", interpreter="no"), TOM).missing == (
        "Nobody here speaks Greek (Ελληνικά). English would do as well, as it is on the card.",
    )


def test_what_is_near_is_worth_asking_and_nothing_that_is_promised() -> None:
    assert suggested(wishes("Filipino"), MARISOL) is None
    assert "Tagalog is near, so ask Lan whether that suits" in said(wishes("Filipino"), MARISOL)


def test_with_an_interpreter_the_language_is_no_must_and_still_comes_first() -> None:
    assert suggested(wishes("Greek", interpreter="spoken"), TOM) == "Tom Azzopardi"
    assert suggested(wishes("Vietnamese", interpreter="spoken")) == "Linh Nguyen"
    assert suggested(wishes("Auslan", interpreter="auslan"), TOM) == "Tom Azzopardi"


def test_a_language_that_could_be_two_is_asked_before_anybody_is_suggested() -> None:
    mandarin = worker("Wei", "Mandarin")
    asked = found(wishes("Chinese"), mandarin, TOM)
    assert asked.suggested is None
    assert asked.missing[0].startswith("“Chinese” could be Mandarin (普通话), Cantonese (廣東話)")
    assert "ask Lan whether Mandarin (普通话) is the one" in said(wishes("Chinese"), mandarin)


def test_a_language_that_no_table_knows_is_the_same_by_its_own_words() -> None:
    assert suggested(wishes("Klingon"), TOM, worker("Kor", "English", "klingon")) == "Kor"
    assert found(wishes("Klingon"), TOM).missing[0].startswith("Nobody here speaks Klingon.")


def test_nobody_is_put_first_for_what_was_not_asked_for() -> None:
    woman = worker("Ana", "English", "Greek", load=9, gender="woman", lived_experience=("grief",))
    assert suggested(wishes(), woman, worker("Bo", load=3)) == "Bo"
    assert "grief" not in said(wishes(), woman)
    assert "woman" not in said(wishes(), woman)


def test_a_gender_asked_for_is_a_must_and_never_guessed() -> None:
    ana, bo, cy = worker("Ana", gender="woman", load=9), worker("Bo", gender="man"), worker("Cy")
    assert suggested(wishes(gender="woman"), ana, bo, cy) == "Ana"
    assert said(wishes(gender="woman"), ana).endswith("A woman, as Lan asked.")
    assert said(wishes(gender="woman"), bo).endswith("Lan asked for a woman.")
    assert said(wishes(gender="woman"), cy).endswith("Lan asked for a woman; Cy has not stated a gender.")
    assert found(wishes(gender="woman"), bo, cy).missing == (
        "Nobody here has stated that they are a woman. Ask Lan what else would help.",
    )


def test_lived_experience_and_days_asked_for_come_first_and_are_no_must() -> None:
    ana = worker("Ana", load=9, lived_experience=("Grief",), days=("monday", "tuesday"))
    assert suggested(wishes(experience=("grief",)), ana, worker("Bo")) == "Ana"
    assert suggested(wishes(experience=("farming",)), ana, worker("Bo")) == "Bo"
    assert "Lived experience: Grief, as Lan asked." in said(wishes(experience=("grief",)), ana)
    assert "No lived experience of farming stated." in said(wishes(experience=("farming",)), ana)
    assert suggested(wishes(days=("tuesday",)), ana, worker("Bo", days=("friday",))) == "Ana"
    assert "Works on Mondays and Tuesdays; Lan asked for Fridays." in said(wishes(days=("friday",)), ana)


def test_who_is_away_or_full_is_not_suggested_and_the_page_says_who_it_is() -> None:
    away = replace(LINH, away=(Absence(first=TODAY, last=date(2026, 3, 9)),))
    assert found(wishes("Viet"), away, TOM).missing == (
        "Whoever speaks Vietnamese (Tiếng Việt) has no room just now: Linh Nguyen is away.",
    )
    assert "23 people of 25 agreed, away until Monday 9\N{NO-BREAK SPACE}March." in said(wishes("Viet"), away)
    assert found(wishes("Viet"), replace(LINH, load=25), TOM).missing == (
        "Whoever speaks Vietnamese (Tiếng Việt) has no room just now: Linh Nguyen is full.",
    )
    assert found(wishes(), replace(TOM, load=20)).missing == (
        "Whoever fits has no room just now: Tom Azzopardi is full.",
    )
    assert "away from Thursday 5\N{NO-BREAK SPACE}March until" in said(wishes(), MARISOL)


def test_where_nobody_is_all_that_was_asked_for_the_person_says_what_matters_more() -> None:
    man = worker("Duc", "Vietnamese", gender="man")
    assert found(wishes("Viet", gender="woman"), man, worker("Ana", gender="woman")).missing == (
        "Nobody here is all of that at once. Ask Lan what matters more.",
    )


def test_whom_somebody_must_not_be_given_to_stands_last_with_why() -> None:
    closed = ((LINH.id, "Lan would rather not be supported by Linh Nguyen."),)
    asked = found(wishes("Viet", closed=closed))
    assert asked.suggested is None
    last = asked.candidates[-1]
    assert (last.worker, last.closed) == (LINH, closed[0][1])
    assert last.sentence.endswith(closed[0][1])


def test_where_they_live_is_said_and_puts_nobody_first() -> None:
    lives = wishes(lives="12 Main Road East, ST ALBANS 3021")
    assert suggested(lives) == "Farid Ahmadi"
    assert "Meets people in St Albans, where Lan lives." in said(lives, LINH)
    assert "where Lan lives" not in said(wishes(lives="St Albansville"), LINH)


def test_where_nobody_works_that_is_said() -> None:
    assert allocate([], wishes(), TODAY).missing == ("Nobody is named in the staff file who may be given people.",)


def test_what_was_met_and_what_was_not_is_known_as_codes() -> None:
    one = found(wishes("Viet", gender="woman", days=("thursday",)), LINH).of(LINH.id)
    assert one
    assert (one.met, one.unmet) == (("language", "days"), ("gender",))


NAMES = [name for one in LANGUAGES.by_code.values() for name in (one["name"], one.get("own", ""), *one.get("also", ()))]
NAMED = some.sampled_from([name for name in NAMES if name] + list(LANGUAGES._asked))
DAYS = some.lists(some.sampled_from(["monday", "tuesday", "friday"]), max_size=2, unique=True).map(tuple)
ABSENCES = some.lists(
    some.tuples(some.integers(-9, 9), some.integers(0, 9)).map(
        lambda span: Absence(first=date(2026, 3, 12 + span[0]), last=date(2026, 3, 12 + span[0] + span[1]))
    ),
    max_size=2,
).map(tuple)
EXPERIENCE = some.lists(some.sampled_from(["grief", "carer"]), max_size=2, unique=True).map(tuple)
WORKERS = some.builds(
    Worker,
    id=some.uuids(version=4),
    name=some.sampled_from(["Ana", "Bo", "Cy"]),
    languages=some.lists(NAMED, max_size=3).map(
        lambda said: tuple(one for each in said for one in LANGUAGES.read(each))
    ),
    lived_experience=EXPERIENCE,
    load=some.integers(0, 30),
    agreed=some.none() | some.integers(0, 30),
    gender=some.none() | some.sampled_from(list(GENDERS)),
    days=DAYS,
    places=some.just(("St Albans",)),
    away=ABSENCES,
)
ASKED = some.builds(
    Wishes,
    called=some.just("Lan"),
    languages=some.lists(NAMED, max_size=2).map(
        lambda said: tuple(one for each in said for one in LANGUAGES.read(each))
    ),
    interpreter=some.none() | some.sampled_from(["spoken", "auslan", "no"]),
    gender=some.none() | some.sampled_from(list(GENDERS)),
    experience=EXPERIENCE,
    days=DAYS,
    lives=some.sampled_from(["", "St Albans"]),
)


@given(some.lists(WORKERS, max_size=5, unique_by=lambda one: one.id), ASKED, some.sets(some.integers(0, 4)))
def test_nobody_is_suggested_who_is_closed_off_away_full_or_lacks_a_must(
    workers: list[Worker], asked: Wishes, shut: set[int]
) -> None:
    closed = tuple((one.id, "Not them.") for place, one in enumerate(workers) if place in shut)
    asked, today = replace(asked, closed=closed), date(2026, 3, 12)
    given_by = allocate(workers, asked, today)
    assert sorted(one.worker.id for one in given_by.candidates) == sorted(one.id for one in workers)
    best = given_by.suggested
    if best is None:
        assert given_by.missing
        assert all(words.endswith(".") for words in given_by.missing)
        return
    assert best is given_by.candidates[0]
    assert given_by.missing == ()
    assert (best.closed, best.worker.is_away(today), best.worker.is_full) == ("", False, False)
    assert all(brings(best.worker, asked, must) for must in asked.musts)
    assert set(best.met) | set(best.unmet) == set(asked.asked) <= set(WISHED)


@given(NAMED, NAMED)
def test_it_is_never_said_that_nobody_speaks_what_somebody_here_speaks(asked: str, spoken: str) -> None:
    """By whatever names the two were written: also where both are not clear."""
    lan, one = wishes(asked), worker("Ana", spoken)
    if lan.language and lan.language.key in {each.key for each in one.languages} and not lan.language.choices:
        assert found(lan, one).suggested
    assert not any(
        words.startswith("Nobody here speaks")
        for words in found(lan, one).missing
        if lan.language and lan.language.key in {each.key for each in one.languages}
    )


def test_the_lines_of_a_real_staff_file_are_all_known_languages() -> None:
    read = [one for person in (LINH, TOM, MARISOL, FARID) for one in person.languages]
    assert all(one.code for one in read)
