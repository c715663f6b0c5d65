"""What a kind of defect says of a finding of the second track, how a paper is named, and the edges of two rules."""

from datetime import date, timedelta

import pytest
from support.dossier.sound_dossiers import Dossier, assessed, excused, sound_dossier

from spoorboek.statute.dossier.defect_kinds import defect_kinds
from spoorboek.statute.dossier.dossier_findings import lower_label
from spoorboek.statute.dossier.paper_kinds import PAPER_KINDS
from spoorboek.statute.facts import Advice
from spoorboek.statute.second_track.finding_kinds import FINDING_KINDS

WATCHED = {"geen_trajectplan", "voortgang_te_laat", "einde_zonder_bericht", "te_laat_begonnen"}
ADVISED = date(2025, 6, 16)


@pytest.mark.parametrize("code", FINDING_KINDS)
def test_a_finding_of_the_second_track_is_as_heavy_as_what_it_rests_on(code: str) -> None:
    """Words of UWV's policy rules make it heavy, and effort mends it; a norm of the house asks a paper."""
    kind, found = FINDING_KINDS[code], defect_kinds()[code]
    heavy = kind.rests_on is not None
    assert (found.severity, found.repair) == (("ernstig", "inspanning") if heavy else ("vraag", "stuk"))
    assert (found.says, found.mends, found.who) == (kind.says, kind.mends, kind.who)
    assert (found.basis, found.source, found.watched) == (kind.basis, kind.source, code in WATCHED)


@pytest.mark.parametrize(
    ("kind", "label"),
    [("probleemanalyse", "probleemanalyse"), ("dat_is_geen_stuk", "dat_is_geen_stuk"), ("Wie", "wie")],
)
def test_a_paper_is_named_within_a_sentence(kind: str, label: str) -> None:
    """One of a kind that this product does not know yet by its code."""
    assert lower_label(kind) == label


@pytest.mark.parametrize("kind", PAPER_KINDS)
def test_a_known_paper_is_named_by_its_label(kind: str) -> None:
    """Without its capital."""
    label = PAPER_KINDS[kind].label
    assert lower_label(kind) == label[0].lower() + label[1:]


def plain() -> Dossier:
    """Return two years in which nothing special happened."""
    return sound_dossier(**excused())


def found(dossier: Dossier, code: str, on: date) -> list[tuple[str, date, str]]:
    """Return the findings of a kind: about what, since when, and the sentence."""
    return [(each.subject, each.since, each.sentence) for each in dossier.found(on) if each.code == code]


@pytest.mark.parametrize(("early", "wrong"), [(0, False), (1, True)])
def test_a_paper_is_dated_on_the_day_of_what_it_rests_on_at_the_earliest(early: int, wrong: bool) -> None:
    """The plan on the day of the analysis is in order; the day before it is not."""
    dossier = plain()
    analysed = next(day for ref, day in dossier.facts["done"].items() if ref.key == "probleemanalyse")
    planned = dossier.done_on(analysed - timedelta(early), "plan_van_aanpak")
    expected = [("plan_van_aanpak", analysed - timedelta(early))] if wrong else []
    assert [each[:2] for each in found(planned, "voor_basis_gedateerd", date(2027, 1, 3))] == expected


def test_a_paper_of_before_the_sickness_is_no_paper_of_this_case() -> None:
    """Dated on the first day on which it could be, it is dated before what it rests on."""
    dossier = plain()
    analysis = dossier.plan.milestone("probleemanalyse")
    first = max(analysis.opens_on or date.min, dossier.plan.facts.first_sick_day)
    for day, wrong in ((first, True), (first - timedelta(1), False)):
        planned = dossier.done_on(day, "plan_van_aanpak")
        subjects = [each[0] for each in found(planned, "voor_basis_gedateerd", date(2027, 1, 3))]
        assert ("plan_van_aanpak" in subjects) is wrong


def test_an_advice_without_a_paper_names_its_day() -> None:
    """In the sentence as well."""
    advised = sound_dossier(**excused(advice=(Advice(ADVISED, 1),), preparation=assessed()))
    bare = advised.without_paper("bijstelling_probleemanalyse")
    (finding,) = found(bare, "geen_advies_op_papier", date(2025, 7, 1))
    assert finding[:2] == ("advies 2025-06-16", date(2025, 7, 1))
    assert "16 juni 2025" in finding[2]
    assert found(bare, "geen_advies_op_papier", date(2025, 6, 30)) == []
