"""The milestone table and the dated values, as data."""

from datetime import date, timedelta

import pytest

from spoorboek.statute.errors import NotInForce
from spoorboek.statute.facts import CaseFacts
from spoorboek.statute.law.basis import Basis
from spoorboek.statute.law.data_files import read_data
from spoorboek.statute.law.labels import in_sentence
from spoorboek.statute.law.milestones import RULES_VERSION, make_rulebook, milestone_table, rulebook
from spoorboek.statute.law.values import announced_changes, law_value, law_values
from spoorboek.statute.plan import Force
from spoorboek.statute.timeline.rules import SPECIAL_RULES
from spoorboek.statute.timeline.rules.referral_clocks import CLOCKS, SUSPENSION
from spoorboek.statute.timeline.timeline import timeline

NAMED = {
    *("ziekmelding_arbodienst", "vangnetmelding_vierde_dag", "vangnetmelding_zes_weken", "probleemanalyse"),
    *("plan_van_aanpak", "evaluatie", "bijstelling_plan_van_aanpak", "melding_42_weken", "contactmoment"),
    *("arbeidsdeskundig_onderzoek", "eerstejaarsevaluatie", "loon_tweede_ziektejaar", "start_spoor_2"),
    *("uwv_brief_wia", "actueel_oordeel", "eindevaluatie", "re_integratieverslag", "wia_aanvraag", "riv_upload"),
    *("besluit_loonsanctie", "einde_wachttijd", "eerste_wia_dag", "einde_opzegverbod", "vervroegde_iva"),
    *("ziek_uit_dienst_melding", "riv_ziek_uit_dienst", "einde_loonsanctie", "besluit_bekortingsverzoek"),
    *("bezwaar_loonsanctie", "einde_loondoorbetaling_aow"),
}
ADDED = {"bekortingsverzoek", "herbeoordeling_mogelijkheden", "vangnet_hersteldmelding", "hervraag_perspectief"}
ADDED |= {
    "belastbaarheid_doorgeven",
    "einde_loondoorbetaling_iva",
    "bedenktijd_vaststellingsovereenkomst",
    "instemming_60_plus",
}
ADDED |= {
    "vangnetmelding_dertien_weken",
    "hersteldmelding_na_dienstverband",
    "einde_loondoorbetaling_huishouden",
    "deskundigenoordeel",
    "vaststellingsovereenkomst",
}
ADDED |= {"loon_naast_de_wet", "opzegverbod_naast_de_wet"}
ADDED |= {"einde_loondoorbetaling"}
ADDED |= {"riv_aanvulling", "besluit_wia", "bezwaar_wia_werkgever", "bezwaar_wia_werknemer"}
ADDED |= {"uitkomst_deskundigenoordeel", "gevolg_deskundigenoordeel", "optreden_bij_niet_meewerken"}
ADDED |= {"waarschuwing_loon", "besluit_na_waarschuwing", "kennisgeving_loonopschorting", "kennisgeving_loonstop"}
ADDED |= {"haalbaarheidsonderzoek", "functioneel_profiel", "informeren_spoor_2", "zoekgegevens_spoor_2"}
ADDED |= {*CLOCKS, SUSPENSION}
ADDED |= {"vangnetmelding_loonstop", "herbeoordeling_loonmaatregel", "hervatting_loon"}


def test_the_table_holds_every_milestone_by_its_key() -> None:
    """All keys of the timetable are there, and only those that the law text adds to them."""
    assert milestone_table().keys() == NAMED | ADDED


@pytest.mark.parametrize("key", sorted(NAMED | ADDED))
def test_every_row_says_what_it_rests_on(key: str) -> None:
    """Each row has a label, a force, a reason in Dutch, and for each basis an article, an address and a quote."""
    row = milestone_table()[key]
    assert row.label
    assert row.why.endswith(".")
    assert row.force in Force.__args__  # type: ignore[attr-defined]
    assert row.basis
    for basis in row.basis:
        assert basis.article
        assert basis.quote
        assert basis.url.startswith("https://wetten.overheid.nl/")


@pytest.mark.parametrize("basis", sorted({basis for row in milestone_table().values() for basis in row.basis}), ids=str)
def test_a_basis_links_to_its_article(basis: Basis) -> None:
    """Who follows it lands on the article; only policy rules, which have paragraphs, have no address for each."""
    _, is_article, cited = basis.article.partition(" art. ")
    if is_article:
        assert basis.url.startswith("https://wetten.overheid.nl/jci1.3:c:BWBR")
        assert f"&artikel={cited.partition(' ')[0]}&" in f"{basis.url}&"
    else:
        assert basis.url == "https://wetten.overheid.nl/BWBR0014375"


def test_only_terms_of_the_regeling_can_be_deviated_from() -> None:
    """Regeling art. 5: the terms of arts 2 and 4, no other."""
    assert {key for key, row in milestone_table().items() if row.deviable} == {
        *("ziekmelding_arbodienst", "probleemanalyse", "plan_van_aanpak", "evaluatie"),
        *("bijstelling_plan_van_aanpak", "eerstejaarsevaluatie"),
    }


