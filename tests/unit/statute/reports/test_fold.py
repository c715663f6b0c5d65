"""Events become facts; events that contradict each other are refused."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spoorboek.statute.errors import FactsError
from spoorboek.statute.events import Event
from spoorboek.statute.facts import (
    Advice,
    CaseFacts,
    IncompleteReport,
    Leave,
    Recovery,
    ReturnProspect,
    Sanction,
    StepRef,
    WiaDecision,
)
from spoorboek.statute.reports.fold import fold_events

D = date(2026, 1, 5)
SICK: tuple[str, dict[str, Any]] = ("sick_reported", {"first_sick_day": "2026-01-05"})


def events(*told: tuple[str, dict[str, Any]]) -> list[Event]:
    """Make events of kinds and payloads, in the order told."""
    return [Event(seq, kind, D, data) for seq, (kind, data) in enumerate((SICK, *told), start=1)]  # type: ignore[arg-type]


def folded(*told: tuple[str, dict[str, Any]]) -> CaseFacts:
    """Fold a sick report and what is told after it."""
    return fold_events(events(*told))


def done(step: str, on: str, occurrence: int = 1) -> tuple[str, dict[str, Any]]:
    """Tell that a step was done."""
    return ("step_done", {"step": step, "occurrence": occurrence, "on": on, "evidence": None})


def test_a_sick_report_alone_is_a_case() -> None:
    """The first sick day is all a case needs."""
    assert folded() == CaseFacts(D)


def test_the_sick_report_brings_what_is_known_at_the_start() -> None:
    """Safety net, contract end and AOW date may come with the report; a later report replaces or takes back."""
    sick = {"first_sick_day": "2026-01-05", "safety_net": "zes_weken", "contract_ends_on": "2026-06-30", "aow_on": None}
    facts = fold_events([Event(1, "sick_reported", D, sick)])
    assert (facts.safety_net, facts.contract_ends_on) == ("zes_weken", date(2026, 6, 30))
    changed = fold_events([Event(1, "sick_reported", D, sick), Event(2, "contract_end_set", D, {"on": None})])
    assert changed.contract_ends_on is None


def test_the_first_sick_day_can_be_corrected() -> None:
    """The last correction counts."""
    facts = folded(("first_day_corrected", {"first_sick_day": "2026-01-02"}))
    assert facts.first_sick_day == date(2026, 1, 2)


def test_a_relapse_closes_the_recovery_before_it() -> None:
    """The last recovered day is the day before the relapse; an open recovery has none."""
    facts = folded(
        ("recovered", {"from": "2026-03-16"}), ("relapsed", {"on": "2026-04-06"}), ("recovered", {"from": "2026-05-01"})
    )
    assert facts.recoveries == (Recovery(date(2026, 3, 16), date(2026, 4, 5)), Recovery(date(2026, 5, 1)))


def test_a_recovery_reported_late_finds_its_place() -> None:
    """Recoveries pair with relapses by their dates, not by the order of the reports."""
    in_order = [
        ("recovered", {"from": "2026-02-02"}),
        ("relapsed", {"on": "2026-02-09"}),
        ("recovered", {"from": "2026-03-16"}),
    ]
    late = folded(in_order[2], in_order[1], in_order[0])
    assert folded(*in_order) == replace(late, numbers={})


def test_a_withdrawn_step_vanishes() -> None:
    """Withdrawn, it is as if it was never done; done again, the new day counts; other occurrences stay."""
    withdrawn = ("step_withdrawn", {"step": "evaluatie", "occurrence": 1})
    told = [done("evaluatie", "2026-04-01"), done("evaluatie", "2026-05-12", 2), withdrawn]
    assert dict(folded(*told).done) == {StepRef("evaluatie", 2): date(2026, 5, 12)}
    assert folded(*told, done("evaluatie", "2026-04-02")).done[StepRef("evaluatie", 1)] == date(2026, 4, 2)


def test_the_last_word_on_possibilities_counts() -> None:
    """The report with the latest date decides, whatever the order in which they came."""
    none, some = (
        ("possibilities_changed", {"from": "2026-02-10", "possible": False}),
        ("possibilities_changed", {"from": "2026-06-01", "possible": True}),
    )
    assert folded(none).no_possibilities
    assert folded(none, some) == folded(some, none)
    assert folded(some, none).possibilities_since == date(2026, 6, 1)
    assert not folded(some, none).no_possibilities


def test_everything_else_is_kept_as_reported() -> None:
    """Leave, advice, prospect, sanction, extension, deviation and postponement become facts."""
    facts = folded(
        ("leave_recorded", {"from": "2026-03-16", "until": "2026-07-05", "same_cause": True}),
        ("advised", {"on": "2026-09-01", "track": 2}),
        ("prospect_recorded", {"on": "2026-10-01", "within_3_months": False}),
        ("sanction_decided", {"on": "2028-03-01"}),
        ("repair_reported", {"on": "2028-06-01"}),
        ("extended", {"until": "2028-12-31"}),
        ("deviated", {"step": "probleemanalyse", "agreed_on": "2026-03-01", "reason": "onderzoek_loopt"}),
        (
            "step_postponed",
            {"step": "melding_42_weken", "occurrence": 1, "target_on": "2027-01-01", "reason": "in_overleg"},
        ),
    )
    assert facts.leaves == (Leave(date(2026, 3, 16), date(2026, 7, 5)),)
    assert facts.advice == (Advice(date(2026, 9, 1), 2),)
    assert facts.return_prospect == ReturnProspect(date(2026, 10, 1), False)
    assert facts.sanction == Sanction(date(2028, 3, 1), date(2028, 6, 1))
    assert facts.extension_until == date(2028, 12, 31)
    assert dict(facts.deviations) == {StepRef("probleemanalyse"): date(2026, 3, 1)}
    assert dict(facts.postponed) == {StepRef("melding_42_weken"): date(2027, 1, 1)}


def test_what_does_not_move_a_date_is_no_fact() -> None:
    """Percentage, retriggers and answers of bureaus leave the facts as they were."""
    told = [
        ("capability_changed", {"from": "2026-02-01", "percentage": 50}),
        ("step_retriggered", {"step": "dossier", "occurrence": 1, "mode": "herstel"}),
        ("bureau_answered", {"referral": 1, "answer": "akkoord", "on": "2026-09-01"}),
    ]
    assert folded(*told) == folded()


REFUSED: list[tuple[list[tuple[str, dict[str, Any]]], str]] = [
    ([("relapsed", {"on": "2026-04-06"})], "Terugval op 6 april 2026 zonder herstel"),
    (
        [("recovered", {"from": "2026-03-16"}), ("relapsed", {"on": "2026-03-02"})],
        "Terugval op 2 maart 2026 zonder herstel",
    ),
    (
        [("recovered", {"from": "2026-03-16"}), ("relapsed", {"on": "2026-03-16"})],
        "Op 16 maart 2026 zijn herstel én terugval",
    ),
    ([("recovered", {"from": "2026-03-16"}), ("recovered", {"from": "2026-03-20"})], "al hersteld sinds 16 maart 2026"),
    ([("recovered", {"from": "2026-01-05"})], "niet na de eerste ziektedag"),
    ([("leave_recorded", {"from": "2026-03-16", "until": None})], "het verlof vanaf 16 maart 2026 heeft geen einde"),
    (
        [("leave_recorded", {"from": "2026-03-16", "until": "2026-03-01"})],
        "eindigt op 1 maart 2026, vóór het begin op 16 maart",
    ),
    (
        [
            ("leave_recorded", {"from": "2026-03-16", "until": "2026-07-05"}),
            ("leave_recorded", {"from": "2026-07-01", "until": "2026-08-01"}),
        ],
        "Twee perioden van verlof overlappen: de ene loopt van 16 maart 2026 t/m 5 juli 2026, de andere begint op",
    ),
    (
        [("contract_end_set", {"on": "2026-01-04"})],
        r"Het einde van het dienstverband \(4 januari 2026\) ligt vóór de eerste",
    ),
    ([("advised", {"on": "2025-12-31", "track": 1})], r"Een advies \(31 december 2025\) ligt vóór"),
    ([done("probleemanalyse", "2025-12-31")], "'Probleemanalyse' gedaan .* ligt vóór de eerste ziektedag"),
    ([done("probleemanalise", "2026-02-01")], "Onbekende stap 'probleemanalise'. Bedoelde u probleemanalyse"),
    ([done("probleemanalyse", "2026-02-01", 2)], "'Probleemanalyse' komt één keer voor; keer 2 bestaat niet"),
    (
        [("first_day_corrected", {"first_sick_day": "2026-03-01"}), done("probleemanalyse", "2026-02-10")],
        "ligt vóór de eerste",
    ),
    ([("deviated", {"step": "wia_aanvraag", "agreed_on": "2027-12-01"})], "Van de termijn van 'WIA-aanvraag' kan niet"),
    (
        [("repair_reported", {"on": "2028-06-01"})],
        "Herstel van een loonsanctie op 1 juni 2028, maar er is geen loonsanctie",
    ),
    (
        [("sanction_decided", {"on": "2027-12-01"}), ("repair_decided", {"on": "2028-06-01"})],
        "herstel dat niet is gemeld",
    ),
    ([("extended", {"until": "2028-01-01"})], r"eindigt vóór de wachttijd zelf \(2 januari 2028\)"),
    (
        [("advised", {"on": "2026-09-01", "track": 3})],
        r"Gebeurtenis 2 \(advised\), veld 'track': verwacht een van: 1, 2",
    ),
    ([("advised", {"on": "1 september", "track": 2})], "verwacht een datum als 2026-01-05"),
    (
        [("leave_recorded", {"from": "2026-03-16", "until": "2026-07-05", "same_cause": "ja"})],
        r"^Gebeurtenis 2 \(leave_recorded\), veld 'same_cause': verwacht true of false\.$",
    ),
    ([SICK], "precies één ziekmelding; hier zijn het er 2"),
    (
        [("recovered", {"from": "2026-03-16"}), ("relapsed", {"on": "2026-03-16"})],
        r"^Op 16 maart 2026 zijn herstel én terugval gemeld\. Corrigeer een van beide\.$",
    ),
    (
        [("relapsed", {"on": "2026-03-17"})],
        r"^Terugval op 17 maart 2026 zonder herstel ervoor\. Meld eerst het herstel, of corrigeer de datum\.$",
    ),
    (
        [("recovered", {"from": "2026-03-16"}), ("recovered", {"from": "2026-03-20"})],
        r"^Herstel per 20 maart 2026, maar al hersteld sinds 16 maart 2026\. Meld eerst de terugval ertussen\.$",
    ),
    (
        [("step_done", {"on": "2026-02-10"})],
        r"^Gebeurtenis 2 \(step_done\), veld 'step': verwacht een stap en een volgnummer\.$",
    ),
    (
        [("step_done", {"step": "evaluatie", "occurrence": "twee", "on": "2026-02-10"})],
        r"^Gebeurtenis 2 \(step_done\), veld 'step': verwacht een stap en een volgnummer\.$",
    ),
    ([("step_done", {"step": "evaluatie"})], r"^Gebeurtenis 2 \(step_done\), veld 'on'"),
    ([("safety_net_set", {"safety_net": "vijfde_dag"})], r"^Gebeurtenis 2 \(safety_net_set\), veld 'safety_net'"),
    (
        [("safety_net_set", {"safety_net": "vierde_dag", "known_on": "gisteren"})],
        r"^Gebeurtenis 2 \(safety_net_set\), veld 'known_on'",
    ),
]


@pytest.mark.parametrize(("told", "message"), REFUSED)
def test_contradictions_are_refused_by_name(told: list[tuple[str, dict[str, Any]]], message: str) -> None:
    """Each contradiction has one message in Dutch that names the dates and what to correct."""
    with pytest.raises(FactsError, match=message) as refused:
        folded(*told)
    assert refused.value.exit_code == 2


TOLD: list[tuple[str, dict[str, Any]]] = [
    ("recovered", {"from": "2026-03-16"}),
    ("relapsed", {"on": "2026-04-06"}),
    ("leave_recorded", {"from": "2026-06-01", "until": "2026-09-20", "same_cause": True}),
    ("advised", {"on": "2026-10-01", "track": 1}),
    ("advised", {"on": "2026-11-01", "track": 2}),
    ("possibilities_changed", {"from": "2026-02-20", "possible": False}),
    ("possibilities_changed", {"from": "2026-03-10", "possible": True}),
    done("probleemanalyse", "2026-02-10"),
    done("evaluatie", "2026-05-05", 2),
]


@given(st.permutations(TOLD))
def test_the_order_of_reports_changes_nothing(told: list[tuple[str, dict[str, Any]]]) -> None:
    """The facts are a function of the set of events, where no report replaces another."""
    assert folded(*told) == folded(*TOLD)


@given(st.permutations(range(len(TOLD) + 1)))
def test_events_are_read_in_the_order_of_their_numbers(order: list[int]) -> None:
    """Events that arrive out of order fold as they were numbered."""
    told = events(*TOLD)
    assert fold_events(told[place] for place in order) == fold_events(told)


def test_the_safety_net_can_be_corrected_and_taken_back() -> None:
    """The last word on the safety net holds; null: there is none after all."""
    corrected = ("safety_net_set", {"safety_net": "zes_weken"})
    assert folded(corrected).safety_net == "zes_weken"
    assert folded(corrected, ("safety_net_set", {"safety_net": None})).safety_net is None


def test_the_sickness_after_a_leave_has_the_same_cause_unless_that_is_reported() -> None:
    """Leave never breaks the case by itself, so a report that does not speak of the cause leaves it whole."""
    span = {"from": "2026-03-16", "until": "2026-07-05"}
    (untold,) = folded(("leave_recorded", span)).leaves
    (other,) = folded(("leave_recorded", {**span, "same_cause": False})).leaves
    assert (untold.same_cause, other.same_cause) == (True, False)


def test_a_leave_has_the_same_cause_unless_it_is_said_not_to() -> None:
    """Whoever records a leave around childbirth without a word on its cause does not open a new case."""
    leave = ("leave_recorded", {"from": "2026-03-16", "until": "2026-07-05"})
    assert [each.same_cause for each in folded(leave).leaves] == [True]


def test_the_sick_report_may_tell_when_the_state_pension_begins() -> None:
    """A later report takes its place, also when it says that there is none."""
    sick = Event(1, "sick_reported", D, {"first_sick_day": "2026-01-05", "aow_on": "2026-06-30"})
    assert fold_events([sick]).aow_on == date(2026, 6, 30)
    assert fold_events([sick, Event(2, "aow_set", D, {"on": None})]).aow_on is None


def test_the_sick_report_may_tell_since_when_a_safety_net_is_known() -> None:
    """Its field has a name of its own there; a wrong value is refused by that name."""
    known = {"first_sick_day": "2026-01-05", "safety_net": "vierde_dag", "safety_net_known_on": "2026-02-01"}
    assert fold_events([Event(1, "sick_reported", D, known)]).safety_net_known_on == date(2026, 2, 1)
    with pytest.raises(FactsError, match=r"^Gebeurtenis 1 \(sick_reported\), veld 'safety_net'"):
        fold_events([Event(1, "sick_reported", D, known | {"safety_net": "nee"})])


def test_what_uwv_was_asked_and_did_not_do() -> None:
    """The last report of each holds; a sanction that is decided anew after its revocation counts."""
    told = folded(
        ("extension_requested", {"on": "2027-05-01"}),
        ("uwv_letter_missing", {"on": "2027-10-20"}),
        ("uwv_letter_missing", {"on": "2027-11-01"}),
        ("sanction_decided", {"on": "2027-11-19"}),
        ("sanction_revoked", {"on": "2027-12-20"}),
    )
    assert (told.extension_requested_on, told.no_uwv_letter_on) == (date(2027, 5, 1), date(2027, 11, 1))
    assert told.sanction == Sanction(date(2027, 11, 19), revoked_on=date(2027, 12, 20))
    anew = folded(("sanction_decided", {"on": "2028-01-03"}), ("sanction_revoked", {"on": "2027-12-20"}))
    assert anew.sanction == Sanction(date(2028, 1, 3))


def test_the_last_report_of_a_letter_or_a_decision_holds() -> None:
    """Of two reports of a letter of one day the later corrects the earlier; another day is another letter."""
    told = folded(
        ("riv_incomplete", {"on": "2027-11-08", "repair_by": "2027-11-15"}),
        ("riv_incomplete", {"on": "2027-11-22", "repair_by": "2027-11-29"}),
        ("riv_incomplete", {"on": "2027-11-29", "repair_by": None}),
        ("riv_incomplete", {"on": "2027-11-30"}),
        ("riv_incomplete", {"on": "2027-11-08", "repair_by": "2027-11-22"}),
        ("wia_decided", {"on": "2028-02-01", "outcome": "wga", "share": "35_80"}),
        ("wia_decided", {"on": "2028-02-02", "outcome": "geweigerd"}),
    )
    assert told.riv_incomplete == (
        IncompleteReport(date(2027, 11, 8), date(2027, 11, 22)),
        IncompleteReport(date(2027, 11, 22), date(2027, 11, 29)),
        IncompleteReport(date(2027, 11, 29)),
        IncompleteReport(date(2027, 11, 30)),
    )
    assert told.wia_decision == WiaDecision(date(2028, 2, 2), "geweigerd")
    with pytest.raises(FactsError, match=r"'outcome': verwacht een van: iva, wga, geweigerd"):
        folded(("wia_decided", {"on": "2028-02-01", "outcome": "ja"}))
