"""Every fact that can be told has a place in the simulation: a door that somebody uses, or what comes by itself."""

import re
from dataclasses import replace
from datetime import date
from email.message import EmailMessage
from uuid import UUID

import aiosmtplib
import pytest

from deploy.simulation import own_page
from deploy.simulation.locals import shares
from deploy.simulation.messages import Mailboxes
from deploy.simulation.plan import Plan, plans
from deploy.simulation.steps import SimulatedStep
from shared.events import ALL
from shared.kernel import topics

DAYS = 182
WORKERS = [UUID(int=number) for number in (1, 2, 3)]
_IDS = re.compile(r"[0-9a-f-]{36}|\d{4}-\d\d-\d\d")

AT_A_DOOR = {
    "AcceptanceAskedBack": "/referral/…/accepted/take-back",
    "ActivityAttended": "/sessions/…/…",
    "ActivityPlanned": "/community/groups/…/activities/new",
    "ActivityProposed": "/community/for/…/activities/…/proposal",
    "AttendanceTakenBack": "/community/for/…/activities/…/attendance/taken-back",
    "BroughtAlongTakenBack": "/journey/…/bring-along/…/take-back",
    "CheckInHeld": "/journey/…/check-in",
    "CheckInRhythmChosen": "/journey/…/rhythm",
    "CompanionEnded": "/journey/…/companions/…/ended",
    "CompanionFound": "/journey/…/companions",
    "ConsentCorrected": "/journey/…/consents/…/day",
    "ConsentGiven": "/journey/…/consents",
    "ConsentRefusalTakenBack": "/journey/…/consents/…/mistake",
    "ConsentRefused": "/journey/…/consents",
    "ConsentRenewed": "/journey/…/consents/…/renew",
    "ConsentWithdrawn": "/journey/…/consents",
    "ContactCorrected": "/journey/…/check-ins/…/put-right",
    "ContactTakenBack": "/journey/…/check-ins/…/take-back",
    "ContactTried": "/journey/…/tries",
    "ContactTryTakenBack": "/journey/…/tries/…/take-back",
    "DebriefCorrected": "/journey/…/debriefs/…/put-right",
    "DebriefHeld": "/journey/…/debriefs/…",
    "FollowUpHeld": "/journey/…/follow-up",
    "FollowUpTakenBack": "/journey/…/follow-ups/…/mistake",
    "GivingUpCorrected": "/community/for/…/activities/…/place/given-up/reason",
    "GivingUpTakenBack": "/community/for/…/activities/…/place/given-up/taken-back",
    "GoalChanged": "/journey/…/goals/…/words",
    "GoalLetGo": "/journey/…/goals/…/let-go",
    "GoalReached": "/journey/…/goals/…/reached",
    "GoalResumed": "/journey/…/goals/…/resumed",
    "GoalReviewed": "/journey/…/goals/…/review",
    "GoalScaled": "/journey/…/goals/…/levels",
    "GoalSet": "/journey/…/goals",
    "GoalStepDone": "/journey/…/goals/…/steps/…/done",
    "GoalStepDropped": "/journey/…/goals/…/steps/…/dropped",
    "GoalStepPlanned": "/journey/…/goals/…/steps",
    "GroupListed": "/community/groups/new",
    "HearingBackDecided": "/referral/…/news",
    "HostAskedForCall": "/call",
    "HostCalled": "/community/groups/…/calls/…/answered",
    "HostGreetingChosen": "/community/for/…/activities/…/place/greeting",
    "HostLinkRevoked": "/community/groups/…/host-link/revoked",
    "Introduced": "/community/for/…/activities/…/introduction",
    "IntroductionTakenBack": "/community/for/…/activities/…/introduction/taken-back",
    "JourneyBroughtAlong": "/journey/…/bring-along/…/yes",
    "JourneyClosed": "/journey/…/close",
    "JourneyHandedOver": "/journey/…/handover",
    "JourneyPaused": "/journey/…/pauses",
    "JourneyReopened": "/journey/…/again",
    "JourneyResumed": "/journey/…/pauses/…/end",
    "JourneySteppedDown": "/journey/…/step-down",
    "JourneySteppedUp": "/journey/…/step-up",
    "JourneyTransferred": "/journey/…/transfer",
    "LetterAttached": "/refer",
    "LetterTakenAway": "/referral/…/letters/…/take-away",
    "MeasureTakenBack": "/journey/…/measures/taken/…/mistake",
    "MeasureTaken": "/journey/…/measures/ucla-3",
    "MomentCorrected": "/journey/…/moments/…/put-right",
    "MomentOfConnection": "/journey/…/moments",
    "MomentTakenBack": "/journey/…/moments/…/take-back",
    "OwnPageKeyNoted": "/journey/…/own-page",
    "DuplicateLeftOpen": "/referral/…/known/…",
    "ParticipantErased": "/referral/people/…/erase",
    "ParticipantJoined": "/referral/…/known/…",
    "ParticipantParted": "/referral/joined/…/part",
    "PauseTakenBack": "/journey/…/pauses/…/mistake",
    "PlaceGivenUp": "/community/for/…/activities/…/place/given-up",
    "PlaceTaken": "/community/for/…/activities/…/place",
    "PlaceTakenBack": "/community/for/…/activities/…/place/taken-back",
    "ProposalTakenBack": "/community/for/…/activities/…/proposal/taken-back",
    "ReferralAccepted": "/referral/…/accept",
    "ReferralDeclined": "/referral/…/decline",
    "ReferralContactCorrected": "/referral/…/contacts/…/put-right",
    "ReferralContactNoted": "/referral/…/contacts",
    "ReferralContactTakenBack": "/referral/…/contacts/…/take-back",
    "ReferralDecisionTakenBack": "/referral/…/declined/take-back",
    "ReferralReceived": "/refer",
    "ReferralWaitlisted": "/referral/…/waitlist",
    "SupportWishesNoted": "/referral/…/wishes",
    "SafetyNoteClosed": "/journey/safety/…/close",
    "SafetyNoteEscalated": "/journey/safety/…/escalate",
    "SafetyNoteRaised": "/journey/…/safety",
    "SafetyNoteSeen": "/journey/safety/…/seen",
    "SettledIn": "/journey/…/ways/…/settled",
    "SettlingInTakenBack": "/journey/…/settlings/…/mistake",
    "SharingConsentGiven": "/journey/…/consents",
    "SharingConsentWithdrawn": "/journey/…/consents/…/withdraw",
    "SkillAttendanceNoted": "/journey/skills/…/came/…",
    "SkillAttendanceTakenBack": "/journey/…/practised/…/mistake",
    "SkillPlaceTaken": "/journey/…/skills",
    "SkillSessionCancelled": "/journey/skills/…/cancel",
    "SkillSessionPlanned": "/journey/skills/plan",
    "StoppedGoing": "/journey/…/ways/…/stopped",
    "StoppingTakenBack": "/journey/…/stoppings/…/mistake",
    "SupervisionHeld": "/practice/workers/…/supervision",
    "SupervisionPlanned": "/practice/workers/…/next",
    "SupervisionTakenBack": "/practice/workers/…/supervision/…/take-back",
    "SupporterCorrected": "/journey/…/supporters/…/details",
    "SupporterEnded": "/journey/…/supporters/…/ended",
    "SupporterNamed": "/journey/…/supporters",
    "SupporterViewRecorded": "/journey/…/supporters/…/view",
    "TransferArrived": "/journey/…/transfer/…/arrived",
    "VisitNoted": "/journey/…/ways/…/visit",
    "VisitTakenBack": "/journey/…/visits/…/mistake",
    "WaitingChanged": "/referral/…/waiting",
    "WhatMattersRecorded": "/journey/…/matters",
}
BY_ITSELF = {
    "ParticipantCardUpdated": "with the referral",
    "ParticipantCardTakenAway": "with the erasure",
    "JourneysErased": "with the erasure of somebody who had set out",
    "JourneyOpened": "when the referral is accepted",
    "JourneyTakenBack": "when they are asked back and the two have not begun",
    "JourneyStays": "when they are asked back and the two have begun",
    "AcceptanceTakenBack": "when the journey is gone",
    "DuplicateRuledOut": "before somebody is accepted who looks like somebody else",
    "CheckInDue": "in the person's rhythm",
    "DebriefDue": "after the first time somebody was at a get-together",
    "CheckInAnswered": "when somebody taps on the link of a message",
    "CheckInMissed": "when nobody answers and the link worker knows why",
    "CheckInMoved": "when nobody answers and another time is agreed on",
    "ReferrerContactGiven": "when whoever referred somebody is to hear something by e-mail",
    "ReferrerContactTakenAway": "when there is nothing more to tell them, or the person says no",
    "NewsDue": "when there is something that whoever referred somebody may hear",
    "NewsSettled": "when that mail has left, or was withheld",
    "MessageSent": "when a check-in is due",
    "MessageWithheld": "when somebody may not or need not be written to",
    "MessageUndelivered": "when a mailbox is full",
    "MessagesStopped": "when somebody answers that they want no more, or stops them by the link in it",
    "MessageAnswered": "when somebody writes back instead of tapping",
    "AnswerSeen": "when their link worker has looked at that, the next working day",
    "AnswerOpenedAgain": "when that was marked by mistake, now and then",
    "ParticipationReleased": "with the consent to the evaluation",
    "StepReleased": "after that",
    "MeasureReleased": "after that",
    "AttendanceReleased": "after that",
    "AttendanceWithdrawn": "when a get-together that is out turns out to be a mistake",
    "MeasureWithdrawn": "when a file that had brought it along is taken back",
    "StepWithdrawn": "when the only get-together that is out turns out to be a mistake",
    "ParticipationWithdrawn": "when that consent is taken back",
    "OutcomesPublished": "when the evaluator's figures have changed and nothing more comes for a while",
}


