"""The table of what an operator can report: nothing the statute knows is missing, and everything reads as Dutch."""

import re
from datetime import date, timedelta
from string import Formatter
from typing import Any

import pytest

from flows.engine.shipped_deployments import read_deployments
from spoorboek.statute.actions import Record
from spoorboek.statute.agenda.agenda import make_agenda
from spoorboek.statute.editions.edition import shipped_edition
from spoorboek.statute.events import EVENT_KINDS, Event, EventKind
from spoorboek.statute.reports.fold import fold_events
from spoorboek.statute.reports.withdrawn_events import NOT_WITHDRAWABLE, WITHDRAWAL
from spoorboek.statute.second_track.cost_events import COST_EVENTS
from spoorboek.statute.second_track.track_events import TRACK_KINDS
from spoorboek.statute.timeline.timeline import timeline
from tasks.capability_approval import PASS_ON_ACTION
from tasks.case_state import CaseState
from tasks.effects import document_data
from tasks.referral_approval import APPROVE_ACTION, ASK_ACTION, CONFIRM_ACTION
from tasks.reports import fact_reports, report_withdrawal, step_reports
from tasks.reports.bureau_reports import CHANGE_ACTION, CHOOSE_ACTION, PREFER_ACTION
from tasks.reports.case_merge import MERGE_ACTION
from tasks.reports.cost_reports import APPROVE_OFFER_ACTION, SETTLE_INVOICE_ACTION
from tasks.reports.preparation_facts import CONTENT_FACTS
from tasks.reports.question_answers import ANSWER_QUESTION_ACTION
from tasks.reports.referral_reports import CHOOSE_OFFER_ACTION, MOVE_ACTION
from tasks.reports.report_catalogue import FACTS_BY_ACTION, REPORTABLE_FACTS, fact_of
from tasks.reports.report_wording import STEP_EVENT_WORDING, SYSTEM_EVENT_WORDING, event_phrase, event_sentence
from tasks.reports.reportable_fact import ReportableFact
from tasks.reports.track_reports import PROGRESS_ACTION
from tasks.views.dossier_mail import MAIL_ACTION
from tasks.views.dossier_page import dossier_page
from tasks.views.dossier_papers import BUNDLE_ACTION, COPY_ACTION

