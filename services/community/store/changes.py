"""What changes: facts with their events, and what is kept because others told it."""

from datetime import date, datetime
from uuid import UUID

from shared.events import (
    ActivityAttended,
    ActivityPlanned,
    ActivityProposed,
    AttendanceTakenBack,
    ConsentGiven,
    ConsentRefusalTakenBack,
    ConsentRefused,
    ConsentWithdrawn,
    GivingUpCorrected,
    GivingUpTakenBack,
    GroupListed,
    HostAskedForCall,
    HostCalled,
    HostGreetingChosen,
    HostLinkRevoked,
    Introduced,
    IntroductionTakenBack,
    JourneyClosed,
    JourneyHandedOver,
    JourneyOpened,
    JourneyReopened,
    JourneyTakenBack,
    PlaceGivenUp,
    PlaceTaken,
    PlaceTakenBack,
    ProposalTakenBack,
)
from shared.kernel.refusal import NotFound
from shared.persistence import shown
from shared.persistence.database import Transaction
from shared.persistence.log_order import where_it_lies
from shared.persistence.outbox import Partly, recorder

record = recorder({
    GroupListed: """
        INSERT INTO community_group (id, title, kind, host_name, host_contact, address, listed_at)
        VALUES (:group_id, :title, :kind, :host_name, :host_contact, :address, :occurred_at)""",
    ActivityPlanned: """
        INSERT INTO activity (id, group_id, title, weekday, starts_at, minutes, places, cost_cents, step_free,
                              quiet, where_it_is, getting_there, what_it_is_like, checked_by, planned_at)
        VALUES (:activity_id, :group_id, :title, :weekday, :starts_at, :minutes, :places, :cost_cents, :step_free,
                :quiet, :where_it_is, :getting_there, :what_it_is_like, :checked_by, :occurred_at)""",
    HostLinkRevoked: (
        """
        UPDATE community_group SET link_version = link_version + 1
        WHERE id = :group_id AND link_version = :link_version""",
        shown.withdrawn(":group_id"),
    ),
    HostAskedForCall: """
        INSERT INTO host_call (id, group_id, words, asked_at) VALUES (:call_id, :group_id, :words, :occurred_at)""",
    HostCalled: """
        UPDATE host_call SET answered_at = :occurred_at
        WHERE id = :call_id AND group_id = :group_id AND answered_at IS NULL""",
    ActivityProposed: Partly("""
        INSERT INTO proposal (id, participant_id, activity_id, proposed_at)
        VALUES (:proposal_id, :participant_id, :activity_id, :occurred_at)""",
        {"group_id": "the activity's own"}),
    PlaceTaken: Partly("""
        INSERT INTO place (id, participant_id, activity_id, expected_by_name, greet_as, taken_at)
        VALUES (:place_id, :participant_id, :activity_id, :expected_by_name, :greet_as, :occurred_at)""",
        {"group_id": "the activity's own"}),
    HostGreetingChosen: Partly(("""
        UPDATE place SET expected_by_name = :expected_by_name, greet_as = :greet_as
        WHERE id = :place_id AND given_up_at IS NULL""", """
        INSERT INTO greeting (id, place_id, participant_id, activity_id, was_by_name, was_greet_as, chosen_at)
        SELECT :greeting_id, id, participant_id, activity_id, expected_by_name, greet_as, :occurred_at
        FROM place WHERE id = :place_id"""), {"activity_id": "the place's own", "group_id": "the activity's own"}),
    PlaceGivenUp: Partly("""
        UPDATE place SET given_up_at = :occurred_at, reason = :reason, giving_up_id = :giving_up_id
        WHERE id = :place_id AND given_up_at IS NULL""",
        {"activity_id": "the place's own", "group_id": "the activity's own"}),
    GivingUpCorrected: Partly(("""
        UPDATE place SET reason = :reason
        WHERE id = :place_id AND given_up_at = :given_up_at AND reason = :was AND taken_back_at IS NULL""", """
        INSERT INTO giving_up (id, place_id, participant_id, activity_id, was, given_up_at, ended_at, taken_back)
        SELECT :correction_id, id, participant_id, activity_id, reason, given_up_at, :occurred_at, false
        FROM place WHERE id = :place_id"""), {
        "giving_up_id": "the place's own", "activity_id": "the place's own", "group_id": "the activity's own",
    }),
    GivingUpTakenBack: Partly(("""
        UPDATE place SET (given_up_at, reason, giving_up_id) = (NULL, NULL, NULL)
        WHERE id = :place_id AND given_up_at = :given_up_at AND taken_back_at IS NULL""", """
        INSERT INTO giving_up (id, place_id, participant_id, activity_id, was, given_up_at, ended_at, taken_back)
        SELECT :giving_up_id, id, participant_id, activity_id, reason, given_up_at, :occurred_at, true
        FROM place WHERE id = :place_id"""), {"activity_id": "the place's own", "group_id": "the activity's own"}),
    PlaceTakenBack: Partly("""
        UPDATE place SET given_up_at = :occurred_at, taken_back_at = :occurred_at
        WHERE id = :place_id AND given_up_at IS NULL""", {
        "activity_id": "the place's own", "group_id": "the activity's own", "taken_at": "the place's own",
    }),
    Introduced: Partly("""
        INSERT INTO introduction (id, participant_id, activity_id, how, introduced_at)
        VALUES (:introduction_id, :participant_id, :activity_id, :how, :occurred_at)""",
        {"group_id": "the activity's own"}),
    ProposalTakenBack: Partly("""
        UPDATE proposal SET taken_back_at = :occurred_at WHERE id = :proposal_id AND taken_back_at IS NULL""", {
        "activity_id": "the proposal's own", "group_id": "the activity's own", "proposed_at": "the proposal's own",
    }),
    IntroductionTakenBack: Partly("""
        UPDATE introduction SET taken_back_at = :occurred_at
        WHERE id = :introduction_id AND taken_back_at IS NULL""", {
        "activity_id": "the introduction's own", "group_id": "the activity's own",
        "introduced_at": "the introduction's own",
    }),
    ActivityAttended: Partly("""
        INSERT INTO attendance (id, participant_id, activity_id, session_on, told_by, first_time, attended_at)
        VALUES (:attendance_id, :participant_id, :activity_id, :session_on, :told_by, :first_time, :occurred_at)""",
        {"group_id": "the activity's own"}),
    AttendanceTakenBack: Partly("""
        UPDATE attendance SET taken_back_at = :occurred_at, taken_back_by = :taken_back_by
        WHERE id = :attendance_id AND taken_back_at IS NULL""", {
        "activity_id": "the attendance's own", "group_id": "the activity's own", "session_on": "the attendance's own",
    }),
})  # fmt: skip