@pytest.fixture(scope="module")
def everywhere() -> dict[str, Plan]:
    return plans(7, shares(300, topics.LOCALS), DAYS, dict.fromkeys(topics.LOCALS, WORKERS))


def test_every_event_is_told_at_a_door_or_by_itself() -> None:
    assert sorted(kind.__name__ for kind in ALL) == sorted({*AT_A_DOOR, *BY_ITSELF})


def test_each_of_these_doors_is_used_by_somebody_in_half_a_year(everywhere: dict[str, Plan]) -> None:
    used = {shape(step) for each in everywhere.values() for steps in each.steps.values() for step in steps}
    assert [fact for fact, door in AT_A_DOOR.items() if door not in used] == []


def shape(step: SimulatedStep) -> str:
    return _IDS.sub("…", step.path)


def test_companions_go_along_with_a_check_that_holds_and_some_checks_run_out(everywhere: dict[str, Plan]) -> None:
    found = ran_out = 0
    for life in (life for each in everywhere.values() for life in each.lives.values()):
        checks = {
            str(step.id): date.fromisoformat(str(step.fields["police_check_on"]))
            for step in life.steps
            if step.path.endswith("/companions")
        }
        for step in life.steps:
            if companion := step.fields.get("companion_id"):
                went_on, checked_on = date.fromisoformat(str(step.fields["visited_on"])), checks[str(companion)]
                assert checked_on <= went_on <= checked_on.replace(year=checked_on.year + 3)
                found += 1
        ran_out += len(checks) > 1
    assert found > 5
    assert ran_out >= 2


