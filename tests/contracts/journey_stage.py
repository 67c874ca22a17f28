"""The journey service with Dimi in it, and all its forms in the order in which they can be carried out."""

from datetime import date, timedelta
from uuid import UUID, uuid4, uuid5

from services.journey.about_me import pages as matters
from services.journey.check_ins.pages import check_ins, pauses, rhythms
from services.journey.consents import pages as choices
from services.journey.form_pages.pages import drafts
from services.journey.goals.pages import goals
from services.journey.goals.pages import steps as goal_steps
from services.journey.groups.pages import companions, last_mile
from services.journey.lifecycle.pages import course
from services.journey.measures.pages import goal_attainment as measure_goals
from services.journey.measures.pages import measures, questions
from services.journey.moments import pages as moments
from services.journey.my_page.pages import answering, mine, own_choices, own_key
from services.journey.practice_sessions import pages as skills
from services.journey.safety import pages as safety
from services.journey.supporters import pages as supporters
from services.journey.timeline import pages as noted
from services.journey.tries import pages as tries
from shared.events import CheckInDue, ReferralContactNoted, SkillPlaceTaken
from shared.rules.instruments import instrument
from shared.web import links
from shared.web.forms import ButtonForm, Form
from tests.doors import NOON, Client, Doors
from tests.journey import people as dimi

from .course_forms import after_the_end, before_the_end
from .door import FULL, Door, Stage, parks, usual
from .mistaken import mistaken, none_of_it_was

AGREED = UUID(int=41)


async def journey(doors: Doors) -> Stage:
    malias = dimi.accepted(1, dimi.MALIA)
    was_there = dimi.attended(date(2026, 2, 25))
    rang = ReferralContactNoted(
        participant_id=dimi.DIMI, referral_id=dimi.REFERRAL, contact_id=uuid4(), way="call", outcome="no_answer",
        happened_at=NOON, occurred_at=NOON,
    )  # fmt: skip
    for event in (rang, dimi.card(), dimi.OPENED, malias, dimi.LISTED, dimi.PLANNED, dimi.PLACE, was_there):
        await doors.hear(event)
    thuy, at = await doors.client("link_worker"), dimi.AT
    agreed = {"service": "yes", "messages": "yes", "evaluation": "yes", "named": "yes", "named_who": "Dot",
              "named_scope": "goals", "referrer": "yes", "referrer_scope": "in_touch"}  # fmt: skip
    await thuy.submit(f"{at}/consents", page=f"{at}/consents", command_id=AGREED, **agreed, method="verbal")
    goals = [uuid4(), uuid4()]
    for goal in goals:
        await thuy.submit(f"{at}/goals", page=f"{at}/goals", command_id=goal, wording="Walk", importance="5")
    steps = await _steps(thuy, f"{at}/goals/{goals[0]}/steps")
    companion = await _companion(thuy, f"{at}/companions")
    supporter = await _supporter(thuy, f"{at}/supporters")
    hours = [await _hour(thuy, day) for day in (3, 20, 21)]
    await thuy.submit(f"{at}/skills", page=f"{at}/skills", session_id=str(hours[0]))
    wrongly = await _noted_wrongly(thuy, at)
    none_of_it = await none_of_it_was(doors)
    doors.clock.move(NOON + timedelta(days=2))
    await doors.tick()
    (due,) = [event for event in await doors.told() if isinstance(event, CheckInDue)]
    token = links.sign(doors.here.settings.secret, "me", due.check_in_id, doors.here.now() + timedelta(days=7), 0)
    debrief = uuid5(was_there.attendance_id, "debrief")
    (place,) = [event.place_id for event in await doors.told() if isinstance(event, SkillPlaceTaken)]
    note, pause = await _note(thuy, at), uuid4()
    away = {"reason": "holiday", "from_on": "2026-05-01", "until_on": "2026-05-03"}
    await thuy.submit(f"{at}/pauses", page=f"{at}/pauses", command_id=pause, **away)
    moment, attempt = uuid4(), uuid4()
    await thuy.submit(f"{at}/tries", page=f"{at}/tries", command_id=attempt, way="call", outcome="no_answer")
    await thuy.submit(f"{at}/moments", page=f"{at}/moments", command_id=moment, kind="laughed")
    safe = [*_safety_forms(note, due.check_in_id), *await before_the_end(doors, thuy)]
    inside = _journey_forms(goals, steps[1], moment, hours[1], safe)
    inside = [*_consent_forms(), *inside[:-2], *_put_right(*wrongly), *none_of_it, *inside[-2:]]
    forms = [*_skill_forms(hours, place), mistaken(f"practised/{place}"), *inside, *after_the_end(), *usual("journey")]
    own = {"journey_id": str(dimi.JOURNEY), "goal_id": str(goals[0]), "debrief_id": str(debrief), "token": token,
           "check_in_id": str(due.check_in_id), "pause_id": str(pause), "code": "loneliness-direct", "number": "1",
           "step_id": str(steps[0]), "activity_id": str(dimi.PLANTING), "companion_id": str(companion),
           "supporter_id": str(supporter), "attempt_id": str(attempt)}  # fmt: skip
    foreign = {"journey_id": str(uuid5(malias.referral_id, "journey"))}
    return Stage(doors, forms, own | await parks(doors), foreign, f"/me/{token}")


