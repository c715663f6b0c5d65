"""FACTS.json: the facts of a case as people write them."""

import json
import re
from datetime import date
from typing import Any

import pytest
from support.repository import ROOT

from spoorboek.statute.errors import FactsError
from spoorboek.statute.facts import (
    Advice,
    CaseFacts,
    IncompleteReport,
    Leave,
    Recovery,
    ReturnProspect,
    Sanction,
    Spell,
    StepRef,
    WiaDecision,
)
from spoorboek.statute.reports.facts_json import KEYS, facts_from_json, facts_from_text

WHOLE: dict[str, Any] = {
    "first_sick_day": "2026-01-05",
    "recoveries": [{"from": "2026-03-16", "until": "2026-04-05"}],
    "leaves": [{"from": "2026-06-01", "until": "2026-09-20", "same_cause": True}],
    "done": {
        "probleemanalyse": "2026-02-10",
        "plan_van_aanpak": "2026-02-20",
        "evaluatie": ["2026-04-10", None, "2026-07-01"],
    },
    "safety_net": "vierde_dag",
    "contract_ends_on": "2027-06-30",
    "aow_on": "2030-01-01",
    "no_possibilities": False,
    "return_prospect": {"on": "2026-12-01", "within_3_months": True},
    "advice": [{"on": "2026-11-01", "track": 2}],
    "sanction": {"decided_on": "2027-12-01", "repair_reported_on": None, "repair_decided_on": None},
    "extension_until": None,
}


def test_every_fact_can_be_written() -> None:
    """The whole shape of the fixed surface becomes facts; a list of dates counts occurrences, null leaves one out."""
    assert facts_from_json(WHOLE) == CaseFacts(
        date(2026, 1, 5),
        recoveries=(Recovery(date(2026, 3, 16), date(2026, 4, 5)),),
        leaves=(Leave(date(2026, 6, 1), date(2026, 9, 20)),),
        done={
            StepRef("probleemanalyse"): date(2026, 2, 10),
            StepRef("plan_van_aanpak"): date(2026, 2, 20),
            StepRef("evaluatie", 1): date(2026, 4, 10),
            StepRef("evaluatie", 3): date(2026, 7, 1),
        },
        safety_net="vierde_dag",
        contract_ends_on=date(2027, 6, 30),
        aow_on=date(2030, 1, 1),
        return_prospect=ReturnProspect(date(2026, 12, 1), True),
        advice=(Advice(date(2026, 11, 1), 2),),
        sanction=Sanction(date(2027, 12, 1)),
    )


def test_the_first_sick_day_is_enough() -> None:
    """All other keys may be left out, or be null."""
    empty = {key: None for key in WHOLE if key not in ("first_sick_day", "no_possibilities")}
    assert facts_from_json({"first_sick_day": "2026-01-05"}) == CaseFacts(date(2026, 1, 5))
    assert facts_from_json({**empty, "first_sick_day": "2026-01-05"}) == CaseFacts(date(2026, 1, 5))


