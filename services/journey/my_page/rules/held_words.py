"""What is kept about somebody, said to themselves: the words for every code that is kept."""

from collections.abc import Mapping

METHODS: Mapping[str, str] = {"verbal": "you said it", "written": "you signed it", "online": "you did so online"}
CAME: Mapping[str, str] = {
    "self": "You asked us for support.",
    "gp": "Your GP, or somebody at the practice, asked us to support you.",
    "internal_local_service": "Somebody who works here asked that we support you.",
    "carer_family_supporter": "Somebody close to you asked us to support you.",
    "proactive_in_reach": "One of us met you while reaching out.",
    "community_organisation": "A community organisation or group asked us to support you.",
    "other_health": "Another health service asked us to support you.",
}
LOOKED: Mapping[str, str] = {
    "link_worker": "A link worker",
    "lead": "The Lead of this Local",
    "clinician": "A clinician",
}
WAYS_TO_REACH: Mapping[str, str] = {
    "call": "You like a call best.",
    "sms": "You like a text message best.",
    "email": "You like an e-mail best.",
    "drop_in": "You would rather drop in.",
}
ENDED: Mapping[str, str] = {
    "on_their_own_feet": "You are on your own feet",
    "did_not_want_more": "You did not want more, for now",
    "could_not_be_reached": "We could not reach you",
    "moved_away": "You moved away",
    "other_support_fits": "Other support fits better",
    "other": "For another reason",
}
WENT_ON: Mapping[str, str] = {
    "asked_to_return": "You asked to come back",
    "things_changed": "Things had changed for you",
    "closed_by_mistake": "It had been closed by mistake",
    "other": "For another reason",
}
ASKED_LATER: Mapping[str, str] = {
    "going_well": "You were going well",
    "up_and_down": "It went up and down",
    "would_like_to_return": "You would have liked to come back",
    "no_answer": "There was no answer",
    "skipped": "We left you in peace",
}
MISSED: Mapping[str, str] = {
    "no_answer": "We tried and did not reach you",
    "not_well": "You were not well",
    "away": "You were away",
    "not_today": "You would rather not, that time",
    "we_could_not": "We could not make it",
    "other": "Something else came up",
}
HELD: Mapping[str, str] = {
    "call": "We talked on the phone.",
    "visit": "We met.",
    "message": "We wrote to one another.",
}
PAUSED: Mapping[str, str] = {
    "holiday": "a time away",
    "hospital": "a stay in hospital",
    "caring": "looking after somebody",
    "asked": "some quiet",
    "other": "for another reason",
}
STEPS: Mapping[str, str] = {
    "proposed": "We looked together at {}.",
    "place_taken": "A place was kept for you at {}.",
    "given_up": "You gave up the place at {}",
    "giving_up_put_right": "Why you gave up the place at {} was put right.",
    "giving_up_taken_back": "Somebody noted by mistake that you gave up the place at {}. It was taken back.",
    "introduced": "You were introduced to {}",
    "attended": "You were at {}.",
    "taken_back": "Somebody noted by mistake that you were at {}. It was taken back.",
    "introduction_taken_back": "Somebody noted by mistake that you were introduced to {}. It was taken back.",
    "place_taken_back": "Somebody noted by mistake that a place was kept for you at {}. It was taken back.",
    "proposal_taken_back": "Somebody noted by mistake that we looked together at {}. It was taken back.",
    "settling_taken_back": "Somebody noted by mistake that you belong at {}. It was taken back.",
    "stopping_taken_back": "Somebody noted by mistake that you do not go to {} any more. It was taken back.",
    "went_together": "We went together to {}.",
    "went_with_companion": "You went to {} with a companion.",
    "went_alone": "You went to {} by yourself.",
    "settled": "You belong at {} now.",
    "stopped": "You do not go to {} any more",
}
DETAILS: Mapping[str, str] = {
    "together": "together with us",
    "alone": "by yourself",
    "by_phone": "by phone",
    "did_not_suit": "it did not suit you",
    "too_far": "it was too far, or hard to get there",
    "unwell": "you were unwell",
    "other_plans": "you had other plans",
    "not_for_them": "it was not for you",
    "cost": "it cost too much",
    "health": "your health did not allow it",
    "felt_unwelcome": "you did not feel welcome",
    "group_changed": "the group changed, or ended",
    "time": "the time did not suit",
}
"""How they were introduced, or why they stopped; what they would rather not say stands nowhere."""
AGAIN: Mapping[str, str] = {
    "yes": "you would go again",
    "unsure": "you were not sure whether you would go again",
    "no": "it was not for you",
    "skipped": "you would rather not say whether you would go again",
}
STAYED_AWAY: Mapping[str, str] = {
    "not_well": "You were not well",
    "changed_their_mind": "You changed your mind",
    "could_not_get_there": "You could not get there",
    "away": "You were away",
    "other": "Something else came up",
}
PUT_RIGHT: Mapping[str, str] = {
    "contact": "a talk",
    "debrief": "looking back together",
    "moment": "a good moment",
    "visit": "a visit",
    "settling": "settling in somewhere",
    "stopping": "not going somewhere any more",
    "pause": "a pause",
    "practice": "whether you came to practise",
    "measure": "answers to questions",
    "follow_up": "asking you once more how you were",
    "consent": "what you agree to",
    "refusal": "what you do not agree to",
}
MOMENTS: Mapping[str, str] = {
    "felt_welcome": "you felt welcome",
    "met_someone": "you met someone",
    "laughed": "you laughed with others",
    "helped_someone": "you helped someone",
    "went_alone": "you went by yourself",
    "went_back": "you went back because you liked to",
    "something_else": "you had a moment of your own",
}
MODES: Mapping[str, str] = {"together": "together", "phone": "on the phone", "self": "by yourself"}
MISSING: Mapping[str, str] = {
    "declined": "You would rather not answer, and that is fine.",
    "skipped": "A question was skipped, so there is no number.",
    "not_asked": "There was no goal to look at.",
    "lost": "The answers were lost.",
}
MAY_KNOW: Mapping[str, str] = {
    "nothing": "nothing, not even that you come here",
    "that_we_meet": "that we meet, and nothing of what you say",
    "how_it_goes": "how you are going, in general terms",
    "what_i_agree": "what you named, and no more",
}
TRIED_BY = {
    "call": "on the phone",
    "text": "by text message",
    "email": "by e-mail",
    "letter": "by letter",
    "met": "in person",
    "came_by": "when you came by or rang us",
}
INTERPRETER = {
    "spoken": "You would like an interpreter.",
    "auslan": "You would like an Auslan interpreter.",
    "no": "You do not need an interpreter.",
}
