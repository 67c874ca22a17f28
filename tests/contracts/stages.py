"""Each service with somebody in it, so that every form it has can be filled in rightly; and all these forms, in the
order in which they can be carried out."""

import re
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from html import unescape
from typing import Any
from uuid import UUID, uuid4, uuid5

from services.community.pages import groups as community_pages
from services.community.pages import host as host_pages
from services.community.pages import person_forms
from services.notifications.channels import Outcome
from services.notifications.clock import send_what_waits
from services.notifications.domain import replies
from services.notifications.domain.replies import ReplyMeaning
from services.notifications.pages import messages as notifications_pages
from services.notifications.store import ledger
from services.practice.pages import care as practice_pages
from services.referral.allocation.pages import WishesForm
from services.referral.asking.pages.news import HearingForm
from services.referral.asking.pages.questions import AnswerForm, CodeForm, QuestionForm
from services.referral.asking.rules import attaching
from services.referral.asking.rules.letters import Letter
from services.referral.contacts import pages as contacts_pages
from services.referral.joining import pages as joined_pages
from services.referral.pages import forms as referral_forms
from services.referral.protection import pages as protection_pages
from services.referral.recording import record
from services.referral.story import pages as story_pages
from services.referral.waiting import pages as waiting_pages
from shared.web import links
from shared.web.forms import ButtonForm, Form
from tests.community.people import Village
from tests.doors import NOON, Doors
from tests.journey import people as dimi
from tests.notifications.people import Provider, Somebody, through
from tests.referral.people import somebody_asks

from .door import FULL, Door, Stage, parks, usual
from .journey_stage import journey

# Referral


def _asks(called: str) -> dict[str, str]:
    return {
        "name": f"{called} <b>O’Brien</b>", "preferred_name": f"{called} {FULL[:60]}", "pronouns": f"{called} they",
        "what_brings_them": f"{called} {FULL}", "born": "1959-03-27", "contact_by": "call", "phone": "0412 345 678",
        "email": "a.b@example.org", "address": f"{called} {FULL}", "safe_to_contact": "safe", "hours_from": "9",
        "hours_until": "17", "language": f"{called} <i>", "interpreter": "spoken",
    }  # fmt: skip


def _step_of(name: str) -> Mapping[str, str]:
    return {"step": next((step for step, names in referral_forms.STEPS.items() if name in names), "check")}


def _code(answer: Any) -> str:
    """The code that a page shows, once."""
    found = re.search(r"<strong>([0-9A-Z]{4}(?:.[0-9A-Z]{4}){2})</strong>", unescape(answer.text).replace("\u2060", ""))
    assert found, answer.text
    return found[1]


def _refer_step_of(name: str) -> Mapping[str, str]:
    steps = referral_forms.REFER_STEPS
    return {"step": next((step for step, names in steps.items() if name in names), "check")}


ASKED_LINES = ("name", "preferred_name", "pronouns", "phone", "email", "language")
REFERRED_LINES = (*ASKED_LINES, "referrer_name", "referrer_organisation", "referrer_phone", "referrer_email")