async def _hour(client: Client, day: int) -> UUID:
    """An hour to practise something, in March 2026."""
    session_id, page = uuid4(), "/journey/skills/plan"
    known = {"topic": "confidence", "setting": "small_group", "on": f"2026-03-{day:02}", "at": "10:30", "places": "4"}
    await client.submit(page, page=page, command_id=session_id, **known)
    return session_id


async def _steps(client: Client, page: str) -> list[UUID]:
    """Two small things on the way to a goal."""
    steps = [uuid4(), uuid4()]
    for step in steps:
        await client.submit(page, page=page, command_id=step, what="Ring", who="person")
    return steps


async def _noted_wrongly(client: Client, at: str) -> tuple[UUID, UUID, UUID]:
    """A contact, a moment and a visit that are put right, or taken back, later."""
    contact, moment, visit, way = uuid4(), uuid4(), uuid4(), f"{at}/ways/{dimi.PLANTING}/visit"
    await client.submit(f"{at}/check-in", page=f"{at}/check-in", command_id=contact, mode="call")
    await client.submit(f"{at}/moments", page=f"{at}/moments", command_id=moment, kind="laughed")
    await client.submit(way, page=way, command_id=visit, visited_on="2026-02-04", went="alone")
    return contact, moment, visit


def _put_right(contact: UUID, moment: UUID, visit: UUID) -> list[Door]:
    at, again = "/journey/{journey_id:uuid}", {"would_go_again": "no", "on": "2026-03-04", "note": f"zqright {FULL}"}
    right = {"mode": "visit", "on": "2026-03-03", "note": f"zqright {FULL}"}
    twice = {"reason": "twice"}
    return [
        Door(f"{at}/check-ins/{contact}/put-right", "link_worker", noted.ContactForm, right, 1),
        Door(f"{at}/check-ins/{contact}/mistake", "link_worker", noted.MistakeForm, twice, 1),
        Door(f"{at}/debriefs/{{debrief_id:uuid}}/put-right", "link_worker", noted.CorrectDebriefForm, again, 1),
        Door(f"{at}/moments/{moment}/mistake", "link_worker", noted.MistakeForm, twice, 1),
        Door(f"{at}/visits/{visit}/mistake", "link_worker", noted.MistakeForm, twice, 1),
    ]


async def _companion(client: Client, page: str) -> UUID:
    """Somebody who may go along."""
    companion_id = uuid4()
    known = {"name": "Maria", "kind": "buddy", "police_check_on": "2025-06-01"}
    await client.submit(page, page=page, command_id=companion_id, **known)
    return companion_id


