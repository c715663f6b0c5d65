"""The Dutch words of stories about a second track: its preparation, and its referrals."""

from collections.abc import Mapping

from spoorboek.statute.referrals.referral import STATES
from spoorboek.statute.second_track_facts import (
    ASSESSMENT_ABSENCES,
    ASSESSMENT_OUTCOMES,
    FEASIBILITY_OUTCOMES,
    FEASIBILITY_PARTIES,
    PROFILE_SOURCES,
)
from spoorboek.stories.story_word import LEFT_OUT, StoryField, StoryWord

SECOND_TRACK_WORDS: Mapping[str, StoryWord] = {
    "verwijzing bevestigd": StoryWord("referral_confirmed", {"verwijzing": StoryField("referral", "number")}),
    "verwijzing goedgekeurd": StoryWord("referral_approved", {"verwijzing": StoryField("referral", "number")}),
    "vraag goedgekeurd": StoryWord("question_approved", {"verwijzing": StoryField("referral", "number")}),
    "bureau antwoordt": StoryWord(
        "bureau_answered",
        {
            "verwijzing": StoryField("referral", "number"),
            "antwoord": StoryField("answer", "choice", choices=("akkoord", "geweigerd")),
            "dag": StoryField("on", "day", "op"),
        },
    ),
    "eerste twijfel": StoryWord("second_track_considered", {"dag": StoryField("on", "day", "op")}),
    "arbeidsdeskundig oordeel": StoryWord(
        "assessment_recorded",
        {
            "dag": StoryField("on", "day", "op"),
            "uitkomst": StoryField("outcome", "choice", choices=tuple(ASSESSMENT_OUTCOMES)),
        },
    ),
    "geen arbeidsdeskundig oordeel": StoryWord(
        "assessment_recorded",
        {
            "dag": StoryField("on", "day", "op"),
            "reden": StoryField("absence", "choice", choices=tuple(ASSESSMENT_ABSENCES)),
        },
    ),
    "haalbaarheidsonderzoek gevraagd": StoryWord(
        "feasibility_asked",
        {
            "dag": StoryField("on", "day", "op"),
            "door": StoryField("by", "choice", choices=tuple(FEASIBILITY_PARTIES)),
        },
    ),
    "haalbaarheidsonderzoek gedaan": StoryWord(
        "feasibility_recorded",
        {
            "dag": StoryField("on", "day", "op"),
            "door": StoryField("by", "choice", "werkgever", tuple(FEASIBILITY_PARTIES)),
            "uitkomst": StoryField("reason", "choice", "haalbaar", tuple(FEASIBILITY_OUTCOMES)),
        },
    ),
    "functioneel profiel": StoryWord(
        "profile_recorded",
        {
            "dag": StoryField("on", "day", "op"),
            "profielbron": StoryField("source", "choice", "izp", tuple(PROFILE_SOURCES)),
            "bureau_bezig": StoryField("at_work", "yes_no", LEFT_OUT),
        },
    ),
    "werknemer ingelicht": StoryWord("employee_informed", {"dag": StoryField("on", "day", "op")}),
    "zoekgegevens": StoryWord("search_data_recorded", {"dag": StoryField("on", "day", "op")}),
    "verwijzing bijgewerkt": StoryWord(
        "referral_moved",
        {
            "verwijzing": StoryField("referral", "number"),
            "stand": StoryField("to", "choice", choices=STATES),
            "dag": StoryField("on", "day", "op"),
            "intake": StoryField("at", "day", LEFT_OUT),
            "vanaf": StoryField("starts_on", "day", LEFT_OUT),
            "tot": StoryField("until", "day", LEFT_OUT),
            "reden": StoryField("reason", "choice", LEFT_OUT),
            "uitkomst": StoryField("result", "choice", LEFT_OUT),
        },
    ),
}