async def referral(doors: Doors) -> Stage:
    first, second, third = [
        await somebody_asks(doors, name=f"Anna {number}", phone=f"0412 000 00{number}", born=born)
        for number, born in enumerate(("2005", "1959", "1960"))
    ]
    thuy = str(doors.person("link_worker").id)
    card = {name: value for name, value in _asks("zqcard").items() if name != "what_brings_them"}
    letter = uuid5(first, "letter")
    async with doors.here.transaction() as tx:
        scan = Letter("jpeg", 1, b"zqletter")
        await record(tx, attaching.attach(first, uuid5(first, "participant"), first, scan, None, NOON))
    walks = {
        "source": "carer_family_supporter", "referrer_name": "zqnext Mai <b>", "referrer_organisation": "zqnext <i>",
        "relation": "child", "wants_to_hear": "yes", "referrer_email": "mai@example.org",
        "referrer_phone": "1300 555 555", "wants_support": "yes", "agreed": "yes",
    }  # fmt: skip
    refers = walks | {"referrer_name": "zqrefer Mai <b>", "referrer_organisation": "zqrefer <i>"}
    fourth = uuid4()
    sent = _asks("zqfourth") | walks
    await (await doors.client()).submit("/refer", page="/refer", command_id=fourth, **sent)
    client, question, draft = await doors.client(), uuid4(), uuid4()
    begun = _code(await client.submit("/ask/keep", page="/ask", step="who", name="Anna"))
    asked = _code(await client.submit("/ask/question", page="/ask/question", command_id=question, words="zq what?"))
    own = {"referral_id": str(first), "participant_id": str(uuid5(first, "participant")), "letter_id": str(letter)}
    own |= {"question_id": str(question), "draft_id": str(draft)}
    at, noted = "/referral/{referral_id:uuid}", uuid4()
    intake, tried = await doors.client("intake"), {"way": "call", "outcome": "no_answer"}
    await intake.submit("/refer", page="/refer", command_id=draft, go="keep", name="Anna")
    await intake.submit(f"/referral/{first}/contacts", page=f"/referral/{first}/contacts", command_id=noted, **tried)
    twice = [await somebody_asks(doors, name=f"Twice {nth}", phone="0412 999 999", born="1950") for nth in range(3)]
    joined, here = uuid4(), f"/referral/{twice[1]}"
    other = uuid5(twice[0], "participant")
    await intake.submit(f"{here}/known/{other}", page=here, command_id=joined, answer="same", answers_before="0")
    forms = [
        Door("/ask", "anyone", referral_forms.StepForm, _asks("zqstep") | {"step": "check"}, 0, ASKED_LINES, _step_of,
             200),
        Door("/ask/send", "anyone", referral_forms.AskForm, _asks("zqask"), 2, ASKED_LINES),
        Door("/refer", "anyone", referral_forms.ReferForm, _asks("zqrefer") | refers, 4,
             REFERRED_LINES, takes_a_file=True),
        Door("/ask/keep", "anyone", referral_forms.StepForm, _asks("zqlater") | {"step": "reach"}, 0, ASKED_LINES,
             _step_of, 200),
        Door("/refer/keep", "anyone", referral_forms.ReferStepForm, _asks("zqkeep") | walks | {"step": "who"}, 0,
             REFERRED_LINES, _refer_step_of, 200),
        Door("/ask/later", "anyone", CodeForm, {"code": begun}, status=200),
        Door("/ask/question", "anyone", QuestionForm, {"words": f"zqquestion {FULL}"}, status=200),
        Door("/ask/answer", "anyone", CodeForm, {"code": asked}, status=200),
        Door("/referral/questions/{question_id:uuid}", "intake", AnswerForm,
             {"answer": f"zqanswer {FULL}", "answers": "0"}),
        Door("/referral/drafts/{draft_id:uuid}/delete", "intake", ButtonForm),
        Door("/refer/next", "anyone", referral_forms.ReferStepForm, _asks("zqnext") | walks | {"step": "check"}, 0,
             REFERRED_LINES, _refer_step_of, 200),
        Door(f"/referral/{fourth}/news", "intake", HearingForm, {"agreed": "yes"}, 1),
        Door(f"{at}/letters/add", "intake", ButtonForm, takes_a_file=True),
        Door(f"{at}/letters/{{letter_id:uuid}}/take-away", "intake", ButtonForm, {}, 1),
        Door(f"{at}/contacts", "intake", contacts_pages.ContactForm,
             tried | {"outcome": "talked", "minutes": "12", "on": "2026-03-02", "words": f"zqcontact {FULL}"}, 1),
        Door(f"{at}/contacts/{noted}/put-right", "intake", contacts_pages.PutRightForm,
             {"way": "call", "outcome": "no_answer", "corrections": "0", "words": f"zqright {FULL}"}, 1),
        Door(f"{at}/contacts/{noted}/take-back", "intake", contacts_pages.MistakeForm, {"reason": "twice"}, 1),
        Door(f"/referral/{twice[2]}/known/{other}", "intake", referral_forms.KnownForm,
             {"answers_before": "0", "answer": "else", "kept": "this", "note": f"zqknown {FULL}"}, 2),
        Door(f"/referral/joined/{joined}/part", "intake", joined_pages.PartForm, {"note": f"zqpart {FULL}"}, 2),
        Door(f"{at}/accept", "intake", referral_forms.AcceptForm,
             {"link_worker_id": thuy, "age_asked": "yes", "exception_because": f"zqaccept {FULL}"}, 1),
        Door(f"{at}/accepted/take-back", "intake", referral_forms.TakeBackForm, {"decisions_before": "0"}, 1),
        Door("/referral/find", "intake", referral_forms.SearchForm, {"asked": f"zqseek {FULL}"}, status=200),
        Door("/referral/people", "intake", referral_forms.SearchForm, {"asked": f"zqfind {FULL}"}, status=200),
        Door("/referral/people/{participant_id:uuid}", "intake", referral_forms.CardForm,
             card, 1, ASKED_LINES),
        Door("/referral/protection/{participant_id:uuid}/not-safe", "intake", protection_pages.NotSafeForm,
             {"note": f"zqunsafe {FULL}"}, 1),
        Door("/referral/protection/{participant_id:uuid}/violence", "intake", protection_pages.ViolenceForm,
             {"tell_none_of": "family", "note": f"zqviolence {FULL}"}, 1),
        Door("/referral/protection/{participant_id:uuid}/violence/lifted", "lead", protection_pages.LiftForm,
             {"because": f"zqlift {FULL}"}, 1),
        Door("/referral/story/{participant_id:uuid}/note", "intake", story_pages.NoteForm,
             {"intake_note": f"zqnote {FULL}"}, 1),
        Door(f"{at}/wishes", "intake", WishesForm,
             {"gender": "woman", "experience": "carer", "days": "monday", "not_with": thuy,
              "conflicts": thuy, "updates": "0"}, 1, ("experience",)),
        Door(f"/referral/{second}/waitlist", "intake", referral_forms.WaitForm,
             {"reason": "no_capacity", "note": f"zqwait {FULL}"}, 1),
        Door(f"/referral/{second}/waiting", "intake", waiting_pages.ChangeWaitingForm,
             {"reason": "asked_to_wait", "ask_again_on": "2026-06-01", "note": f"zqwaits {FULL}",
              "waiting_changes": "0"}, 1),
        Door(f"/referral/{third}/decline", "intake", referral_forms.DeclineForm,
             {"reason": "outside_catchment", "redirected_to": "other_local", "note": f"zqdecline {FULL}"}, 1),
        Door(f"/referral/{second}/waitlisted/take-back", "intake", referral_forms.TakeBackForm,
             {"decisions_before": "0"}, 1),
        Door(f"/referral/people/{uuid5(third, 'participant')}/erase", "lead", referral_forms.EraseForm,
             {"reason": "entered_by_mistake", "because": f"twice {FULL}", "sure": "yes"}, 2),
        Door("/referral/erased", "lead", referral_forms.SearchForm, {"asked": f"zqgone {FULL}"}, status=200),
        *usual("referral"),
    ]  # fmt: skip
    return Stage(doors, forms, own | await parks(doors))