D = date(2026, 1, 5)
STEP_ACTIONS = {
    "Stap afronden": "step_done",
    "Stap intrekken": "step_withdrawn",
    "Stap opnieuw uitvoeren": "step_retriggered",
    "Stap uitstellen": "step_postponed",
    "Afwijking afspreken": "deviated",
    ANSWER_QUESTION_ACTION: "step_not_done",
}
OTHER_ANSWERS = {"step_not_applicable"}  # of the same form; `done` is the event of another
REFERRAL_YES = {
    "question_approved": ASK_ACTION,
    "referral_confirmed": CONFIRM_ACTION,
    "referral_approved": APPROVE_ACTION,
}
MONEY_ACTIONS = (APPROVE_OFFER_ACTION, SETTLE_INVOICE_ACTION)
OF_BUREAUS = (PREFER_ACTION, CHOOSE_ACTION, CHANGE_ACTION)
SAMPLES: dict[str, Any] = {"reason": "passend_werk", "percentage": 40, "referral": 2}
STEP = {"step": "probleemanalyse", "occurrence": 1}
OF_A_STEP: dict[EventKind, dict[str, Any]] = {
    "offer_recorded": {"referral": 1, "offer": 1, "on": "2026-02-01", "lines": [["coaching", 100, 9500, 21]]},
    "offer_approved": {"referral": 1, "offer": 1, "on": "2026-02-01", "role": "hr"},
    "invoice_recorded": {"referral": 1, "invoice": 1, "on": "2026-02-01", "lines": [], "vat": 0, "total": 0},
    "invoice_settled": {"invoice": 1, "choice": "afgewezen", "on": "2026-02-01", "reason": "klopt_niet"},
    "step_done": {**STEP, "on": "2026-02-12", "evidence": None},
    "step_withdrawn": STEP,
    "step_postponed": {**STEP, "target_on": "2026-02-12", "reason": "in_overleg"},
    "deviated": {**STEP, "agreed_on": "2026-03-12", "reason": "onderzoek_loopt"},
    "step_retriggered": {**STEP, "mode": "opnieuw"},
    "step_not_done": STEP,
    "step_not_applicable": {**STEP, "reason": "vrijgesteld_door_uwv"},
    "sick_reported": {"first_sick_day": "2026-01-05"},
    "report_withdrawn": {"report": 2},
    "rules_changed": {"from": {}, "to": {}, "changes": [], "kept": [], "withdrawn": []},
    "question_approved": {"referral": 1},
    "referral_confirmed": {"referral": 1, "content": "0a1b"},
    "referral_approved": {"referral": 1, "reason": "niemand_anders"},
    "held_mail_decided": {"decision": "al_verstuurd", "mails": [], "followed": []},
    "found_double": {"of": "Z-7K3Q9", "reason": "anders_geschreven"},
    "file_differs": {"field": "safety_net", "ours": None, "file": "zes_weken"},
    "difference_settled": {"report": 2, "choice": "onze"},
    "occurrences_numbered": {"numbers": {}},
    "employer_changed": {"on": "2026-03-02"},
    "bureau_preferred": {"bureau": "wegwijs", "on": "2026-03-02"},
    "document_received": {
        "paper": 1,
        "type": "evaluatie",
        **STEP,
        "on": "2026-03-02",
        "from": "werknemer",
        "hash": "0a",
    },
    "paper_copy_given": {"paper": 1, "to": "werknemer", "on": "2026-03-02", "way": "overhandigd"},
    "report_copy_given": {"version": 2, "on": "2026-03-02", "way": "aangetekend"},
    "document_confirmed": {"paper": 1, "type": "evaluatie", "on": "2026-03-02", "signed": {"werkgever": "2026-03-02"}},
    "plan_agreed": {"on": "2026-03-02", "activities": [{"by": "werkgever", "number": 1, "due_on": "2026-04-01"}]},
    "bureau_chosen": {"bureau": "wegwijs", "shortlist": 2, "reason": "loopt_al"},
    "mail_settled": {"decision": "anders_bezorgd", "mails": [], "on": "2026-03-02"},
    "employer_agreement_set": {"from": "2026-01-01", "reason": "cao", "wage_weeks": 26, "ban_weeks": 8},
    "referral_moved": {"referral": 1, "to": "intake_gepland", "on": "2026-03-02", "at": "2026-03-09"},
    "profile_recorded": {"on": "2026-03-02", "source": "fml", "number": 1},
    "search_data_recorded": {"on": "2026-03-02", "number": 1},
    "trajectory_planned": {"referral": 1, "on": "2026-03-02"},
    "progress_reported": {"referral": 1, "from": "2026-03-02", "until": "2026-04-12"},
    "applications_reported": {"referral": 1, "from": "2026-03-02", "until": "2026-04-12"},
    "trajectory_changed": {"referral": 1, "on": "2026-03-02", "what": "nazorg"},
    "trajectory_ended": {"referral": 1, "on": "2026-03-02", "result": "baan"},
}


WEEKS: dict[str, Any] = {"reason": "cao", "wage_weeks": 26, "ban_weeks": 8}


def sample(fact: ReportableFact) -> dict[str, Any]:
    """Return the data an event of a fact carries."""
    days = {day.name: (D + timedelta(30)).isoformat() for day in (fact.on, fact.until) if day}
    asked = WEEKS if fact.asks == "weeks" else {fact.asks: SAMPLES[fact.asks]} if fact.asks else {}
    return {**fact.data, **days, **asked}


def standing(*told: tuple[EventKind, dict[str, Any]]) -> CaseState:
    """Return a case in memory, 40 days after its first sick day, with what was told."""
    reported = [("sick_reported", {"first_sick_day": D.isoformat()}), *told]
    on, edition = D + timedelta(40), shipped_edition()
    record = Record(tuple(Event(seq, kind, on, data) for seq, (kind, data) in enumerate(reported, 1)))  # type: ignore[arg-type]
    plan = timeline(fold_events(record.events))
    return CaseState(
        1, "Z-7K3Q9", len(reported), on, False, record, plan, make_agenda(plan, record, edition.house, on), edition
    )