def test_who_is_in_hospital_or_cares_for_somebody_names_somebody(everywhere: dict[str, Plan]) -> None:
    lives = [life for each in everywhere.values() for life in each.lives.values() if life.met_on is not None]
    in_need = [
        life for life in lives if any(step.fields.get("reason") in ("hospital", "caring") for step in life.steps)
    ]
    assert in_need
    assert all(life.did("supporters") for life in in_need)
    assert 0.1 < sum(life.did("supporters") for life in lives) / len(lives) < 0.5


def test_whoever_lets_a_supporter_know_what_they_name_says_what(everywhere: dict[str, Plan]) -> None:
    said = [step.fields for each in everywhere.values() for steps in each.steps.values() for step in steps]
    views = [fields for fields in said if fields.get("may_know")]
    assert {str(fields["may_know"]) for fields in views} >= {
        "nothing",
        "that_we_meet",
        "how_it_goes",
        "what_i_agree",
        "not_safe",
    }
    assert all(fields.get("words") for fields in views if fields["may_know"] == "what_i_agree")
    assert not any(fields.get("in_emergency") for fields in views if fields["may_know"] == "not_safe")


def test_a_day_for_the_next_supervision_is_always_agreed_on(everywhere: dict[str, Plan]) -> None:
    for each in everywhere.values():
        steps = [step for day in each.steps.values() for step in day if step.path.startswith("/practice/")]
        agreed = {str(step.fields["next_on"]) for step in steps if "next_on" in step.fields}
        held = sorted((step.who, str(step.fields["held_on"])) for step in steps if "held_on" in step.fields)
        first = {who: min(day for worker, day in held if worker == who) for who, _ in held}
        assert all(day in agreed for who, day in held if day != first[who])