# Community


async def community(doors: Doors) -> Stage:
    village = Village(doors, await doors.client("link_worker"))
    group = await village.group()
    activity = await village.activity(group, places="3")
    who, others = await village.person("Anna"), await village.person("Bao", dimi.MALIA)
    path, call, place, guest = await village.host_link(group), uuid4(), uuid4(), await village.person("Chi")
    await village.step(guest, activity, "place", expected_by_name="no", command_id=place)
    await village.step(guest, activity, "attendance", session_on="2026-03-02")
    introduction, kept, mistaken, look = uuid4(), await village.person("Dee"), uuid4(), uuid4()
    await village.step(kept, activity, "proposal", command_id=look)
    await village.step(kept, activity, "place", expected_by_name="no", command_id=mistaken)
    undecided, held, left = await village.person("Eve"), uuid4(), uuid4()
    await village.step(undecided, activity, "place", expected_by_name="no", command_id=held)
    await village.step(undecided, activity, "attendance", session_on="2026-03-02")
    await village.step(undecided, activity, "place/given-up", command_id=left, reason="too_far")
    await village.step(who, activity, "place", expected_by_name="no")
    await village.step(who, activity, "place/given-up", reason="too_far")
    await village.step(who, activity, "place/given-up/taken-back")
    await village.step(who, activity, "place/taken-back")
    await village.step(who, activity, "proposal")
    await village.step(who, activity, "introduction", how="alone", command_id=introduction)
    await village.step(who, activity, "proposal/taken-back")
    host = await doors.client()
    await host.submit(f"{path}/call", page=path, command_id=call, words="please")
    own = {
        "group_id": str(group), "activity_id": str(activity), "participant_id": str(who), "call_id": str(call),
        "token": path.removeprefix("/host/"), "day": "2026-03-02",
        "place_id": str(place),
    }  # fmt: skip
    return Stage(
        doors,
        _community_forms(introduction) + _of_others(kept, mistaken, look, guest, place) + _left(undecided, held, left),
        own | await parks(doors),
        {"participant_id": str(others)},
        path,
    )


