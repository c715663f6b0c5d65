"""Every document of the catalogue, made of a case that a file really opened: with next to nothing in it, and with all.

A sample that a test makes up can flatter: it has values no import can bring.
"""

import json
import re
from collections.abc import Mapping
from functools import cache

import pytest
from sqlmodel import Session, select
from support.import_rows import imported, row_of

from models.addressees import find_employee
from models.record import append_event, write_effect
from models.tables import AWAITS_YES, Bureau, Case, Referral
from models.virtual_calendar import set_virtual_day
from spoorboek.demo.people import valid_bsn
from spoorboek.statute.actions import Action
from spoorboek.stories.simulation import run_case
from spoorboek.stories.story_reader import load_story
from tasks.case_state import case_state_in
from tasks.effects.document_data import document_context
from tasks.effects.referral_content import referral_context
from templates.document_context import DocumentContext
from templates.document_page import check_needs, document_html
from templates.forms.form_fields import FieldSheet
from templates.messages.referral_message import referral_message
from templates.plain_text import plain_text
from templates.template_catalogue import catalogue, find_template

OF_A_FILE = {
    *(f"werknemer_{name}" for name in ("naam", "geboortedatum", "adres", "mail", "telefoon", "functie")),
    *("werknemer_uren", "werknemer_opleiding", "werkgever_naam", "werkgever_loonheffingennummer"),
    *("casemanager_naam", "casemanager_contact", "bedrijfsarts_naam", "eerste_ziektedag"),
}  # the fields whose value a file brings
LOOSE_ENDS = re.compile(r"\bNone\b|\bUndefined\b|\{\{|\}\}|  ,|: *,|\(\)")
STORY_OF = {
    "bijstelling_plan_van_aanpak": "tweede_spoor_twee_bureaus",
    "loon_opschorting": "loonopschorting_zonder_kennisgeving",
    "loon_hervat": "loonopschorting_zonder_kennisgeving",
    "loon_verwerken": "loonopschorting_zonder_kennisgeving",
    "afsluiting": "loonopschorting_zonder_kennisgeving",
    "loon_waarschuwing": "loonstop_met_vangnet",
    "loon_stop": "loonstop_met_vangnet",
    "ziek_uit_dienst_melding": "contract_eindigt_in_week_30",
    "riv_ziek_uit_dienst": "contract_eindigt_in_week_30",
    "riv_aanvulling": "verslag_onvolledig",
    "bekortingsverzoek": "loonsanctie_met_herstel",
    "verzoek_bijstelling_probleemanalyse": "geen_mogelijkheden",
    "verzoek_deskundigenoordeel": "vastgelopen_deskundigenoordeel",
    "bezwaarschrift": "loonsanctie_met_herstel",
    "gespreksverslag": "stukken_op_verzoek",
    "gemist_spreekuur": "stukken_op_verzoek",
    "zoekgegevens": "stukken_op_verzoek",
    "overlijden_loon": "overleden_in_week_20",
    "overlijden_dossier": "overleden_in_week_20",
}
USUAL_STORY = "volledig_tot_wia"
REFERRAL = ("aanmelding_spoor_2", "aanmelding_spoor_2_bericht")
# About nobody: test_questions and test_capability_news make these from the record.
NAMELESS = ("uitvraag_spoor_2", "wijziging_spoor_2")
PAPER = [key for key, row in catalogue().items() if row.family != "bericht" and key not in NAMELESS]
RICH = row_of(
    Werkgever_adres="Havenweg 1", Postcode_werkgever="3542aa", Werkgever_plaats="Utrecht",
    Werkgever_telefoon="030-7654321", Loonheffingennummer="123456789L01",
    Geboortedatum="29-2-1984", BSN="111222333", E_mail="kim@zorg.example", Functie="Medewerker magazijn",
    Uren_per_week="36,5", Adres="Kersenlaan 12", Postcode_werknemer="3511AB", Woonplaats="Utrecht",
    Telefoon="+31 6 1234 5678", Opleiding="mbo-4 logistiek",
    Casemanager="Iris de Boer", Casemanager_e_mail="iris@zorg.example", Casemanager_telefoon="(030) 111 22 33",
    Casemanager_organisatie="Zorg BV", Casemanager_aanhef="mevrouw De Boer",
    Bedrijfsarts="M. Postma", Bedrijfsarts_e_mail="post@arbo.example", Bedrijfsarts_telefoon="088 1234567",
    Bedrijfsarts_organisatie="Arbodienst De Brug", Bedrijfsarts_aanhef="v",
)  # fmt: skip
POOR = row_of()


@cache
def _told(key: str) -> tuple[str, Action]:
    """Return the story in which a document is made, and the action that asks for it first."""
    story = STORY_OF.get(key, USUAL_STORY)
    actions = run_case(load_story(story).events_of(1)).actions
    kind, name = ("referral_sent", None) if key in REFERRAL else ("document", key)
    return story, next(each for each in actions if each.kind == kind and name in (None, each.name))


