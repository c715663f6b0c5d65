"""Every document as its reader meets it, before it becomes a PDF."""

import re
from dataclasses import replace
from types import MappingProxyType
from typing import Any

import pytest
from jinja2 import UndefinedError

from spoorboek.errors import InputError
from spoorboek.statute.facts import StepRef
from templates.document_context import DocumentContext
from templates.document_page import check_needs, document_html, file_name
from templates.forms.form_fields import FieldSheet
from templates.plain_text import plain_text
from templates.render import template_environment
from templates.samples.sample_cases import EMPLOYEE, EMPLOYER, MANAGER, bare, full
from templates.template_catalogue import catalogue, find_template, template_names

PAPER = [key for key, row in catalogue().items() if row.family != "bericht"]
NEEDS = [(key, path) for key, row in catalogue().items() for path in row.needs]
ASK_BSN = {
    *("plan_van_aanpak", "bijstelling_plan_van_aanpak", "evaluatie", "eerstejaarsevaluatie", "eindevaluatie"),
    *("melding_42_weken", "ziek_uit_dienst_melding", "re_integratieverslag", "riv_ziek_uit_dienst"),
    *("bekortingsverzoek", "riv_aanvulling", "oordeel_werknemer", "verzoek_deskundigenoordeel", "bezwaarschrift"),
}
MEDICAL = (
    *(
        "diagnose",
        "symptoom",
        "symptomen",
        "medicatie",
        "medicijn",
        "therapie",
        "therapeut",
        "psycholoog",
        "psychiater",
    ),
    *("huisarts", "specialist", "ziekenhuis", "operatie", "burn-out", "burnout", "depressie", "kanker", "zwanger"),
    *("klacht", "pijn", "aandoening", "behandeling", "oorzaak", "verslaving", "no-risk", "orgaandonatie"),
)


def html(key: str, context: DocumentContext) -> tuple[str, FieldSheet]:
    """Render one document."""
    sheet = FieldSheet()
    return document_html(find_template(key), context, sheet), sheet


def without(context: DocumentContext, path: str) -> DocumentContext:
    """Return the context as if this one thing were not known."""
    first, *rest = path.split(".")
    if first == "dates":
        left = {name: moment for name, moment in context.dates.items() if name != rest[0]}
        return replace(context, dates=MappingProxyType(left))
    return replace(context, **{first: None})


@pytest.mark.parametrize("key", PAPER)
def test_every_document_can_be_made_of_a_full_and_of_a_bare_context(key: str) -> None:
    """What is not known becomes a place to fill in or is left out; `None` is never printed, nor a loose end."""
    for context in (full(key), bare(key)):
        text = plain_text(html(key, context)[0])
        assert not re.search(r"\bNone\b|\bUndefined\b|\{\{|\}\}|  +\S+ :|  ,", text)
        assert find_template(key).title in text or find_template(key).family == "brief"


@pytest.mark.parametrize(("key", "path"), NEEDS)
def test_a_document_that_misses_what_it_needs_is_refused_by_name(key: str, path: str) -> None:
    """The message names the case, the document and what is missing, says what to do, and holds no person."""
    with pytest.raises(InputError) as caught:
        check_needs(find_template(key), without(full(key), path))
    message = str(caught.value)
    assert "Z-7K3Q9" in message
    assert find_template(key).title in message
    assert template_names()[path] in message
    assert "Vul dit aan" in message
    assert not any(personal in message for personal in (EMPLOYEE.name, EMPLOYER.name, MANAGER.name, "111222333"))


def test_all_that_is_missing_is_named_at_once() -> None:
    """Nobody repairs a document in five rounds."""
    context = replace(full("wia_informatie"), dates=MappingProxyType({}), wait_ends_on=None)
    with pytest.raises(InputError) as caught:
        check_needs(find_template("wia_informatie"), context)
    assert all(template_names()[path] in str(caught.value) for path in find_template("wia_informatie").needs)


def test_an_unknown_document_is_refused_with_the_known_ones() -> None:
    """A wrong key is a wrong key, not an empty document."""
    with pytest.raises(InputError, match=r"‘brief’ bestaat niet.*plan_van_aanpak"):
        find_template("brief")


@pytest.mark.parametrize("source", ["{{ nothing }}", "{{ known.nothing }}", "{{ empty }}", "{{ empty|datum }}"])
def test_nothing_unknown_is_ever_printed(source: str) -> None:
    """An undefined name, an undefined attribute and None are errors, not empty places."""
    with pytest.raises(UndefinedError):
        template_environment().from_string(source).render(known={}, empty=None)


def test_a_template_that_asks_for_the_unknown_says_so_in_dutch() -> None:
    """What slips past the list of needs still names case and template, and whom to tell."""
    with pytest.raises(InputError, match=r"Z-7K3Q9.*wia_informatie.*Meld dit aan de beheerder"):
        html(key := "wia_informatie", replace(full(key), dates=MappingProxyType({})))


@pytest.mark.parametrize("key", PAPER)
def test_what_people_are_called_cannot_change_a_page(key: str) -> None:
    """Names are text: markup in them is escaped."""
    employer = replace(EMPLOYER, name="Smit & <b>Zn</b>")
    assert "<b>Zn" not in html(key, replace(full(key), employer=employer))[0]