def _of_others(kept: UUID, mistaken: UUID, look: UUID, guest: UUID, place: UUID) -> list[Door]:
    """What is taken back or given up has to be what the page showed: of people whose places and looks are known."""
    at, forms = "/community/for/{}/activities/{{activity_id}}", person_forms
    one, other = at.format(kept), at.format(guest)
    noted, given_up = {"proposal_id": str(look)}, {"place_id": str(place), "reason": "too_far"}
    return [
        Door(f"{one}/proposal/taken-back", "link_worker", forms.NotLookedAtForm, noted, 1),
        Door(f"{one}/place/taken-back", "link_worker", forms.NotKeptForm, {"place_id": str(mistaken)}, 1),
        Door(f"{other}/place/given-up", "link_worker", forms.GiveUpForm, given_up, 1),
    ]


def _left(who: UUID, place: UUID, giving_up: UUID) -> list[Door]:
    here, shown = f"/community/for/{who}/activities/{{activity_id}}", {"giving_up_id": str(giving_up)}
    at, there = f"{here}/place/given-up", {"attendance_id": str(uuid5(place, "2026-03-02"))}
    return [
        Door(f"{here}/attendance/taken-back", "link_worker", person_forms.NotThereForm, there, 1),
        Door(f"{at}/reason", "link_worker", person_forms.ReasonForm, shown | {"reason": "unwell"}, 1),
        Door(f"{at}/taken-back", "link_worker", person_forms.NotGivenUpForm, shown, 1),
    ]


def _community_forms(introduction: UUID) -> list[Door]:
    one, group = "/community/for/{participant_id}/activities/{activity_id}", "/community/groups/{group_id}"
    lists = {"title": "zqgroup <b>", "kind": "nature", "host_name": "zqgroup <script>alert(1)</script>",
             "host_contact": f"zqgroup {FULL}", "address": f"zqgroup {FULL}"}  # fmt: skip
    plans = {"title": "zqplan <b>", "weekday": "0", "starts_at": "10:30", "minutes": "90", "places": "3",
             "cost": "4.50", "step_free": "yes", "quiet": "no", "what_it_is_like": f"zqplan {FULL}",
             "where_it_is": "zqplan <b>", "getting_there": "zqplan <script>alert(1)</script>"}  # fmt: skip
    host, staff, session = host_pages, "link_worker", "/host/{token}/sessions/{activity_id}/{day}"
    return [
        Door("/community/groups/new", staff, community_pages.GroupForm, lists, 1),
        Door(f"{group}/activities/new", staff, community_pages.ActivityForm, plans, 1),
        Door(f"{group}/host-link", staff, community_pages.LinkForm, {"weeks": "4"}, status=200),
        Door(f"{group}/calls/{{call_id}}/answered", staff, Form, {}, 1),
        Door(f"{one}/proposal", staff, Form, {}, 1),
        Door(f"{one}/place", staff, person_forms.PlaceForm, {"expected_by_name": "yes"}, 1),
        Door(f"{one}/place/greeting", staff, person_forms.GreetingForm, {"expected_by_name": "no"}, 1),
        Door(f"{one}/introduction", staff, person_forms.IntroductionForm, {"how": "together"}, 1),
        Door(
            f"{one}/introduction/taken-back",
            staff,
            person_forms.NotIntroducedForm,
            {"introduction_id": str(introduction)},
            1,
        ),
        Door(session, "anyone", host.SessionForm, {"newcomers": "2"}),
        Door(f"{session}/places/{{place_id}}/not-there", "anyone", Form, {}, 1),
        Door(f"{one}/attendance", staff, person_forms.AttendanceForm, {"session_on": "2026-03-02"}, 1),
        Door("/host/{token}/call", "anyone", host.CallForm, {"words": f"zqcall {FULL}"}, 1),
        Door(f"{group}/host-link/revoked", staff, Form, {}, 1),
        *usual("community"),
    ]