def context_of_record(session: Session, key: str, row: Mapping[str, str]) -> DocumentContext:
    """Return the context of a document in the case of an imported row, on the day its story asks for it.

    Each document has a case of its own, of a person of its own.
    """
    story, action = _told(key)
    reports = [each for each in load_story(story).events_of(1) if each.day <= action.on]
    first = reports[0].data["first_sick_day"]
    set_virtual_day(session, reports[0].day)
    session.commit()
    number = key.replace("_", "-")[:30]
    own = {"Personeelsnummer": number, "Ander dienstverband": "nee", "Eerste ziektedag": str(first)}
    if "BSN" in row:
        own["BSN"] = valid_bsn(list(catalogue()).index(key))
    imported({**row, **own})
    employee = find_employee(session, row["Werkgever"], number)
    assert employee is not None
    case = session.exec(select(Case).where(Case.employee_id == employee.id)).one()
    for each in reports[1:]:
        append_event(session, case, each.kind, each.day, each.data, "operator-1")
    set_virtual_day(session, action.on)
    session.commit()
    current = case_state_in(session, case.number)
    if key not in REFERRAL:
        return document_context(session, case, current, action, key)
    bureau = Bureau(code=f"koers-{case.number}", name="Koers Loopbaan", email="post@koers.example")
    session.add(bureau)
    effect = write_effect(session, case, action)
    assert effect is not None
    session.flush()
    referral = Referral(
        case_id=case.id, effect_id=effect, bureau_id=bureau.id, number=1, opened_on=action.on, status=AWAITS_YES
    )
    return referral_context(session, case, current, referral, action.key)


def made(session: Session, key: str, row: dict[str, str]) -> tuple[str, set[str]]:
    """Return the text of a document of the record, and the names of its fields that are left blank."""
    context, sheet = context_of_record(session, key, row), FieldSheet()
    check_needs(find_template(key), context)
    text = plain_text(document_html(find_template(key), context, sheet))
    return text, {field.name for field in sheet.fields if not field.value}


def test_a_file_with_its_obligatory_columns_alone_makes_every_document(session: Session) -> None:
    """Nothing is printed that is not known, and nothing is missing without which there is no document."""
    for key in PAPER:
        text, _ = made(session, key, POOR)
        assert "Kim de Boer" in text or find_template(key).receiver != "werknemer", key
        assert not LOOSE_ENDS.search(text), key


def test_a_file_with_every_column_fills_every_document(session: Session) -> None:
    """What the record knows is in the letterhead, the address and the fields; nothing of it is asked."""
    for key in PAPER:
        text, blank = made(session, key, RICH)
        assert not LOOSE_ENDS.search(text), key
        assert not blank & OF_A_FILE, key
        if find_template(key).family == "brief":
            assert "Havenweg 1 · 3542 AA Utrecht · telefoon 030 7654321" in text, key
        if find_template(key).family == "brief" and find_template(key).receiver == "werknemer":
            assert "Kersenlaan 12\n3511 AB Utrecht" in text, key
            assert "iris@zorg.example of 030 1112233" in text, key


def test_a_letter_greets_a_contact_as_the_file_says(session: Session) -> None:
    """A title alone goes before the name; the organisation stands above it."""
    text, _ = made(session, "verzoek_probleemanalyse", RICH)
    assert "Geachte mevrouw M. Postma," in text
    assert "Arbodienst De Brug" in text


def test_a_referral_of_a_full_file_asks_only_what_no_file_has(session: Session) -> None:
    """Telephone, education, address and who to call are in form and message; the rest comes with the preparation."""
    text, blank = made(session, "aanmelding_spoor_2", RICH)
    for known in ("06 12345678", "mbo-4 logistiek", "Kersenlaan 12, 3511 AB Utrecht", "030 7654321"):
        assert known in text
    assert "iris@zorg.example of 030 1112233" in text
    assert not {name for name in blank if name.startswith("werknemer_")}


@pytest.mark.parametrize(("row", "phone", "education"), [(RICH, "06 12345678", "mbo-4 logistiek"), (POOR, None, None)])
def test_the_message_of_a_referral_has_what_the_record_has(
    session: Session, row: dict[str, str], phone: str | None, education: str | None
) -> None:
    """What is not known is null, never an empty text."""
    message = json.loads(referral_message(context_of_record(session, "aanmelding_spoor_2_bericht", row)))
    person, client = message["werknemer"], message["opdrachtgever"]
    assert (person["telefoon"], person["opleiding"]) == (phone, education)
    assert person["adres"] == (["Kersenlaan 12", "3511 AB Utrecht"] if phone else [])
    assert (client["casemanager"] or {}).get("telefoon") == ("030 1112233" if phone else None)