async def _supporter(client: Client, page: str) -> UUID:
    """Somebody who stands by Dimi."""
    supporter_id = uuid4()
    await client.submit(page, page=page, command_id=supporter_id, name="Eleni", relation="child")
    return supporter_id


async def _note(client: Client, at: str) -> UUID:
    """What worries somebody about Dimi."""
    safety_id, page = uuid4(), f"{at}/safety"
    known = {"kind": "worry", "urgency": "today", "escalate_to": "clinician", "words": "so quiet"}
    await client.submit(page, page=page, command_id=safety_id, **known)
    return safety_id


def _journey_forms(both: list[UUID], second_step: UUID, moment: UUID, hour: UUID, safe: list[Door]) -> list[Door]:
    at, tap = "/journey/{journey_id:uuid}", ButtonForm
    first_goal, second_goal = both
    rows: tuple[tuple[str, type[Form], dict[str, str]], ...] = (
        ("matters", matters.MattersForm, {"what_matters": f"zqmatters {FULL}", "interests": f"zqmatters {FULL}"}),
        ("own-page", own_key.KeyForm, {"year": "1951", "word": f"zqword {FULL}"[:100]}),
        ("goals", goals.GoalForm, {"wording": f"zqgoal {FULL}", "importance": "7", "confidence": "3"}),
        *_goal_forms(second_step),
        ("goals/{goal_id:uuid}/reached", tap, {}),
        (f"goals/{second_goal}/let-go", tap, {}),
        (f"goals/{second_goal}/resumed", tap, {}),
        *_last_mile_forms(),
        ("tries", tries.TryForm, {"way": "call", "outcome": "no_answer", "note": f"zqtry {FULL}"}),
        ("tries/{attempt_id:uuid}/take-back", tap, {}),
        ("measures/ucla-3", measures.form_of(instrument("ucla-3")),
         {"item_1": "2", "item_2": "3", "item_3": "skip", "mode": "together", "occasion": "closure"}),
        ("measures/gas-t", measure_goals.GoalsForm,
         {"goal_1": str(first_goal), "level_1": "1", "mode": "together", "occasion": "closure"}),
        ("measures/{code}/{number:int}", questions.DatedForm,
         {"sheet": str(uuid4()), "answer": "3", "mode": "phone", "occasion": "closure"}),
        ("rhythm", rhythms.RhythmForm, {"every_weeks": "2", "weekdays": "1", "hour": "10", "minute": "30"}),
        ("step-down", rhythms.StepDownForm, {"every_weeks": "8", "review_on": "2026-06-02"}),
        ("step-up", rhythms.StepUpForm, {"every_weeks": "2"}),
        ("pauses", pauses.PauseForm, {"reason": "holiday", "from_on": "2026-04-10", "until_on": "2026-04-12"}),
        ("pauses/{pause_id:uuid}", pauses.PauseForm,
         {"reason": "hospital", "from_on": "2026-05-02", "until_on": "2026-05-05"}),
        ("pauses/{pause_id:uuid}/end", tap, {}),
        ("debriefs/{debrief_id:uuid}", moments.DebriefForm, {"would_go_again": "yes", "note": f"zqdebrief {FULL}"}),
        ("moments", moments.MomentForm, {"kind": "laughed", "words": f"zqmoment {FULL}"}),
        (f"moments/{moment}/put-right", noted.CorrectMomentForm,
         {"kind": "laughed", "on": "2026-03-04", "words": f"zqright {FULL}"}),
        (f"moments/{moment}/take-back", tap, {}),
        ("check-in/move", check_ins.MoveForm, {"to": "2026-03-06T14:30"}),
        ("check-in", check_ins.HeldForm, {"mode": "call", "note": f"zqheld {FULL}"}),
        ("check-ins/{check_in_id:uuid}/take-back", tap, {}),
        ("skills", skills.JoinForm, {"session_id": str(hour)}),
    )  # fmt: skip
    missed = Door(f"{at}/check-in/missed", "link_worker", check_ins.MissedForm, {"reason": "not_well"}, 1)
    inside = [Door(f"{at}/{path}", "link_worker", model, right, 1) for path, model, right in rows]
    me = [
        Door("/me/{token}", "anyone", answering.AnswerForm,
             {"feeling": "good", "words": f"zqme {FULL}", "please_call": "yes"}, 1),
        Door("/me/{token}/questions/{code}/{number:int}", "anyone", questions.QuestionForm,
             {"sheet": str(uuid4()), "answer": "3"}, 1),
        *_own_forms(),
        Door("/me/{token}/stop", "anyone", tap, {}, 1),
    ]  # fmt: skip
    ends = [
        Door(f"{at}/links/revoke", "link_worker", tap),
        Door(
            f"{at}/close",
            "link_worker",
            course.CloseForm,
            {"reason": "moved_away", "planned": "yes", "follow_up_on": "2026-06-01"},
            1,
        ),
    ]
    begun = [
        Door("/journey/drafts", "link_worker", drafts.KeepForm,
             {"page": f"{dimi.AT}/check-in", "fields": '{"note": "zqdraft"}'}, status=200),
        Door("/journey/drafts/throw-away", "link_worker", drafts.ThrowAwayForm, {"page": f"{dimi.AT}/check-in"}),
    ]  # fmt: skip
    return [missed, *begun, *me, *inside, *_supporter_forms(at), *safe, *ends]