@pytest.mark.parametrize("key", PAPER)
def test_nothing_medical_is_asked_or_said(key: str) -> None:
    """Outside the warnings no word of illness, treatment or safety-net ground. Source: AP, De zieke werknemer."""
    page, sheet = html(key, full(key))
    said = plain_text(re.sub(r'<(p|div) class="geen-medisch">.*?</\1>', "", page, flags=re.DOTALL))
    words = " ".join([said, *(field.label + " " + field.name for field in sheet.fields)]).lower()
    assert [word for word in MEDICAL if re.search(rf"\b{word}", words)] == []


@pytest.mark.parametrize("key", PAPER)
def test_every_open_field_has_its_warning_and_its_limit(key: str) -> None:
    """Beside each place for free text: nothing medical belongs there. Source: AP, De zieke werknemer 5.4."""
    page, sheet = html(key, bare(key))
    for field in (field for field in sheet.fields if field.kind == "open"):
        before = page[: page.index(f'id="{field.anchor}"')]
        block = before[before.rindex('class="let-op"') :]
        assert "<h2" not in block
        assert 'class="label"' not in block
        assert 0 < (field.max_length or 0) <= 1200


@pytest.mark.parametrize("key", PAPER)
def test_the_bsn_is_asked_only_where_a_law_asks_for_it(key: str) -> None:
    """UWV asks for it on each part of the file: a field to fill, the last digits beside it; nobody else does."""
    page, sheet = html(key, full(key))
    assert ("werknemer_bsn" in {field.name for field in sheet.fields}) == (key in ASK_BSN)
    assert ("•••••• 333" in page) == (key in ASK_BSN)
    assert not [field.value for field in sheet.fields if field.name == "werknemer_bsn" and field.value]


@pytest.mark.parametrize("key", PAPER)
def test_every_page_tells_where_it_comes_from(key: str) -> None:
    """Case, document, version, template, its version and the version of the rules stand in the footer."""
    page = html(key, replace(full(key), version=3))[0]
    row = find_template(key)
    footer = f"Zaak Z-7K3Q9 · document Z-7K3Q9-0003 versie 3 · sjabloon {key} {row.version} · regels 2026-11-22"
    assert footer in page


@pytest.mark.parametrize("key", [key for key in PAPER if find_template(key).family in ("formulier", "bundel")])
def test_every_signer_has_a_date_beside_the_signature(key: str) -> None:
    """UWV asks for a date of signature with every signature; a question, which names nobody, is not signed."""
    fields = {field.name: field.kind for field in html(key, full(key))[1].fields}
    signatures = [name for name, kind in fields.items() if kind == "handtekening"]
    assert bool(signatures) == (key != "uitvraag_spoor_2")
    assert all(fields["datum_ondertekening_" + name.removeprefix("handtekening_")] == "datum" for name in signatures)


@pytest.mark.parametrize("key", PAPER)
def test_fields_bear_plain_names(key: str) -> None:
    """A field can be read back by a program: lower case letters, digits and underscores."""
    assert all(re.fullmatch(r"[a-z0-9_]+", field.name + field.code) for field in html(key, bare(key))[1].fields)


def test_a_field_cannot_stand_in_a_form_twice() -> None:
    """Two fields of one name would fill each other."""
    sheet = FieldSheet()
    sheet.tekst("naam", "Naam")
    with pytest.raises(ValueError, match="twee keer"):
        sheet.tekst("naam", "Naam")


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("verzoek_probleemanalyse", "week 6, uiterlijk 16 februari 2026"),
        ("plan_van_aanpak", "week 8, uiterlijk 2 maart 2026"),
        ("melding_42_weken", "week 42, uiterlijk 26 oktober 2026"),
        ("eerstejaarsevaluatie", "week 52, uiterlijk 3 januari 2027"),
        ("re_integratieverslag", "week 91, uiterlijk 3 oktober 2027"),
        ("riv_aanvulling", "In uw brief van 27 oktober 2027 schreef u"),
        ("wia_informatie", "week 93, uiterlijk 17 oktober 2027"),
    ],
)
def test_the_date_that_matters_stands_in_the_document_with_its_week(key: str, text: str) -> None:
    """First sick day 5 January 2026. Source: docs/wet/counting.md, A plain case."""
    assert text in plain_text(html(key, full(key))[0])


def test_files_are_named_by_case_date_document_and_version() -> None:
    """`Z-7K3Q9_2026-03-02_plan-van-aanpak_v2.pdf`; a file name holds no person."""
    context: Any = replace(full("plan_van_aanpak"), version=2)
    assert file_name(find_template("plan_van_aanpak"), context, "pdf") == "Z-7K3Q9_2026-02-14_plan-van-aanpak_v2.pdf"


def test_two_occurrences_on_one_day_have_two_names() -> None:
    """Two advices of one day ask for two assessments: the second has its number in its name."""
    template, context = find_template("evaluatie"), full("evaluatie")
    names = [
        file_name(template, replace(context, step=StepRef("evaluatie", occurrence)), "pdf") for occurrence in (1, 2, 11)
    ]
    assert names == [f"Z-7K3Q9_2026-03-26_evaluatie{which}_v1.pdf" for which in ("", "-2", "-11")]