# What is kept because others told it, and what a host tells only us. Nobody hears of these, so no event is recorded.


async def keep_journey(tx: Transaction, told: JourneyOpened) -> None:
    """Keep the journey that opened and its link worker. The newest journey counts, and its opening once."""
    lies = where_it_lies(tx)
    await tx.execute(
        """
        INSERT INTO journey AS j (participant_id, journey_id, link_worker_id, opened_at, with_since, opened_lies)
        VALUES ($1, $2, $3, $4, $4, $5)
        ON CONFLICT (participant_id) DO UPDATE
        SET journey_id = $2, link_worker_id = $3, opened_at = $4, with_since = $4, closed_at = NULL, stopped_at = NULL,
            opened_lies = $5, turned_lies = NULL, with_lies = NULL, agreement_lies = NULL
        WHERE j.journey_id <> $2 AND coalesce(j.opened_lies, -1) < $6""",
        told.participant_id, told.journey_id, told.link_worker_id, told.occurred_at, lies.offset, lies.after,
    )  # fmt: skip


async def close_journey(tx: Transaction, told: JourneyClosed) -> bool:
    """Mark a journey closed; False if it is not known here. If it has gone on since, it goes on."""
    lies = where_it_lies(tx)
    changed = """
        UPDATE journey SET closed_at = CASE WHEN coalesce(turned_lies, -1) < $4 THEN $2 ELSE closed_at END,
                           turned_lies = greatest(turned_lies, $3)
        WHERE journey_id = $1 RETURNING true"""
    return await _told_before(
        tx, told, await tx.fetchval(changed, told.journey_id, told.occurred_at, lies.offset, lies.after)
    )


async def reopen_journey(tx: Transaction, told: JourneyReopened) -> bool:
    """Mark a journey open again; False if it is not known here. An end that lies after this on the log stays."""
    lies = where_it_lies(tx)
    changed = """
        UPDATE journey SET closed_at = CASE WHEN coalesce(turned_lies, -1) < $3 THEN NULL ELSE closed_at END,
                           turned_lies = greatest(turned_lies, $2)
        WHERE journey_id = $1 RETURNING true"""
    return await _told_before(tx, told, await tx.fetchval(changed, told.journey_id, lies.offset, lies.after))