Row = tuple[str, type[Form], dict[str, str]]


def _goal_forms(second_step: UUID) -> list[Row]:
    one, levels = "goals/{goal_id:uuid}", {"level_0": f"zqhoped {FULL}", "below_2": "zqhoped less"}
    step = {"what": f"zqstep {FULL}", "who": "together", "due_on": "2026-04-01"}
    return [
        (f"{one}/steps", goal_steps.GoalStepForm, step),
        (f"{one}/steps/{{step_id:uuid}}/done", ButtonForm, {}),
        (f"{one}/steps/{second_step}/dropped", ButtonForm, {}),
        (f"{one}/words", goals.WordsForm, {"wording": f"zqwords {FULL}"}),
        (f"{one}/levels", goal_steps.LevelsForm, {**levels, "baseline": "-1", "importance": "3", "difficulty": "2"}),
        (f"{one}/review", goals.ReviewForm,
         {"confidence": "6", "importance": "7", "level": "1", "note": f"zqlook {FULL}", "review_on": "2026-04-01"}),
    ]  # fmt: skip


def _last_mile_forms() -> list[Row]:
    way = "ways/{activity_id:uuid}"
    return [
        ("companions", companions.CompanionForm,
         {"name": "zqcompanion <b>", "kind": "companion", "police_check_on": "2025-06-01",
          "children_check_on": "2025-06-01"}),
        *[(f"{way}/visit", last_mile.VisitForm, {"visited_on": f"2026-02-{day}", "went": "alone"}) for day in (11, 18)],
        (f"{way}/settled", ButtonForm, {}),
        (f"{way}/stopped", last_mile.StoppedForm, {"reason": "skipped"}),
        ("companions/{companion_id:uuid}/ended", ButtonForm, {}),
    ]  # fmt: skip