def test_a_recovery_may_still_last() -> None:
    """`until` null or absent: still recovered."""
    for item in ({"from": "2026-03-16"}, {"from": "2026-03-16", "until": None}):
        assert facts_from_json({**WHOLE, "recoveries": [item], "leaves": []}).recoveries == (
            Recovery(date(2026, 3, 16)),
        )


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"ziek": 1}, "De feiten: onbekende sleutel 'ziek'; bekend zijn: first_sick_day"),
        (
            {"recoveries": [{"from": "2026-03-16", "tot": None}]},
            r"recoveries\[0\]: onbekende sleutel 'tot'; bekend zijn: from, until\.$",
        ),
        ({"leaves": [{"from": "2026-03-16"}]}, r"leaves\[0\]: 'until' ontbreekt"),
        ({"advice": [{"on": "2026-11-01", "track": 3}]}, r"advice\[0\].track: verwacht een van: 1, 2"),
        ({"advice": [{"on": "2026-11-01", "track": True}]}, r"advice\[0\].track: verwacht een van: 1, 2"),
        ({"sanction": {"besluit": "2027-12-01"}}, "sanction: onbekende sleutel 'besluit'"),
        ({"sanction": {"decided_on": None}}, "sanction.decided_on: verwacht een datum"),
        ({"return_prospect": {"on": "2026-12-01"}}, "return_prospect: 'within_3_months' ontbreekt"),
        ({"done": {"probleemanalise": "2026-02-10"}}, "Onbekende stap 'probleemanalise'"),
        ({"done": {"probleemanalyse": ["2026-02-10", "2026-02-11"]}}, "komt één keer voor"),
        ({"done": ["probleemanalyse"]}, "done: verwacht een object"),
        ({"recoveries": {}}, "recoveries: verwacht een lijst"),
        ({"recoveries": [3]}, r"recoveries\[0\]: verwacht een object met from, until"),
        ({"safety_net": "ja"}, "safety_net: verwacht een van: vierde_dag, zes_weken"),
        ({"no_possibilities": "nee"}, "no_possibilities: verwacht true of false"),
        ({"first_sick_day": "05-01-2026"}, "first_sick_day: verwacht een datum als 2026-01-05"),
        ({"first_sick_day": 20260105}, "first_sick_day: verwacht een datum als 2026-01-05"),
        ({"first_sick_day": "20260105"}, "first_sick_day: verwacht een datum als 2026-01-05"),
        ({"first_sick_day": "2026-02-29"}, "first_sick_day: 2026-02-29 bestaat niet op de kalender"),
        ({"first_sick_day": "9999-12-31"}, "ligt niet tussen 1990 en 2199"),
        ({"aow_on": "0026-01-05"}, "ligt niet tussen 1990 en 2199"),
    ],
)
def test_what_is_not_the_shape_is_refused_with_its_place(change: dict[str, Any], message: str) -> None:
    """The message names the place, what was expected, and the unknown keys."""
    with pytest.raises(FactsError, match=message):
        facts_from_json({**WHOLE, **change})


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            {"recoveries": [{"from": "2026-03-16", "until": "2026-04-05"}, {"from": "2026-04-05"}]},
            "Twee perioden van herstel overlappen",
        ),
        ({"recoveries": [{"from": "2026-03-16"}, {"from": "2026-05-05"}]}, "vanaf 16 maart 2026 heeft geen einde"),
        ({"recoveries": [{"from": "2026-03-16", "until": "2026-03-15"}]}, "Het herstel eindigt op 15 maart 2026, vóór"),
        (
            {"leaves": [{"from": "2026-01-05", "until": "2026-05-15"}]},
            "Het verlof begint op 5 januari 2026, niet na de eerste",
        ),
        (
            {"done": {"evaluatie:2": "2026-05-05"}},
            "'evaluatie:2' is geen stap. Geef bij een stap die terugkomt een lijst",
        ),
        ({"contract_ends_on": "2026-01-04"}, "Het einde van het dienstverband"),
        ({"sanction": {"decided_on": "2027-12-01", "repair_reported_on": "2027-11-30"}}, "ligt vóór het besluit"),
    ],
)
def test_contradictions_are_refused_as_in_the_fold(change: dict[str, Any], message: str) -> None:
    """The same checks as for events."""
    with pytest.raises(FactsError, match=message):
        facts_from_json({**WHOLE, **change})


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "Geen geldige JSON: regel 1, kolom 2"),
        ("", "Geen geldige JSON: regel 1, kolom 1"),
        ("[]", "De feiten: verwacht een object met first_sick_day"),
        ("{}", "De feiten: 'first_sick_day' ontbreekt"),
        (
            '{"first_sick_day": "2026-01-05", "first_sick_day": "2026-01-06"}',
            "De sleutel 'first_sick_day' staat er twee keer",
        ),
    ],
)
def test_text_that_is_no_facts_is_refused(text: str, message: str) -> None:
    """Broken JSON is named by line and column, a double key by its name."""
    with pytest.raises(FactsError, match=message):
        facts_from_text(text)