def test_every_event_is_reported_by_hand_or_made_by_the_product() -> None:
    """No fact of the statute is out of an operator's reach, and none is in two places."""
    by_fact = {fact.kind for fact in (*REPORTABLE_FACTS.values(), *CONTENT_FACTS.values())}
    assert sorted([*by_fact, *STEP_EVENT_WORDING, *SYSTEM_EVENT_WORDING, WITHDRAWAL]) == sorted(EVENT_KINDS)
    of_files = {"found_double", "file_differs", "difference_settled"}
    of_mail = {"held_mail_decided", "mail_settled"}
    of_people = {"employer_changed", "employer_agreement_set"}
    of_papers = {"document_received", "document_confirmed", "report_copy_given", "paper_copy_given", "plan_agreed"}
    of_bureaus = {"bureau_preferred", "bureau_chosen"}
    assert set(SYSTEM_EVENT_WORDING) == {
        "sick_reported",
        "rules_changed",
        "occurrences_numbered",
        *of_people,
        *TRACK_KINDS,
        *COST_EVENTS,
        "referral_moved",
        *of_bureaus,
        *of_papers,
        *of_mail,
        *of_files,
        *REFERRAL_YES,
    }


def test_every_report_of_a_step_has_its_function() -> None:
    """What is reported of a step goes through `step_reports`, under the name of its event."""
    assert {*STEP_ACTIONS.values(), *OTHER_ANSWERS} == set(STEP_EVENT_WORDING)
    assert all(callable(getattr(step_reports, f"report_{kind}")) for kind in STEP_EVENT_WORDING)


def test_every_action_has_a_form() -> None:
    """The forms for operators are those of the table, of steps, withdrawing, merging and mail: no more, no less."""
    forms = [entry["name"] for entry in read_deployments() if entry.get("tags") == ["operator"]]
    of_many = (*REFERRAL_YES.values(), CHOOSE_OFFER_ACTION, MOVE_ACTION, PROGRESS_ACTION, *MONEY_ACTIONS, *OF_BUREAUS)
    of_papers = (MAIL_ACTION, COPY_ACTION, BUNDLE_ACTION, PASS_ON_ACTION)
    others = (report_withdrawal.WITHDRAW_ACTION, MERGE_ACTION, *of_papers, *of_many)
    assert sorted(forms) == sorted([*FACTS_BY_ACTION, *STEP_ACTIONS, *others])


@pytest.mark.parametrize("code", REPORTABLE_FACTS)
def test_a_fact_tells_all_that_is_given_with_it(code: str) -> None:
    """Every day and choice is in its words; nothing that is not given is."""
    fact = REPORTABLE_FACTS[code]
    days = {"on": fact.on, "until": fact.until}
    wanted = {name for name, day in days.items() if day and day.needed} | ({fact.asks} if fact.asks else set())
    asked = dict.fromkeys(WEEKS, "weeks") if fact.asks == "weeks" else {}
    told = {asked.get(name, name) for _, name, _, _ in Formatter().parse(fact.wording) if name}
    assert told - {"known", "counted", "through", "term"} == wanted


@pytest.mark.parametrize("code", REPORTABLE_FACTS)
def test_an_event_finds_its_fact_back(code: str) -> None:
    """Null is no date: an end that was taken away is told as such, and the answer of a bureau as it was."""
    assert fact_of(REPORTABLE_FACTS[code].kind, sample(REPORTABLE_FACTS[code])) is REPORTABLE_FACTS[code]


