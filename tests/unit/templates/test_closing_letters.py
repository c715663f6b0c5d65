"""Every way a case closes has its own letter to the employee, and none says more than is so."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from spoorboek.statute.facts import StepRef
from spoorboek.statute.policy.policy_reader import house_policy
from templates.document_context import DocumentDates
from templates.document_maker import make_document
from templates.document_page import document_html
from templates.forms.form_fields import FieldSheet
from templates.plain_text import plain_text
from templates.samples.sample_cases import bare, day, full
from templates.template_catalogue import find_template

DECIDED = day(719)
OBJECTION = {"bezwaar_wia_werknemer": DocumentDates(DECIDED, None, day(761), 109)}
REPORTED = {"ziek_uit_dienst_melding": DocumentDates(day(48), None, day(53), 8, day(52))}
ENDINGS: dict[str, tuple[dict[str, Any], tuple[str, ...]]] = {
    "hersteld": ({"recovered_on": day(92)}, ("weer helemaal hersteld gemeld", "vier weken niet opnieuw ziek")),
    "andere_oorzaak": ({}, ("Na uw verlof", "een nieuw dossier")),
    "einde_dienstverband": (
        {"contract_ends_on": day(53), "dates": REPORTED},
        ("dienstverband met ons is geëindigd op 27 februari 2026", "op 26 februari 2026 bij UWV ziek gemeld"),
    ),
    "aow": ({"aow_on": day(100)}, ("AOW-leeftijd bereikt op 15 april 2026",)),
    "einde_termijn": (
        {"close_reason": None, "wia_decided_on": DECIDED, "dates": OBJECTION, "today": day(727)},
        ("over uw WIA-aanvraag besloten", "bezwaar maken tot en met 5 februari 2028"),
    ),
}


def letter(reason: str, **more: Any) -> str:
    """Return the text of the closing letter for a reason, on one line."""
    known = {"recovered_on": None, "close_reason": reason, "closed_on": day(727)}
    context = replace(full("afsluiting"), **{**known, **more})
    text = plain_text(document_html(find_template("afsluiting"), context, FieldSheet()))
    return " ".join(text.split())


def test_every_ending_but_a_death_has_a_letter() -> None:
    """A house that closes a case tells the employee; after a death nobody writes to them."""
    papers = house_policy().closing_papers
    assert {reason for reason in papers if any(each.to == "werknemer" for each in papers[reason])} == set(ENDINGS)
    assert house_policy().choices["closing"].keys() - ENDINGS.keys() == {"overleden"}


@pytest.mark.parametrize("reason", ENDINGS)
def test_a_letter_says_why_this_case_closes(reason: str) -> None:
    """Each names its own reason and days, none of the other four, and what happens to the file."""
    more, words = ENDINGS[reason]
    text = letter(reason, **more)
    for each in (*words, "Wat er met uw gegevens gebeurt"):
        assert each in text, each
    for other in ENDINGS.keys() - {reason}:
        assert ENDINGS[other][1][0] not in text, other
    assert "ziektedossier" not in text
    assert "verzuimdossier" not in text


def test_a_wait_that_ended_without_a_decision_claims_none() -> None:
    """Where UWV's decision is not known, the letter names no decision and no term of objection."""
    text = letter("einde_termijn", close_reason=None)
    assert "besloten" not in text
    assert "bezwaar" not in text
    assert "niet vanzelf het einde van uw dienstverband" in text


def test_an_employer_who_bears_the_risk_stays_the_one_to_call() -> None:
    """The benefit after the contract then comes from the employer, so nobody is sent to UWV."""
    text = letter("einde_dienstverband", contract_ends_on=day(53), leaves_own_risk=True)
    assert "Wij dragen zelf het risico" in text
    assert "bel UWV" not in text


def test_a_term_of_objection_that_passed_is_not_offered() -> None:
    """A letter of after the last day names no day that is gone."""
    text = letter("einde_termijn", close_reason=None, wia_decided_on=DECIDED, dates=OBJECTION, today=day(770))
    assert "tot en met" not in text


@pytest.mark.parametrize("make", [full, bare], ids=["known", "hardly known"])
def test_an_objection_is_about_the_decision_of_its_step(make: Any) -> None:
    """The same paper serves both decisions; each names its own day and term."""
    of_wia = replace(
        make("bezwaarschrift"),
        step=StepRef("bezwaar_wia_werkgever"),
        wia_decided_on=date(2028, 1, 10),
        dates={"bezwaar_wia_werkgever": DocumentDates(due_on=date(2028, 2, 21))},
    )
    made = [make_document("bezwaarschrift", context).text for context in (make("bezwaarschrift"), of_wia)]
    of_sanction, about_wia = (" ".join(text.split()) for text in made)
    assert "15 november 2027" in of_sanction
    assert "loonsanctie" in of_sanction
    assert "10 januari 2028" in about_wia
    assert "21 februari 2028" in about_wia
    assert "loonsanctie" not in about_wia
