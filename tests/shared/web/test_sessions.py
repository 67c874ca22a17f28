"""Who is here, for how long, and what happens to what was typed."""

import re
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from fastapi import FastAPI

from services.evaluation.outcomes.site.site_map import EVALUATOR
from services.site_map import LOCAL
from shared import web
from shared.kernel.staff import StaffMember
from shared.kernel.topics import SERVICES
from shared.web.install import install
from shared.web.login import by_role
from shared.web.navigation import SiteMap

from .conftest import ANH, PRIYA, THUY, Browser, MachineClock, Settings, build, fields

GOALS = "/journey/goals"


async def test_nobody_logged_in_is_asked_to_log_in_and_comes_back_where_they_were_going(browser: Browser) -> None:
    answer = await browser.get("/journey/goals?from=day")
    assert (answer.status_code, answer.headers["location"]) == (303, "/login?next=/journey/goals%3Ffrom%3Dday")
    form = fields((await browser.get(answer.headers["location"])).text, "/login")
    answer = await browser.post("/login", form | {"person": f"link_worker/{THUY.id}"})
    assert answer.headers["location"] == "/journey/goals?from=day"


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.test", "//evil.test", "/\\evil.test", "javascript:1", "/a\nb", "x"]
)
async def test_a_login_never_sends_anybody_elsewhere(browser: Browser, elsewhere: str) -> None:
    answer = await browser.send("/login", person=str(THUY.id), next=elsewhere)
    assert answer.headers["location"] == "/journey"


async def test_each_role_begins_at_its_own_first_page(browser: Browser) -> None:
    assert (await browser.log_in(PRIYA)).headers["location"] == "/referral"


async def test_another_role_is_told_so_in_plain_words(thuy: Browser) -> None:
    answer = await thuy.get("/referral")
    assert answer.status_code == 403
    assert "Your role does not open this page." in answer.text


async def test_a_program_without_login_hears_401(browser: Browser) -> None:
    answer = await browser.get("/journey/api/mine", accept="application/json")
    assert (answer.status_code, answer.headers["content-type"]) == (401, "application/problem+json")


async def test_half_an_hour_of_quiet_ends_a_session(thuy: Browser, clock: MachineClock) -> None:
    clock.seconds += 29 * 60
    assert (await thuy.get("/journey")).status_code == 200
    clock.seconds += 29 * 60
    assert (await thuy.get("/journey")).status_code == 200
    clock.seconds += 31 * 60
    assert (await thuy.get("/journey")).status_code == 303


async def test_a_working_day_ends_a_session_however_busy_it_was(thuy: Browser, clock: MachineClock) -> None:
    for _ in range(30):
        clock.seconds += 20 * 60 - 1
        assert (await thuy.get("/journey")).status_code == 200
    clock.seconds += 20 * 60
    assert (await thuy.get("/journey")).status_code == 303


async def test_a_page_that_refreshes_itself_keeps_no_session_alive(thuy: Browser, clock: MachineClock) -> None:
    for _ in range(4):
        clock.seconds += 9 * 60
        answer = await thuy.get("/journey", **{"x-live": "1"})
    assert answer.status_code == 303


async def test_every_login_is_a_new_session(app: FastAPI, browser: Browser) -> None:
    await browser.log_in()
    first = browser.http.cookies["lc-brimbank"]
    other = Browser(app)
    await other.log_in()
    assert other.http.cookies["lc-brimbank"] != first


async def test_a_changed_cookie_is_nobody(thuy: Browser) -> None:
    cookie = thuy.http.cookies["lc-brimbank"]
    thuy.http.cookies.set("lc-brimbank", cookie[:-2] + ("AA" if cookie[-2:] != "AA" else "BB"), domain="brimbank.test")
    assert (await thuy.get("/journey")).status_code == 303


async def test_a_session_of_another_local_is_nobody_here(thuy: Browser) -> None:
    latrobe = Browser(build(Settings(local="latrobe")))
    latrobe.http.cookies.set("lc-latrobe", thuy.http.cookies["lc-brimbank"], domain="brimbank.test")
    assert (await latrobe.get("/journey")).status_code == 303


async def test_who_is_taken_off_the_staff_list_is_out_at_once(thuy: Browser) -> None:
    without_thuy = Browser(build(Settings(staff=[PRIYA])))
    without_thuy.http.cookies = thuy.http.cookies
    assert (await without_thuy.get("/journey")).status_code == 303