# The smaller ones


async def practice(doors: Doors) -> Stage:
    at = "/practice/workers/{link_worker_id}"
    held = {"held_on": "2026-03-01", "kind": "line", "minutes": "60", "note": f"zqheld {FULL}", "next_on": "2026-04-01"}
    worker, noted, page = await doors.client("link_worker"), uuid4(), at.format(link_worker_id=dimi.THUY)
    await worker.submit(f"{page}/supervision", page=page, command_id=noted, **held | {"note": ""})
    forms = [
        Door(f"{at}/supervision", "link_worker", practice_pages.SupervisionForm, held, 2),
        Door(f"{at}/supervision/{{supervision_id}}/take-back", "link_worker", Form, {}, 1),
        Door(f"{at}/next", "link_worker", practice_pages.NextForm, {"next_on": "2026-04-02"}, 1),
        *usual("practice"),
    ]
    own = {"link_worker_id": str(dimi.THUY), "supervision_id": str(noted)} | await parks(doors)
    return Stage(doors, forms, own, {"link_worker_id": str(dimi.MALIA)})


async def notifications(doors: Doors) -> Stage:
    people = [Somebody(worker) for worker in (dimi.THUY, dimi.MALIA)]
    ids = [await somebody.ready(doors) for somebody in people]
    refused: Outcome = "refused"
    await send_what_waits(doors.here, through(Provider(refused)))
    mine, malias = map(str, ids)
    answers = [uuid4(), uuid4()]
    async with doors.here.transaction() as tx:
        for reply_id, somebody in zip(answers, people, strict=True):
            said = replies.answered(reply_id, somebody.id, "sms", ReplyMeaning(), "zqreply", NOON)
            await ledger.record(tx, said)
    seen = Door("/notifications/messages/{message_id}/seen", "link_worker", notifications_pages.Seen)
    again = Door("/notifications/messages/{message_id}/open-again", "link_worker", notifications_pages.Seen)
    looked = Door("/notifications/answers/{reply_id}/seen", "link_worker", notifications_pages.Seen, {}, 1)
    unlooked = Door("/notifications/answers/{reply_id}/open-again", "link_worker", notifications_pages.Seen, {}, 1)
    stop = Door("/stop/{token}/now", "anyone", ButtonForm, {}, 1)
    secret = doors.here.settings.secret
    own = {"message_id": mine, "reply_id": str(answers[0])}
    own |= {"token": links.sign(secret, "stop", ids[0], NOON + timedelta(days=1))}
    return Stage(
        doors,
        [seen, again, looked, unlooked, stop, *usual("notifications")],
        own | await parks(doors),
        {"message_id": malias, "reply_id": str(answers[1])},
    )


async def evaluation(doors: Doors) -> Stage:
    return Stage(doors, usual("evaluation"), await parks(doors))


STAGES: dict[str, Callable[[Doors], Awaitable[Stage]]] = {
    "referral": referral, "journey": journey, "community": community, "notifications": notifications,
    "practice": practice, "evaluation": evaluation,
}  # fmt: skip