async def hand_over(tx: Transaction, told: JourneyHandedOver) -> bool:
    """Change who walks a journey with them; False if it is not known here. A handover that lies after this stays."""
    lies = where_it_lies(tx)
    changed = """
        UPDATE journey SET link_worker_id = CASE WHEN coalesce(with_lies, -1) < $5 THEN $3 ELSE link_worker_id END,
                           with_since = CASE WHEN coalesce(with_lies, -1) < $5 THEN $2 ELSE with_since END,
                           with_lies = greatest(with_lies, $4)
        WHERE journey_id = $1 RETURNING true"""
    done = await tx.fetchval(changed, told.journey_id, told.occurred_at, told.link_worker_id, lies.offset, lies.after)
    return await _told_before(tx, told, done)


async def forget_journey(tx: Transaction, told: JourneyTakenBack) -> bool:
    """Delete a journey that had opened by mistake; False if it is not known here.

    Where a place was kept meanwhile it is closed instead, so that somebody can still give that place up.
    """
    closed = await tx.fetchval(
        """
        UPDATE journey SET closed_at = $2
        WHERE journey_id = $1
          AND EXISTS (SELECT FROM place p WHERE p.participant_id = journey.participant_id AND p.given_up_at IS NULL)
        RETURNING true""",
        told.journey_id, told.occurred_at,
    )  # fmt: skip
    gone = closed or await tx.fetchval("DELETE FROM journey WHERE journey_id = $1 RETURNING true", told.journey_id)
    return await _told_before(tx, told, gone)


async def _told_before(
    tx: Transaction,
    told: JourneyClosed | JourneyReopened | JourneyHandedOver | JourneyTakenBack,
    done: bool | None,
) -> bool:
    """Known if it was carried out, or if it is about an earlier journey: that changes nothing for the one now."""
    return done is True or await tx.fetchval(
        "SELECT EXISTS (SELECT FROM journey WHERE participant_id = $1 AND coalesce(opened_lies > $2, opened_at > $3))",
        told.participant_id, where_it_lies(tx).offset, told.occurred_at,
    )  # fmt: skip


async def note_agreement(
    tx: Transaction, told: ConsentGiven | ConsentWithdrawn | ConsentRefused | ConsentRefusalTakenBack
) -> bool:
    """Note that a person agrees to the service, or has withdrawn or refused that; False if no journey is known here.

    What is said about an earlier journey changes nothing for the one they are on now, and what lies after this stays.
    """
    lies = where_it_lies(tx)
    await tx.execute(
        """
        UPDATE journey SET stopped_at = $2, agreement_lies = $3
        WHERE journey_id = $1 AND coalesce(agreement_lies, -1) < $4""",
        told.journey_id, told.occurred_at if isinstance(told, ConsentWithdrawn | ConsentRefused) else None, lies.offset,
        lies.after,
    )  # fmt: skip
    known = "SELECT EXISTS (SELECT FROM journey WHERE participant_id = $1)"
    return bool(await tx.fetchval(known, told.participant_id))


async def keep_card(tx: Transaction, participant_id: UUID, name: str, greeted: str | None, at: datetime) -> None:
    """Keep a person's name and what they have said they are called; the newest card on the log counts."""
    lies = where_it_lies(tx)
    await tx.execute(
        """
        INSERT INTO card (participant_id, called, name, greeted, updated_at, lies)
        VALUES ($1, coalesce($3, $2), $2, $3, $4, $5)
        ON CONFLICT (participant_id) DO UPDATE
        SET called = coalesce($3, $2), name = $2, greeted = $3, updated_at = $4, lies = $5
        WHERE coalesce(card.lies, -1) < $6""",
        participant_id, name, greeted, at, lies.offset, lies.after,
    )  # fmt: skip


async def note_newcomers(tx: Transaction, activity_id: UUID, day: date, people: int) -> None:
    """Keep how many new people a host counted on a session day; a later number takes the place of an earlier one."""
    await tx.execute(
        """
        INSERT INTO newcomers (activity_id, session_on, people) VALUES ($1, $2, $3)
        ON CONFLICT (activity_id, session_on) DO UPDATE SET people = $3""",
        activity_id, day, people,
    )  # fmt: skip


async def waits_for_a_call(tx: Transaction, group_id: UUID, call_id: UUID) -> bool:
    """Whether a host still waits for that call, its row locked; `NotFound` if the group has no such call."""
    row = await tx.fetchrow(
        "SELECT answered_at FROM host_call WHERE id = $1 AND group_id = $2 FOR UPDATE", call_id, group_id
    )
    if row is None:
        raise NotFound(call_id)
    return row["answered_at"] is None