def test_text_reads_as_json() -> None:
    """Text and parsed JSON give the same facts."""
    assert facts_from_text(json.dumps(WHOLE)) == facts_from_json(WHOLE)


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"aow_on": "x"}, "aow_on"),
        ({"stuck": [{"from": "x"}]}, "stuck[0].from"),
        ({"stuck": [{"from": "2026-05-05", "until": "x"}]}, "stuck[0].until"),
        ({"leaves": [{"from": "2026-05-05", "until": "2026-05-06", "same_cause": "x"}]}, "leaves[0].same_cause"),
        ({"leaves": [{"from": "x", "until": "2026-05-06"}]}, "leaves[0].from"),
        ({"leaves": [{"from": "2026-05-05", "until": "x"}]}, "leaves[0].until"),
        ({"return_prospect": {"on": "x", "within_3_months": True}}, "return_prospect.on"),
        ({"return_prospect": {"on": "2026-05-05", "within_3_months": "x"}}, "return_prospect.within_3_months"),
        (
            {"return_prospect": {"on": "2026-05-05", "within_3_months": True, "lost_on": "x"}},
            "return_prospect.lost_on",
        ),
        ({"advice": ["x"]}, "advice[0]"),
        ({"advice": [{"on": "x", "track": 1}]}, "advice[0].on"),
        ({"advice": [{"on": "2026-05-05", "track": 1}, {"on": "2026-05-05", "track": 7}]}, "advice[1].track"),
        ({"sanction": {"decided_on": "x"}}, "sanction.decided_on"),
        ({"sanction": {"decided_on": "2027-12-01", "repair_reported_on": "x"}}, "sanction.repair_reported_on"),
        ({"done": {"probleemanalyse": "x"}}, "done.probleemanalyse"),
        ({"marginal": {"from": "2026-05-05", "until": "x"}}, "marginal.until"),
    ],
)
def test_every_mistake_is_named_by_its_place(change: dict[str, Any], place: str) -> None:
    """Who reads the message finds the word in the file."""
    with pytest.raises(FactsError, match=f"^{re.escape(place)}: "):
        facts_from_json({**WHOLE, **change})


def test_a_leave_is_of_the_same_cause_unless_it_is_said_not_to_be() -> None:
    """Absent: the same cause, so the case goes on after the leave; false: another."""
    leave = {"from": "2026-05-05", "until": "2026-08-20"}
    found = [
        facts_from_json({"first_sick_day": "2026-01-05", "leaves": [leave | extra]}).leaves[0].same_cause
        for extra in ({}, {"same_cause": True}, {"same_cause": False})
    ]
    assert found == [True, True, False]


def test_a_sanction_has_its_three_days() -> None:
    """Decided, repair reported, repair found."""
    days = {"decided_on": "2027-12-01", "repair_reported_on": "2028-03-01", "repair_decided_on": "2028-03-15"}
    found = facts_from_json({"first_sick_day": "2026-01-05", "sanction": days}).sanction
    assert found == Sanction(date(2027, 12, 1), date(2028, 3, 1), date(2028, 3, 15))


def test_a_step_with_a_number_is_told_how_to_give_each_time() -> None:
    """The whole sentence: what is wrong, and what to do."""
    with pytest.raises(FactsError) as refused:
        facts_from_json({**WHOLE, "done": {"evaluatie:2": "2026-05-05"}})
    assert str(refused.value) == (
        "done: 'evaluatie:2' is geen stap. Geef bij een stap die terugkomt een lijst met een datum per keer, null waar "
        "zij niet gedaan is."
    )


def test_all_unknown_keys_are_named() -> None:
    """And the double one is, not the one before it."""
    with pytest.raises(FactsError, match="onbekende sleutel 'ziek', 'beter'; bekend"):
        facts_from_json({**WHOLE, "ziek": 1, "beter": 2})
    with pytest.raises(FactsError, match=r"De sleutel 'aow_on' staat er twee keer\. Laat er één staan\."):
        facts_from_text('{"first_sick_day": "2026-01-05", "aow_on": null, "aow_on": null}')


@pytest.mark.parametrize(
    ("key", "extra"),
    [
        *((key, {}) for key in ("contract_ends_on", "aow_on", "possibilities_since", "extension_until")),
        ("no_possibilities_since", {"no_possibilities": True}),
        ("safety_net_known_on", {"safety_net": "vierde_dag"}),
        ("second_track_waived_on", {"aow_on": "2028-06-01"}),
    ],
)
def test_every_day_becomes_the_fact_of_its_name(key: str, extra: dict[str, Any]) -> None:
    """And of no other."""
    facts = facts_from_json({"first_sick_day": "2026-01-05", **extra, key: "2028-02-01"})
    assert getattr(facts, key) == date(2028, 2, 1)
    assert [name for name in facts.__slots__ if getattr(facts, name) == date(2028, 2, 1)] == [key]


