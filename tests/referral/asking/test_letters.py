"""A letter that comes with a referral: what is taken, who may open it, and what is left of one that was wrong."""

import io
from html import unescape
from typing import Any
from uuid import UUID, uuid4

import pytest
from PIL import Image
from pypdf import PdfReader, PdfWriter

from services.referral.app import service
from services.referral.asking.rules.letters import MOST_BYTES, MOST_PAGES, checked
from services.referral.domain.referrals import participant_of
from shared.events import JourneyOpened, LetterAttached, LetterTakenAway
from shared.kernel.refusal import Refused
from tests.doors import NOON, Client, Doors, OpenDoors
from tests.referral.people import ASKS, decide, somebody_asks, went_on_to

EDGE = "----edge"
GP: dict[str, Any] = {"source": "gp", "referrer_name": "Dr Chen", "agreed": "yes"}


def a_pdf(pages: int = 2, *, password: str | None = None, owner: str | None = None) -> bytes:
    writer, out = PdfWriter(), io.BytesIO()
    for _ in range(pages):
        writer.add_blank_page(200, 200)
    if password is not None:
        writer.encrypt(password, owner, algorithm="AES-256")
    writer.write(out)
    return out.getvalue()


def a_photo(kind: str = "JPEG", size: tuple[int, int] = (400, 300), **more: Any) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "teal").save(out, kind, **more)
    return out.getvalue()


def with_a_place() -> bytes:
    exif = Image.Exif()
    exif[0x010F] = "Somebody's phone"
    exif[0x0112] = 6  # lies on its side
    exif.get_ifd(0x8825)[1] = "S"
    return a_photo(exif=exif)


# What is taken


def test_a_pdf_is_kept_as_it_came() -> None:
    letter = checked(a_pdf(3))
    assert (letter.kind, letter.pages) == ("pdf", 3)
    assert len(PdfReader(io.BytesIO(letter.content)).pages) == 3


def test_a_pdf_that_may_be_read_but_not_changed_is_a_letter() -> None:
    assert checked(a_pdf(password="", owner="of the practice")).pages == 2


def test_a_photo_is_made_anew_upright_and_without_where_it_was_taken() -> None:
    letter = checked(with_a_place())
    with Image.open(io.BytesIO(letter.content)) as picture:
        assert (letter.kind, picture.format, picture.size) == ("jpeg", "JPEG", (300, 400))
        assert not picture.getexif()
    assert b"phone" not in letter.content


def test_a_large_photo_is_made_smaller_and_one_that_one_can_see_through_stands_on_white() -> None:
    with Image.open(io.BytesIO(checked(a_photo(size=(5000, 2500))).content)) as picture:
        assert picture.size == (3000, 1500)
    out = io.BytesIO()
    Image.new("RGBA", (10, 10), (0, 0, 0, 0)).save(out, "PNG")
    with Image.open(io.BytesIO(checked(out.getvalue()).content)) as picture:
        assert picture.convert("L").getextrema()[0] > 250


WRONG: list[tuple[bytes, str]] = [
    (b"", "empty"),
    (b"hello", "PDF, or a photo"),
    (b"PK\x03\x04" + b"x" * 50, "PDF, or a photo"),
    (b"<html><script>alert(1)</script>", "PDF, or a photo"),
    (b"MZ" + a_pdf(), "PDF, or a photo"),
    (b"GIF89a" + b"\0" * 40, "PDF, or a photo"),
    (b"\0\0\0\x18ftypheic" + b"\0" * 40, "HEIC"),
    (b"%PDF-1.7\nhello", "damaged"),
    (a_pdf()[:200], "damaged"),
    (b"\xff\xd8\xff\xe0" + b"\0" * 50, "damaged"),
    (a_photo()[:-200], "damaged"),
    (b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "damaged"),
    (a_pdf(password="secret"), "password"),
    (a_pdf(MOST_PAGES + 1), f"at most {MOST_PAGES} pages"),
    (b"%PDF-" + b"x" * MOST_BYTES, "larger than 10 MB"),
    (a_photo("PNG", (8001, 7500)), "too many pixels"),
]


@pytest.mark.parametrize(("data", "says"), WRONG, ids=[f"{place} {says}" for place, (_, says) in enumerate(WRONG)])
def test_what_is_no_letter_is_told_what_would_be(data: bytes, says: str) -> None:
    with pytest.raises(Refused, match=says) as refused:
        checked(data)
    assert refused.value.field == "letter"


# At the doors


@pytest.fixture
async def doors(open_doors: OpenDoors) -> Doors:
    return await open_doors(service)


async def sends(client: Client, address: str, page: str, file: bytes | None, **fields: Any) -> Any:
    """As a browser sends a form with a file; without one chosen it sends an empty part."""
    shown = (await client.get(page)).text
    hidden = {name: shown.partition(f'name="{name}" value="')[2].partition('"')[0] for name in ("csrf", "command_id")}
    lines = [f'--{EDGE}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
             for name, value in (hidden | fields).items()]  # fmt: skip
    name = "" if file is None else "letter.pdf"
    lines.append(f'--{EDGE}\r\nContent-Disposition: form-data; name="letter"; filename="{name}"\r\n'
                 "Content-Type: application/octet-stream\r\n\r\n")  # fmt: skip
    body = "".join(lines).encode() + (file or b"") + f"\r\n--{EDGE}--\r\n".encode()
    kind = {"content-type": f"multipart/form-data; boundary={EDGE}"}
    return await client.post(address, content=body, headers=kind)