async def test_logging_out_is_a_button_and_ends_the_session(thuy: Browser) -> None:
    form = await thuy.form("/journey", "/logout")
    answer = await thuy.post("/logout", form)
    assert "You are logged out" in (await thuy.get(answer.headers["location"])).text
    assert (await thuy.get("/journey")).status_code == 303


async def test_a_link_cannot_log_anybody_out(thuy: Browser) -> None:
    assert (await thuy.get("/logout")).status_code == 405
    assert (await thuy.post("/logout", {"planted": "x"})).status_code == 403
    assert (await thuy.get("/journey")).status_code == 200


async def typed_and_too_late(thuy: Browser, clock: MachineClock) -> dict[str, Any]:
    form = await thuy.form(GOALS) | {"wording": "Plant tomatoes", "note": "first line\nsecond <line>"}
    clock.seconds += 40 * 60
    answer = await thuy.post(GOALS, form)
    assert answer.status_code == 401
    assert "Nothing is lost" in answer.text
    return fields(answer.text, "/login")


async def test_a_form_typed_until_after_the_login_ran_out_is_not_lost(
    thuy: Browser, clock: MachineClock, done: list[Any]
) -> None:
    login = await typed_and_too_late(thuy, clock)
    answer = await thuy.post("/login", login | {"person": f"link_worker/{THUY.id}"})
    assert "Continue where you were" in answer.text
    assert done == []
    answer = await thuy.post(GOALS, fields(answer.text, GOALS))
    assert answer.status_code == 303
    assert [(wish.wording, wish.note) for wish in done] == [("Plant tomatoes", "first line\nsecond <line>")]


async def test_a_kept_form_is_for_who_typed_it(thuy: Browser, clock: MachineClock) -> None:
    login = await typed_and_too_late(thuy, clock)
    answer = await thuy.post("/login", login | {"person": f"link_worker/{ANH.id}"})
    assert answer.status_code == 303
    assert "tomatoes" not in (await thuy.get("/journey")).text


async def test_a_kept_form_that_was_changed_is_dropped(thuy: Browser, clock: MachineClock) -> None:
    login = await typed_and_too_late(thuy, clock)
    answer = await thuy.post("/login", login | {"person": str(THUY.id), "kept": "x" + login["kept"]})
    assert answer.status_code == 303


async def test_a_form_typed_before_logging_out_in_another_window_is_not_lost(thuy: Browser, done: list[Any]) -> None:
    form = await thuy.form(GOALS) | {"wording": "Plant tomatoes"}
    await thuy.post("/logout", await thuy.form("/journey", "/logout"))
    login = fields((await thuy.post(GOALS, form)).text, "/login")
    answer = await thuy.post("/login", login | {"person": str(THUY.id)})
    await thuy.post(GOALS, fields(answer.text, GOALS))
    assert [wish.wording for wish in done] == ["Plant tomatoes"]


async def test_a_form_from_before_a_new_login_is_not_carried_out_but_can_be_sent_again(
    thuy: Browser, done: list[Any]
) -> None:
    form = await thuy.form(GOALS) | {"wording": "Plant tomatoes"}
    await thuy.post("/logout", await thuy.form("/journey", "/logout"))
    await thuy.log_in()
    answer = await thuy.post(GOALS, form)
    assert (answer.status_code, done) == (403, [])
    await thuy.post(GOALS, fields(answer.text, GOALS))
    assert [wish.wording for wish in done] == ["Plant tomatoes"]


async def test_production_has_no_development_login() -> None:
    with pytest.raises(ValueError, match="not for production"):
        build(Settings(environment="production"))
    browser = Browser(build(Settings(environment="production", login="none")))
    assert (await browser.get("/login")).status_code == 404
    assert (await browser.get("/journey")).status_code == 403


async def test_cookies_in_production_are_for_this_host_alone_and_never_in_the_clear() -> None:
    browser = Browser(build(Settings(environment="production", login="none")))
    cookie = (await browser.get("/ask")).headers["set-cookie"]
    assert cookie.startswith("__Host-lc-brimbank-visit=")
    for part in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/"):
        assert part in cookie


async def test_looking_around_sets_no_cookie(browser: Browser) -> None:
    assert "set-cookie" not in (await browser.get("/nowhere")).headers


async def test_install_names_what_it_needs() -> None:
    app = FastAPI()
    install(app, service="outcomes", site_map=EVALUATOR, settings=Settings(local="evaluator"), templates=[])
    assert app.state.site.service == "outcomes"