@pytest.mark.parametrize("key", ["done", "deviations", "postponed"])
def test_days_of_steps_are_done_agreed_or_postponed(key: str) -> None:
    """A date per step under each of the three names."""
    facts = facts_from_json({"first_sick_day": "2026-01-05", key: {"probleemanalyse": "2026-02-10"}})
    told = {name: dict(getattr(facts, name)) for name in ("done", "deviations", "postponed")}
    assert told == {"done": {}, "deviations": {}, "postponed": {}} | {
        key: {StepRef("probleemanalyse"): date(2026, 2, 10)}
    }


def test_the_facts_of_the_employment_are_read() -> None:
    """Safety net from a later day, the reports of ZW 38, own risk, death, household: each by its key."""
    written = {
        "first_sick_day": "2026-01-05",
        "safety_net": "zes_weken",
        "safety_net_from": "2026-01-20",
        "no_week_42_report": False,
        "own_risk": {"from": "2025-01-01", "until": "2026-12-31"},
        "died_on": "2026-03-01",
        "household_staff": True,
    }
    facts = facts_from_json(written)
    assert (facts.safety_net_from, facts.no_week_42_report) == (date(2026, 1, 20), False)
    assert facts.own_risk == Spell(date(2025, 1, 1), date(2026, 12, 31))
    assert (facts.died_on, facts.household_staff) == (date(2026, 3, 1), True)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"safety_net_from": "2026-01-20"}, "maar er is geen vangnet van de vierde dag of van zes weken"),
        ({"safety_net": "dertien_weken", "safety_net_from": "2026-01-20"}, "geen vangnet van de vierde dag"),
        ({"own_risk": {"from": "2026-02-01", "until": "2026-01-31"}}, "Het eigenrisicodragerschap eindigt"),
        ({"died_on": "2026-01-04"}, "Het overlijden .* ligt vóór de eerste ziektedag"),
        ({"no_week_42_report": "nee"}, "no_week_42_report: verwacht true of false"),
        ({"household_staff": 1}, "household_staff: verwacht true of false"),
    ],
)
def test_facts_of_the_employment_that_cannot_be_are_refused(wrong: dict[str, Any], said: str) -> None:
    """In one Dutch message that names the place or both days."""
    with pytest.raises(FactsError, match=said):
        facts_from_json({"first_sick_day": "2026-01-05", **wrong})


def test_what_uwv_was_asked_and_did_not_do_can_be_written() -> None:
    """A request for extension, a letter that did not come, a sanction that was revoked; a wrong order is refused."""
    written = {
        "first_sick_day": "2026-01-05",
        "extension_requested_on": "2027-05-01",
        "no_uwv_letter_on": "2027-11-01",
        "sanction": {"decided_on": "2028-01-03", "revoked_on": "2028-04-01"},
        "riv_incomplete": [{"on": "2027-11-08", "repair_by": "2027-11-15"}, {"on": "2027-11-09"}],
        "wia_decision": {"on": "2028-02-01", "outcome": "wga", "share": "35_80"},
    }
    assert facts_from_json(written) == CaseFacts(
        date(2026, 1, 5),
        extension_requested_on=date(2027, 5, 1),
        no_uwv_letter_on=date(2027, 11, 1),
        sanction=Sanction(date(2028, 1, 3), revoked_on=date(2028, 4, 1)),
        riv_incomplete=(
            IncompleteReport(date(2027, 11, 8), date(2027, 11, 15)),
            IncompleteReport(date(2027, 11, 9)),
        ),
        wia_decision=WiaDecision(date(2028, 2, 1), "wga", "35_80"),
    )
    with pytest.raises(FactsError, match=r"wia_decision.outcome: verwacht een van: iva, wga, geweigerd"):
        facts_from_json({**written, "wia_decision": {"on": "2028-02-01", "outcome": "ja"}})
    with pytest.raises(FactsError, match=r"herroepen op 2 januari 2028, vóór het besluit erover \(3 januari 2028\)"):
        facts_from_json({**written, "sanction": {"decided_on": "2028-01-03", "revoked_on": "2028-01-02"}})


def test_the_readme_names_every_key() -> None:
    """Who writes FACTS.json finds each key of the facts in the README, and no other in the table there."""
    section = (ROOT / "README.md").read_text().partition("### FACTS.json")[2].partition("\n## ")[0]
    first_column = "".join(line.split("|")[1] for line in section.splitlines() if line.startswith("| `"))
    beside = {"safety_net_known_on", "safety_net_from", "first_sick_day"}
    assert set(re.findall(r"`(\w+)`", first_column)) | beside == set(KEYS)