def test_where_a_get_together_is_stands_there_without_anybodys_own_words(everywhere: dict[str, Plan]) -> None:
    for each in everywhere.values():
        for group in each.groups:
            planned = group.beginning()[1].fields
            assert str(planned["where_it_is"]).startswith("The hall in ")
            assert group.marker not in f"{planned['where_it_is']} {planned['getting_there']}"


def test_on_their_own_page_somebody_says_their_year_before_anything_else(everywhere: dict[str, Plan]) -> None:
    lives = [life for each in everywhere.values() for life in each.lives.values()]
    life = replace(next(life for life in lives if life.changes_mind_on is not None and life.withdrew_on is None))
    assert life.in_evaluation
    early = [step for day in range(life.changes_mind_on or 0) for step in own_page.opened(life, "token", day)]
    assert not any(step.fields.get("evaluation") for step in early)
    first, *rest = own_page.opened(life, "token", life.changes_mind_on or 0)
    assert (first.path, first.fields) == ("/me/token/mine", {"year_of_birth": str(life.person.year_of_birth)})
    assert [step.path for step in rest if step.fields.get("evaluation") == "no"] == ["/me/token/mine/choices"]
    assert {step.who for step in (first, *rest)} == {f"person {life.person.number}"}
    assert not life.in_evaluation
    again = own_page.opened(life, "token", life.withdrew_on or 0)
    assert not any(step.fields.get("evaluation") for step in again)


def test_some_look_at_what_is_held_about_them_after_they_said_their_year(everywhere: dict[str, Plan]) -> None:
    life = next(iter(everywhere["brimbank"].lives.values()))
    visits = [own_page.opened(life, "token", day) for day in range(DAYS)]
    looked = [steps for steps in visits if any(step.path == "/me/token/mine/held.json" for step in steps)]
    assert 0 < len(looked) < DAYS / 10
    for first, *rest in looked:
        assert first.path == "/me/token/mine"
        assert not first.reads
        assert all(step.reads and not step.fields for step in rest if "/held" in step.path)


def letter_to(address: str) -> EmailMessage:
    letter = EmailMessage()
    letter["From"], letter["To"] = "lc@example.org", address
    letter.set_content(f"http://127.0.0.1/me/{'x' * 51}")
    return letter


async def test_a_letter_to_a_full_mailbox_comes_back_and_others_arrive() -> None:
    async with Mailboxes() as mail:
        mail.fills("Full@example.org")
        await aiosmtplib.send(letter_to("empty@example.org"), hostname="127.0.0.1", port=mail.port)
        with pytest.raises(aiosmtplib.SMTPRecipientsRefused, match="552"):
            await aiosmtplib.send(letter_to("full@example.org"), hostname="127.0.0.1", port=mail.port)
        assert mail.received == 1
        assert mail.take("empty@example.org") == ["x" * 51]
        assert [mail.came_back("full@example.org"), mail.came_back("full@example.org")] == [True, False]
        assert mail.came_back("empty@example.org") is False