@pytest.mark.parametrize("kind", EVENT_KINDS)
def test_every_event_is_told_in_plain_dutch(kind: EventKind) -> None:
    """No code, no gap, no English name of a field."""
    given = [sample(fact) for fact in REPORTABLE_FACTS.values() if fact.kind == kind] or [OF_A_STEP[kind]]
    for data in given:
        words = event_sentence(standing(), Event(2, kind, D, data))
        assert re.findall(r"\w+_\w+|None|—|\{|\}|True|False|2026-", words) == [], words
        assert words[0].isupper()


def test_a_reason_is_told_with_its_label() -> None:
    """People read the words of the choice list; a code the house no longer knows is told as another reason."""
    stuck: dict[str, Any] = {"on": "2026-02-01", "reason": "passend_werk"}
    told = "re-integratie vastgelopen op 01-02-2026 (Verschil van mening over passend werk)"
    assert event_phrase(standing(), "reintegration_stuck", stuck) == told
    assert "(andere reden)" in event_phrase(standing(), "reintegration_stuck", {**stuck, "reason": "van_vroeger"})


def test_a_safety_net_known_later_says_since_when() -> None:
    """The day on which it could be known moves the report to UWV, so it is told."""
    net = {"safety_net": "zes_weken", "known_on": "2026-02-01"}
    assert event_phrase(standing(), "safety_net_set", net).endswith("binnen zes weken, bekend sinds 01-02-2026")


def test_the_dossier_tells_what_was_recorded_last_first() -> None:
    """A fact shows the day it was recorded, and who did where that is known."""
    here = standing(("leave_recorded", {"from": "2026-02-02", "until": "2026-05-24", "same_cause": True}))
    row = "| 14-02-2026 | Verlof van 02-02-2026 t/m 24-05-2026, zelfde oorzaak |"
    text = dossier_page(here)
    assert text.index(row) < text.index("| 14-02-2026 | Ziekmelding, eerste ziektedag 05-01-2026 |")
    assert f"{row} operator-2 |" in dossier_page(here, actors={2: "operator-2"})


def test_the_dossier_numbers_what_was_recorded_and_links_to_its_withdrawal() -> None:
    """What can be withdrawn has a link with its number filled in; what was withdrawn says so and has none."""
    leave: dict[str, Any] = {"from": "2026-02-02", "until": "2026-05-24", "same_cause": True}
    here = standing(("leave_recorded", leave), ("aow_set", {"on": "2027-01-05"}), (WITHDRAWAL, {"report": 2}))
    rows = (
        dossier_page(here, {report_withdrawal.WITHDRAW_ACTION: "/form"})
        .partition("## Laatst vastgelegd")[2]
        .splitlines()[4:8]
    )
    assert rows[0] == "| 4 | 14-02-2026 | Melding 2 ingetrokken |  |"
    assert rows[1].startswith("| 3 | 14-02-2026 | AOW-leeftijd op 05-01-2027 | [intrekken](/form?parameters=")
    assert "%22melding%22%3A3" in rows[1]
    assert rows[2] == "| 2 | 14-02-2026 | Verlof van 02-02-2026 t/m 24-05-2026, zelfde oorzaak (ingetrokken) |  |"
    assert rows[3] == "| 1 | 14-02-2026 | Ziekmelding, eerste ziektedag 05-01-2026 |  |"


def test_a_percentage_that_was_withdrawn_is_news_again() -> None:
    """What moves no date is withdrawn like the rest: no letter tells it any more, and it may be reported anew."""
    half: dict[str, Any] = {"from": "2026-01-20", "percentage": 50}
    here = standing(("capability_changed", half), (WITHDRAWAL, {"report": 2}))
    assert document_data._percentage(here) is None
    assert fact_reports.changes_facts(here, here.plan.facts, "capability_changed", half)


def test_only_what_has_another_way_back_cannot_be_withdrawn() -> None:
    """Every fact of the table can; of steps only what their own withdrawal does not undo."""
    assert not {fact.kind for fact in REPORTABLE_FACTS.values()} & set(NOT_WITHDRAWABLE)
    assert set(STEP_EVENT_WORDING) - set(NOT_WITHDRAWABLE) == {
        "step_postponed",
        "deviated",
        "step_not_done",
        "step_not_applicable",
    }