def current(site: SiteMap, role: str, path: str) -> str:
    (here,) = [item.label for item in site.items(site.permissions([role]), path) if item.current]
    return here


def test_the_bar_shows_where_one_is() -> None:
    assert current(LOCAL, "link_worker", "/journey/people/3") == "People"
    assert current(LOCAL, "lead", "/journey/handover/3") == "People"
    assert current(LOCAL, "lead", "/referral/people/3/erase") == "People"
    assert current(LOCAL, "lead", "/referral/erased") == "People"
    assert current(LOCAL, "intake", "/referral/people/3") == "People"
    assert current(LOCAL, "intake", "/refer") == "Inbox"
    assert current(EVALUATOR, "evaluator", "/path") == "Path"
    assert current(EVALUATOR, "evaluator", "/") == "Outcomes"
    assert LOCAL.items(LOCAL.permissions(["nobody"]), "/") == []


def test_every_role_has_a_first_page() -> None:
    homes = {
        "intake": "/referral", "link_worker": "/journey", "lead": "/referral", "clinician": "/journey/safety",
        "operator": "/operator",
    }  # fmt: skip
    assert {role: LOCAL.home(LOCAL.permissions([role])) for role in LOCAL.roles} == homes
    assert {role: EVALUATOR.home(EVALUATOR.permissions([role])) for role in EVALUATOR.roles} == {"evaluator": "/"}
    assert LOCAL.home(LOCAL.permissions(["integrator"])) == "/"


BARS = {
    "link_worker": (
        ("My day", "/journey"),
        ("People", "/journey/people"),
        ("Community", "/community"),
        ("Learning and care", "/practice"),
        ("Messages", "/notifications"),
    ),
    "lead": (
        ("Inbox", "/referral"),
        ("My day", "/journey"),
        ("Waitlist", "/referral/waitlist"),
        ("People", "/journey/people"),
        ("Community", "/community"),
        ("Learning and care", "/practice"),
        ("Evaluation", "/evaluation"),
        ("Safety", "/journey/safety"),
    ),
    "clinician": (("Safety", "/journey/safety"),),
    "intake": (
        ("Inbox", "/referral"),
        ("Waitlist", "/referral/waitlist"),
        ("People", "/referral/people"),
        ("Answers", "/notifications"),
    ),
    "operator": (
        ("Overview", "/operator"),
        ("Referral", "/referral/operator"),
        ("Journey", "/journey/operator"),
        ("Community", "/community/operator"),
        ("Practice", "/practice/operator"),
        ("Notifications", "/notifications/operator"),
        ("Evaluation", "/evaluation/operator"),
        ("Messages", "/notifications"),
    ),
}


@pytest.mark.parametrize("role", BARS)
def test_the_bar_of_each_role_is_put_together_from_what_the_services_bring(role: str) -> None:
    assert tuple((tab.label, tab.href) for tab in LOCAL.bar(LOCAL.permissions([role]))) == BARS[role]


def test_somebody_with_two_roles_has_the_places_of_both_and_each_address_once() -> None:
    both = LOCAL.bar(LOCAL.permissions(["intake", "link_worker"]))
    assert [tab.label for tab in both] == [
        "Inbox", "My day", "Waitlist", "People", "Community", "Learning and care", "Messages",
    ]  # fmt: skip
    assert len({tab.href for tab in both}) == len(both)


def test_the_pages_common_ground_names_no_service() -> None:
    """Neither an address of theirs nor their name: a site says what it is made of (`SiteMap`)."""
    named = re.compile(rf"[\"'`/]({'|'.join([*SERVICES, 'outcomes'])})[\"'`/]")
    files = [path for path in Path(web.__path__[0]).rglob("*.*") if path.suffix in (".py", ".html", ".js")]
    assert len(files) > 30
    assert [path.name for path in files if named.search(path.read_text(encoding="utf-8"))] == []


def test_two_of_the_staff_who_are_called_alike_are_told_apart_where_one_chooses() -> None:
    people = [StaffMember(id=uuid4(), name=name, role="lead") for name in ("Anh Vo", "Thuy Le", "Anh Vo")]
    assert [label for label, _ in by_role(people, {"lead": "Leads"})["Leads"]] == ["Anh Vo, 1", "Thuy Le", "Anh Vo, 2"]