def _consent_forms() -> list[Door]:
    at = "/journey/{journey_id:uuid}/consents"
    said = {"named": "yes", "named_who": "zqtalk <b>", "named_kind": "organisation", "named_scope": "groups",
            "named_until": "2026-09-01", "referrer": "yes", "referrer_scope": "in_touch", "evaluator_contact": "no",
            "messages": "yes", "method": "written", "on": "2026-03-03"}  # fmt: skip
    one = {purpose: f"{at}/{uuid5(AGREED, purpose)}" for purpose in ("service", "evaluation", "named", "referrer")}
    return [
        Door(at, "link_worker", choices.consents.ConsentsForm, said, 2),
        Door(f"{one['service']}/day", "link_worker", choices.said.ConsentDayForm, {"on": "2026-03-03"}, 1),
        Door(f"{one['service']}/renew", "link_worker", choices.said.SayAgainForm, {"method": "written"}, 1),
        Door(f"{one['evaluation']}/mistake", "link_worker", choices.said.MistakenConsentForm, {"reason": "twice"}, 1),
        Door(f"{one['named']}/withdraw", "link_worker", ButtonForm, {}, 1),
        Door(
            f"/journey/for/{dimi.DIMI}/taken-back",
            "intake",
            choices.taken_back.TakenBackForm,
            {"consents": str(uuid5(AGREED, "referrer"))},
            1,
        ),
    ]


def _supporter_forms(at: str) -> list[Door]:
    one = f"{at}/supporters/{{supporter_id:uuid}}"
    details = {"name": "zqsupporter <b>", "relation": "friend", "is_carer": "yes", "contact": f"zqsupporter {FULL}",
               "note": f"zqsupporter {FULL}"}  # fmt: skip
    view = {"may_know": "what_i_agree", "words": f"zqsupporter {FULL}", "in_emergency": "yes"}
    return [
        Door(f"{at}/supporters", "link_worker", supporters.SupporterForm, details | view, 2),
        Door(f"{one}/view", "link_worker", supporters.ViewForm, view, 1),
        Door(f"{one}/details", "link_worker", supporters.DetailsForm, details, 1),
        Door(f"{one}/ended", "link_worker", ButtonForm, {}, 1),
    ]


def _own_forms() -> list[Door]:
    at, born = "/me/{token}/mine", {"year_of_birth": "1951"}
    return [
        Door(at, "anyone", mine.YearForm, born),
        Door(f"{at}/matters", "anyone", mine.OwnMattersForm, born | {"people": f"zqown {FULL}"}, 1),
        Door(
            f"{at}/choices",
            "anyone",
            own_choices.OwnChoicesForm,
            {"referrer": "yes", "referrer_scope": "ended", "evaluation": "yes"},
            2,
        ),
        Door(f"{at}/hide", "anyone", ButtonForm),
    ]


def _safety_forms(note: UUID, answered: UUID) -> list[Door]:
    at = f"/journey/safety/{note}"
    worry = {"kind": "worry", "urgency": "now", "escalate_to": "lead", "words": f"zqworry {FULL}"}
    return [
        Door("/journey/{journey_id:uuid}/safety", "link_worker", safety.RaiseForm, worry, 1),
        Door(f"/journey/{{journey_id:uuid}}/safety/reply/{answered}", "link_worker", ButtonForm, {}, 1),
        Door(f"{at}/seen", "clinician", ButtonForm, {}, 1),
        Door(f"{at}/escalate", "clinician", safety.EscalateForm, {"escalate_to": "lead", "urgency": "now"}, 1),
        Door(f"{at}/close", "clinician", safety.CloseNoteForm, {"outcome": "other", "words": f"zqclosed {FULL}"}, 1),
    ]  # fmt: skip


def _skill_forms(hours: list[UUID], place: UUID) -> list[Door]:
    plans = {"topic": "conversation", "setting": "small_group", "on": "2026-04-01", "at": "10:30", "places": "4",
             "place": f"zqwhere {FULL[:80]}"}  # fmt: skip
    came = {"came": "yes", "reason": "skipped", "confidence": "5"}
    return [
        Door("/journey/skills/plan", "link_worker", skills.PlanForm, plans, 1),
        Door(f"/journey/skills/{hours[0]}/came/{place}", "link_worker", skills.SkillAttendanceForm, came, 1),
        Door(f"/journey/skills/{hours[2]}/cancel", "link_worker", skills.CancelForm, {}, 1),
    ]
