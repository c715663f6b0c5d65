"""The Dutch words of stories about a trajectory: its plan, reports, applications and end, and what it costs.

A story names the days and the codes that matter; the rest of what such a paper holds is filled in as a sound one does.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, get_args

from spoorboek.statute.policy.adequacy_norms import USUAL_NORMS
from spoorboek.statute.reports.bureau_news import CAPABILITY
from spoorboek.statute.second_track.money import HUNDRED, InvoiceChoice
from spoorboek.statute.second_track.trajectory_codes import END_RESULTS, PARTIES, SEEKING
from spoorboek.stories.story_word import LEFT_OUT, StoryField, StoryWord

WHOLE, THIN = "volledig", "dun"
SPOKEN_TO = "bureau_aangesproken"
REFERRAL = {"verwijzing": StoryField("referral", "number")}
DAY = {"dag": StoryField("on", "day", "op")}
PERIOD = {"van": StoryField("from", "day"), "tot": StoryField("until", "day", "op")}
VAT = 21  # percent
ACTIVITY = {"state": "gedaan", "aim": True, "done": True, "with_whom": True, "follow_up": True, "reason": None}
SOUND_SEARCH = {"kinds": ["administratief", "commercieel", "dienstverlenend"], "wished": 1, "vacancies": 3}


def _whole_plan(said: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a plan with both profiles, signed by all: job seeking from its own day until the day that is named."""
    activity = {"kind": "jobhunting", "from": said["on"], "until": said["until"], "hours": 40, "goal": True}
    return {
        **{name: value for name, value in said.items() if name != "until"},
        "activities": [activity],
        "personal_profile": True,
        "search": {**SOUND_SEARCH, "region": True},
        "report_every": USUAL_NORMS.report_every,
        "signed": dict.fromkeys(PARTIES, said["on"]),
    }


def _report(said: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a report about one activity; a thin one says neither with whom it was done nor what follows."""
    told = {"with_whom": False, "follow_up": False} if said["told"] == THIN else {}
    return {
        **{name: value for name, value in said.items() if name != "told"},
        "phase": SEEKING,
        "activities": [{"kind": "jobhunting", **ACTIVITY, **told}],
        "hours_used": 8,
        "hours_offered": 40,
        "capability_changed": False,
        "plan_changes": False,
        "vacancies": 0 if told else 2,
    }


def _log(said: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return so many applications as are named, one a day from the first day of the period, all within the profile."""
    first = date.fromisoformat(said["from"])
    days = [(first + timedelta(number)).isoformat() for number in range(said["count"])]
    made = [{"on": day, "channel": "vacature", "fits": True, "result": "afwijzing"} for day in days]
    return {**{name: value for name, value in said.items() if name != "count"}, "applications": made}


def _costs(said: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return one line of a trajectory for so many euros, without VAT."""
    cents = said["euros"] * HUNDRED
    return {
        **{name: value for name, value in said.items() if name != "euros"},
        "lines": [["jobhunting", HUNDRED, cents, VAT]],
    }


def _invoice(said: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return an invoice of one line that adds up."""
    net = said["euros"] * HUNDRED
    vat = net * VAT // HUNDRED
    return {**_costs(said), "mark": f"factuur-{said['invoice']}", "vat": vat, "total": net + vat}


TRACK_WORDS: Mapping[str, StoryWord] = {
    "trajectplan": StoryWord("trajectory_planned", {**REFERRAL, **DAY, "tot": StoryField("until", "day")}, _whole_plan),
    "voortgang": StoryWord(
        "progress_reported",
        {
            **REFERRAL,
            **DAY,
            **PERIOD,
            "verslag": StoryField("told", "choice", WHOLE, (WHOLE, THIN)),
        },
        _report,
    ),
    "sollicitaties": StoryWord(
        "applications_reported",
        {
            **REFERRAL,
            **DAY,
            **PERIOD,
            "hoeveel": StoryField("count", "number"),
        },
        _log,
    ),
    "einde traject": StoryWord(
        "trajectory_ended",
        {
            **REFERRAL,
            **DAY,
            "uitslag": StoryField("result", "choice", choices=tuple(END_RESULTS)),
            "reden": StoryField("reason", "choice", LEFT_OUT),
        },
    ),
    "belastbaarheid doorgegeven": StoryWord(
        "trajectory_changed",
        {**REFERRAL, **DAY, "profiel": StoryField("profile", "number")},
        lambda said: {**said, "what": CAPABILITY},
    ),
    "bureau aangesproken": StoryWord(
        "trajectory_changed", {**REFERRAL, **DAY}, lambda said: {**said, "what": SPOKEN_TO}
    ),
    "offerte": StoryWord(
        "offer_recorded",
        {**REFERRAL, **DAY, "offerte": StoryField("offer", "number", "1"), "euro": StoryField("euros", "number")},
        _costs,
    ),
    "offerte goedgekeurd": StoryWord(
        "offer_approved",
        {**REFERRAL, **DAY, "offerte": StoryField("offer", "number", "1")},
        lambda said: {**said, "role": "casemanager"},
    ),
    "factuur": StoryWord(
        "invoice_recorded",
        {**REFERRAL, **DAY, "factuur": StoryField("invoice", "number"), "euro": StoryField("euros", "number")},
        _invoice,
    ),
    "factuur beoordeeld": StoryWord(
        "invoice_settled",
        {
            **DAY,
            "factuur": StoryField("invoice", "number"),
            "besluit": StoryField("choice", "choice", "goedgekeurd", get_args(InvoiceChoice)),
        },
    ),
}