def test_rows_are_dated_after_what_they_count_from() -> None:
    """A row that counts from another milestone comes after it, whatever its place in the table."""
    places = {row.key: place for place, row in enumerate(rulebook().order)}
    assert places["plan_van_aanpak"] > places["probleemanalyse"]
    assert places["start_spoor_2"] > places["eerstejaarsevaluatie"]
    assert places["evaluatie"] > places["eindevaluatie"]


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"deu": "D + 1"}, "onbekend veld deu; bekend zijn: after"),
        ({"due": "done(nergens) + 1"}, "telt vanaf een onbekende stap: nergens"),
        ({"due": "D +"}, "geen hele term"),
        ({"due": "D + veertig"}, "geen aantal dagen: 'veertig'"),
        ({"target": "D + 43"}, r"de streefdatum \(\+ 43\) ligt na de uiterste datum \(\+ 42\)"),
    ],
)
def test_a_slip_in_the_table_is_found_at_once(change: dict[str, str], complaint: str) -> None:
    """A misspelt field, an unknown milestone or a broken term stops the table from loading."""
    data = read_data("law/milestones.yaml")
    data["milestones"]["probleemanalyse"].update(change)
    with pytest.raises(ValueError, match=complaint):
        make_rulebook(data)


def test_every_replacement_names_a_rule_that_exists() -> None:
    """Terms under `instead` belong to a rule of the list, which looks at that milestone."""
    names = {rule.name: rule for rule in SPECIAL_RULES}
    for key, row in milestone_table().items():
        for name in row.instead:
            assert key in (names[name].milestones or {key})


def test_every_rule_names_its_source() -> None:
    """Each special rule says in whose words it is written, what it replaces, and a sentence in Dutch."""
    for rule in SPECIAL_RULES:
        assert rule.source
        assert rule.replaces
        assert rule.says.endswith(".")


def test_a_rule_is_not_asked_before_it_existed() -> None:
    """A case that began before a milestone was law is refused, naming the milestone and since when it is."""
    with pytest.raises(NotInForce, match="geldt voor wie ziek werd vanaf 29 december 2005; deze zaak begon op 28"):
        timeline(CaseFacts(date(2005, 12, 28)))
    assert timeline(CaseFacts(date(2005, 12, 29))).rules == RULES_VERSION


def test_an_abolished_rule_is_explicit() -> None:
    """A milestone that ended is not planned for cases that begin after it, and asking for it is an error."""
    data = read_data("law/milestones.yaml")
    data["milestones"]["vervroegde_iva"]["valid_until"] = date(2027, 12, 31)
    book = make_rulebook(data)
    assert timeline(CaseFacts(date(2027, 12, 31)), book).milestone("vervroegde_iva")
    assert "vervroegde_iva" not in {m.key for m in timeline(CaseFacts(date(2028, 1, 1)), book)}
    book.check("vervroegde_iva", date(2027, 12, 31))
    with pytest.raises(NotInForce, match="afgeschaft na 31 december 2027"):
        book.check("vervroegde_iva", date(2028, 1, 1))


@pytest.mark.parametrize(("first", "days"), [("2023-06-30", 91), ("2023-07-01", 42), ("2016-01-01", 91)])
def test_the_aow_term_changes_on_1_july_2023(first: str, days: int) -> None:
    """Thirteen weeks for who fell ill before 1 July 2023, six weeks from that day on."""
    assert law_value("aow_days", date.fromisoformat(first)) == days


@pytest.mark.parametrize("name", sorted(law_values()))
def test_a_value_is_not_known_before_its_first_period(name: str) -> None:
    """Asking for a value before it existed is an error that says since when it is known."""
    first = law_values()[name].periods[0].from_
    with pytest.raises(NotInForce, match="bekend vanaf"):
        law_value(name, first - timedelta(1))


def test_what_is_announced_is_listed_and_touches_known_milestones() -> None:
    """Each has a status, the day on which it was true, and a page that says so; nothing in the table follows it."""
    firsts = [item.title.split()[0] for item in announced_changes()]
    assert firsts == ["Advies", "Zestien", "Vereenvoudigde", "Compensatie", "Boete", "Alleen", "Minder", "Geen"]
    for item in announced_changes():
        assert item.status.endswith(".")
        assert set(item.touches) <= milestone_table().keys()
        assert item.true_on == date(2026, 11, 29)
        assert item.sources
        assert all(page.title and page.url and page.seen_on <= item.true_on for page in item.sources)


@pytest.mark.parametrize(
    ("label", "inside"), [("Plan van aanpak", "plan van aanpak"), ("WIA-aanvraag", "WIA-aanvraag"), ("42e", "42e")]
)
def test_a_label_inside_a_sentence_keeps_its_abbreviations(label: str, inside: str) -> None:
    """Only a first capital that is not part of an abbreviation becomes small."""
    assert in_sentence(label) == inside