async def a_gp_refers(doors: Doors, file: bytes | None, **more: Any) -> tuple[UUID, Any]:
    referral_id, client = uuid4(), await doors.client()
    fields = {"command_id": str(referral_id)} | ASKS | GP | more
    return referral_id, await sends(client, "/refer", "/refer", file, **fields)


def letter_of(page: str, referral_id: UUID) -> str:
    at = f"/referral/{referral_id}/letters/"
    return at + page.partition(f'href="{at}')[2].partition('"')[0]


async def test_a_gps_letter_comes_with_the_referral_and_is_saved_never_shown(doors: Doors) -> None:
    letter = a_pdf()
    referral_id, answer = await a_gp_refers(doors, letter)
    assert went_on_to(answer) == "/refer/thanks"
    told = [event for event in await doors.told() if isinstance(event, LetterAttached)]
    assert [(event.kind, event.pages, event.content) for event in told] == [("pdf", 2, None)]
    intake = await doors.client("intake")
    page = unescape((await intake.get(f"/referral/{referral_id}")).text)
    assert "Letter, 2 pages" in page
    found = await intake.get(letter_of(page, referral_id))
    assert (found.content, found.headers["content-type"]) == (letter, "application/pdf")
    assert found.headers["content-disposition"].startswith("attachment")
    assert found.headers["x-content-type-options"] == "nosniff"
    assert found.headers["cache-control"] == "no-store"
    async with doors.here.db.transaction() as tx:
        looks = await tx.fetch("SELECT what FROM audit WHERE participant_id = $1", participant_of(referral_id))
    assert "letter" in {look["what"] for look in looks}


async def test_without_a_letter_it_is_a_referral_like_any_other(doors: Doors) -> None:
    _, answer = await a_gp_refers(doors, None)
    assert went_on_to(answer) == "/refer/thanks"
    assert await doors.count("letter") == 0


async def test_a_file_that_is_no_letter_comes_back_with_every_answer_and_nothing_is_stored(doors: Doors) -> None:
    for file, says in (
        (a_pdf(password="secret"), "password"),
        (b"hello", "PDF, or a photo"),
        (b"x" * 11_000_000, "10"),
    ):
        _, answer = await a_gp_refers(doors, file)
        assert answer.status_code == 422
        assert says in unescape(answer.text)
        assert "Dimitra Papadopoulou" in answer.text
        assert "Do they know about this?" in answer.text
    assert await doors.told() == []


async def test_the_same_form_twice_is_one_letter_and_with_another_letter_the_first_counts(doors: Doors) -> None:
    referral_id, _ = await a_gp_refers(doors, a_pdf())
    _, again = await a_gp_refers(doors, a_pdf(), command_id=str(referral_id))
    _, other = await a_gp_refers(doors, a_photo(), command_id=str(referral_id))
    assert (went_on_to(again), went_on_to(other)) == ("/refer/thanks", "/refer/already")
    assert await doors.count("letter") == 1


async def test_only_who_walks_with_them_now_opens_it_beside_those_who_answer(doors: Doors) -> None:
    referral_id, _ = await a_gp_refers(doors, a_photo())
    at = letter_of((await (await doors.client("lead")).get(f"/referral/{referral_id}")).text, referral_id)
    thuy, other = await doors.client("link_worker"), await doors.client("link_worker", 1)
    assert (await thuy.get(at)).status_code == 404
    walk = {"journey_id": uuid4(), "referral_id": referral_id, "participant_id": participant_of(referral_id)}
    await doors.hear(JourneyOpened(**walk, link_worker_id=doors.person("link_worker").id, occurred_at=NOON))
    assert (await thuy.get(at)).status_code == 200
    assert (await other.get(at)).status_code == 404
    assert (await (await doors.client("clinician")).get(at)).status_code == 403
    assert (await (await doors.client()).get(at, follow_redirects=False)).status_code in (303, 401)


async def test_intake_adds_one_later_and_takes_a_wrong_one_away(doors: Doors) -> None:
    referral_id = await somebody_asks(doors)
    intake, at = await doors.client("intake"), f"/referral/{referral_id}/letters"
    await sends(intake, f"{at}/add", at, None)
    assert "nothing was added" in (await intake.get(at)).text
    assert "This file is empty" in (await sends(intake, f"{at}/add", at, b"")).text
    answer = await sends(intake, f"{at}/add", at, a_photo())
    assert answer.headers["location"] == at
    letter = letter_of((await intake.get(at)).text, referral_id)
    answer = await intake.submit(f"{letter}/take-away", page=at)
    assert answer.headers["location"] == at
    assert (await intake.get(letter)).status_code == 404
    assert "was taken away" in (await intake.get(at)).text
    assert isinstance((await doors.told())[-1], LetterTakenAway)
    async with doors.here.db.transaction() as tx:
        assert await tx.fetchval("SELECT count(*) FROM letter WHERE content IS NOT NULL") == 0


async def test_a_letter_goes_with_the_person(doors: Doors) -> None:
    referral_id, _ = await a_gp_refers(doors, a_pdf())
    lead, at = await doors.client("lead"), f"/referral/people/{participant_of(referral_id)}/erase"
    await decide(lead, referral_id, "decline", reason="did_not_want_it")
    await lead.submit(at, page=at, reason="entered_by_mistake", sure="yes")
    assert await doors.count("letter") == await doors.count("referrer") == 0
