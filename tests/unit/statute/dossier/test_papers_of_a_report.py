"""What the events of a case tell of its papers, of the parts of its report, of its bundles and of the copy."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pytest

from spoorboek.statute.actions import Effect, EffectKey, Record
from spoorboek.statute.dossier.received_papers import Paper, awaited_study, received_papers, study_papers
from spoorboek.statute.dossier.report_bundles import BUNDLE, GivenCopy, given_copy, is_outdated, report_bundles
from spoorboek.statute.dossier.report_parts import (
    ORDER,
    ReportPart,
    open_points,
    parts_key,
    report_parts,
    report_step,
)
from spoorboek.statute.events import Event
from spoorboek.statute.facts import CaseFacts, Recovery, StepRef
from spoorboek.statute.second_track_facts import Feasibility, Preparation
from spoorboek.statute.timeline.timeline import timeline

D = date(2025, 1, 6)
BOTH = {"werkgever": "2025-03-01", "werknemer": "2025-03-02"}
SIGNED = {party: date.fromisoformat(day) for party, day in BOTH.items()}
PLAN_STEP, RIV = StepRef("plan_van_aanpak"), StepRef("re_integratieverslag")


def day(offset: int) -> date:
    """Return the day so many days after the first sick day."""
    return D + timedelta(days=offset)


def received(paper: int, kind: str, step: str, occurrence: int = 1, **more: Any) -> tuple[str, dict[str, Any]]:
    """Tell that a paper was received."""
    told = {
        "paper": paper,
        "type": kind,
        "step": step,
        "occurrence": occurrence,
        "on": "2025-03-03",
        "from": "werkgever",
    }
    return "document_received", {**told, **more}


def confirmed(paper: int, on: str = "2025-03-01", **more: Any) -> tuple[str, dict[str, Any]]:
    """Tell that a person looked at a paper."""
    return "document_confirmed", {"paper": paper, "on": on, **more}


def record(*told: tuple[str, dict[str, Any]], effects: Mapping[EffectKey, Effect] | None = None) -> Record:
    """Return the record of a case in which this was told."""
    events = [("sick_reported", {"first_sick_day": D.isoformat()}), *told]
    return Record(tuple(Event(seq, kind, D, data) for seq, (kind, data) in enumerate(events, 1)), effects or {})  # type: ignore[arg-type]


def parts(known: Record, **facts: Any) -> dict[str, ReportPart]:
    """Return the parts of the report by kind and, of what comes back, number."""
    found = report_parts(timeline(CaseFacts(D, **facts)), known)
    assert [ORDER.index(each.kind) for each in found] == sorted(ORDER.index(each.kind) for each in found)
    return {f"{each.kind}:{each.step.occurrence}": each for each in found}


def test_a_paper_is_what_was_told_when_it_came_and_when_it_was_looked_at() -> None:
    """The date on it counts once a person looked; of one party the last word counts, a no as well as a yes."""
    events = record(
        received(1, "plan_van_aanpak", "plan_van_aanpak", dated="2025-02-28"),
        received(2, "evaluatie", "evaluatie", 2),
        confirmed(1, "2025-03-01", signed=BOTH),
        confirmed(1, "2025-03-04", refused={"werknemer": "2025-03-04"}),
        confirmed(9),
    ).events
    plan, review = received_papers(events)
    assert plan == Paper(
        number=1,
        kind="plan_van_aanpak",
        step=PLAN_STEP,
        received_on=date(2025, 3, 3),
        sender="werkgever",
        dated=date(2025, 2, 28),
        confirmed_on=date(2025, 3, 4),
        signed={"werkgever": date(2025, 3, 1)},
        refused={"werknemer": date(2025, 3, 4)},
    )
    assert review == Paper(2, "evaluatie", StepRef("evaluatie", 2), date(2025, 3, 3), "werkgever")
    again = record(
        received(1, "evaluatie", "evaluatie"),
        confirmed(1, refused={"werknemer": "2025-03-01"}),
        confirmed(1, signed={"werknemer": "2025-03-02"}),
    )
    (paper,) = received_papers(again.events)
    assert (paper.signed, paper.refused) == ({"werknemer": date(2025, 3, 2)}, {})


@pytest.mark.parametrize(
    ("signed", "refused", "counts"),
    [
        (BOTH, {}, True),
        ({"werkgever": "2025-03-01"}, {"werknemer": "2025-03-01"}, True),
        ({"werkgever": "2025-03-01"}, {}, False),
        ({}, {"werkgever": "2025-03-01", "werknemer": "2025-03-01"}, False),
        ({}, {}, False),
    ],
)
def test_a_paper_is_signed_when_everybody_signed_or_refused_and_somebody_signed(
    signed: dict[str, str], refused: dict[str, str], counts: bool
) -> None:
    """Two refusals sign nothing; a paper that nobody signs is never signed."""
    (paper,) = received_papers(
        record(received(1, "evaluatie", "evaluatie"), confirmed(1, signed=signed, refused=refused)).events
    )
    assert paper.is_signed is counts
    assert not Paper(1, "gespreksverslag", PLAN_STEP, D, "werkgever", signed=SIGNED).is_signed


@pytest.mark.parametrize(
    ("study", "told", "owes"),
    [
        (None, (), None),
        (Feasibility(by="arbeidsdeskundige"), (), "arbeidsdeskundige"),
        (Feasibility(by="arbeidsdeskundige", outcome="niet_nodig"), (), None),
        (
            Feasibility(by="arbeidsdeskundige"),
            (received(1, "haalbaarheidsonderzoek", "haalbaarheidsonderzoek"),),
            None,
        ),
        (Feasibility(by="bureau"), (received(1, "evaluatie", "evaluatie"),), "bureau"),
    ],
)
def test_the_report_of_a_study_is_owed_until_it_came(study: Feasibility | None, told: Any, owes: str | None) -> None:
    """By who was asked for it; not when none is needed, and no other paper stands in for it."""
    facts, events = CaseFacts(D, preparation=Preparation(feasibility=study)), record(*told).events
    assert awaited_study(facts, events) == owes
    assert len(study_papers(events)) == sum(data["type"] == "haalbaarheidsonderzoek" for _, data in told)


def test_without_papers_what_is_prescribed_lacks_and_what_was_done_stands_as_told() -> None:
    """Done and said to be signed is a claim; what UWV weighs and never happened is no part."""
    done = {StepRef("probleemanalyse"): day(40), PLAN_STEP: day(50), StepRef("melding_42_weken"): day(290)}
    known = record(
        ("step_done", {"step": "plan_van_aanpak", "on": day(50).isoformat(), "evidence": "ondertekend_document"}),
        ("step_done", {"step": "probleemanalyse", "on": day(40).isoformat(), "evidence": None}),
        ("step_done", {"step": "melding_42_weken", "on": day(280).isoformat(), "evidence": None, "receipt": "OUD"}),
        ("step_done", {"step": "melding_42_weken", "on": day(290).isoformat(), "evidence": None, "receipt": "R1"}),
        (
            "step_done",
            {"step": "evaluatie", "occurrence": 2, "on": day(290).isoformat(), "evidence": "ondertekend_document"},
        ),
    )
    found = parts(known, done=done)
    assert {each.kind for each in found.values() if each.stand == "ontbreekt"} == {
        "eerstejaarsevaluatie",
        "actueel_oordeel",
        "eindevaluatie",
        "oordeel_werknemer",
    }
    assert found["plan_van_aanpak:1"] == ReportPart("plan_van_aanpak", PLAN_STEP, day(50), claimed=True)
    assert found["probleemanalyse:1"] == ReportPart("probleemanalyse", StepRef("probleemanalyse"), day(40))
    assert found["bewijs_42_weken:1"].receipt == "R1"
    assert {"evaluatie:1", "bijstelling_plan_van_aanpak:1", "re_integratieverslag:1"}.isdisjoint(found)
    assert found["plan_van_aanpak:1"].stand == "zonder_bestand"


def test_of_what_completes_a_step_one_paper_goes_in_and_of_others_all() -> None:
    """The last that is signed, else the last; a paper that shows something goes in each time it came."""
    known = record(
        received(1, "plan_van_aanpak", "plan_van_aanpak"),
        received(2, "plan_van_aanpak", "plan_van_aanpak"),
        received(3, "plan_van_aanpak", "plan_van_aanpak", dated="2025-03-09"),
        confirmed(2, signed=BOTH),
        received(4, "gespreksverslag", "evaluatie"),
        received(5, "gespreksverslag", "evaluatie"),
        received(6, "eindevaluatie", "eindevaluatie"),
        received(7, "eindevaluatie", "eindevaluatie"),
        received(8, "ontvangst_afschrift", "re_integratieverslag"),
        received(9, "bewijs_42_weken", "melding_42_weken"),
        ("step_done", {"step": "melding_42_weken", "on": day(290).isoformat(), "receipt": "R1"}),
    )
    found = report_parts(timeline(CaseFacts(D)), known)
    assert [each.paper for each in found if each.paper] == [2, 7, 4, 5, 9]
    plan = next(each for each in found if each.paper == 2)
    assert (plan.dated, plan.signed, plan.is_signed, plan.looked) == (date(2025, 3, 1), SIGNED, True, True)
    last = next(each for each in found if each.paper == 7)
    assert (last.dated, last.is_signed, last.looked, last.receipt) == (None, False, False, "")
    assert next(each for each in found if each.paper == 9).receipt == "R1"


def test_reports_of_a_track_that_were_told_and_did_not_come_are_counted() -> None:
    """One part says how many; as many papers as were told leave nothing to say."""
    told = [("progress_reported", {"referral": 1, "on": "2025-03-03"})] * 2
    found = parts(record(*told))
    assert (found["voortgangsrapportage:1"].told, found["voortgangsrapportage:1"].stand) == (2, "zonder_bestand")
    one = report_parts(timeline(CaseFacts(D)), record(*told, received(1, "voortgangsrapportage", "start_spoor_2")))
    assert [(each.paper, each.told) for each in one if each.kind == "voortgangsrapportage"] == [(1, 0), (None, 1)]
    both = (received(1, "voortgangsrapportage", "start_spoor_2"), received(2, "voortgangsrapportage", "start_spoor_2"))
    assert parts(record(*told, *both))["voortgangsrapportage:1"].told == 0


def test_a_short_report_needs_its_own_form_alone() -> None:
    """An employment that ends within ten weeks asks less; what else came in goes along."""
    short = parts(record(received(1, "probleemanalyse", "probleemanalyse")), contract_ends_on=day(60))
    assert {key for key, each in short.items() if each.stand == "ontbreekt"} == {"riv_ziek_uit_dienst:1"}
    assert short["probleemanalyse:1"].paper == 1


def test_after_recovery_there_is_no_report_to_make() -> None:
    """Nothing lacks of a report that nobody makes."""
    plan = timeline(CaseFacts(D, recoveries=(Recovery(day(60)),)))
    assert report_step(plan) is None
    assert "oordeel_werknemer" not in {each.kind for each in report_parts(plan, record())}
    step = report_step(timeline(CaseFacts(D)))
    assert step is not None
    assert step.key == "re_integratieverslag"


def test_what_uwv_would_ask_is_one_sentence_per_part() -> None:
    """Absent, told without a file, without a date, not signed by whom; nothing about what is in order."""
    review = StepRef("evaluatie", 3)
    told = [
        ReportPart("plan_van_aanpak", PLAN_STEP),
        ReportPart("evaluatie", review, day(130)),
        ReportPart("bewijs_42_weken", StepRef("melding_42_weken"), day(290), receipt="R1"),
        ReportPart("gespreksverslag", PLAN_STEP, paper=4),
        ReportPart("evaluatie", review, day(130), paper=5, signed={"werkgever": day(131)}),
        ReportPart("evaluatie", review, day(130), paper=6),
        ReportPart("evaluatie", review, day(130), paper=7, signed=SIGNED),
        ReportPart("evaluatie", review, day(130), paper=8, signed={"werkgever": D}, refused={"werknemer": D}),
        ReportPart("gespreksverslag", PLAN_STEP, day(9), paper=9),
    ]
    assert open_points(told) == [
        "Plan van aanpak: ontbreekt.",
        "Periodieke evaluatie 3: is er volgens opgave, maar niet als bestand ontvangen.",
        "Verslag van een gesprek: de datum op het stuk is niet bekend.",
        "Periodieke evaluatie 3: niet getekend door de werknemer, of nog niet nagekeken.",
        "Periodieke evaluatie 3: niet getekend door de werkgever en de werknemer, of nog niet nagekeken.",
    ]


@pytest.mark.parametrize(
    ("kind", "occurrence", "stem", "makers", "signs"),
    [
        ("plan_van_aanpak", 1, "plan-van-aanpak", ("werkgever", "werknemer"), True),
        ("bijstelling_plan_van_aanpak", 2, "bijstelling-plan-van-aanpak-2", ("werkgever", "werknemer"), True),
        ("evaluatie", 1, "overig_evaluatie-1", ("werkgever", "werknemer"), True),
        ("gespreksverslag", 2, "overig_gespreksverslag", ("werkgever",), False),
        ("eindrapportage", 1, "overig_eindrapportage", ("bureau",), False),
        ("brief_uwv", 1, "overig_brief-uwv", ("uwv",), False),
        ("haalbaarheidsonderzoek", 1, "overig_haalbaarheidsonderzoek", (), False),
    ],
)
def test_a_part_is_called_as_the_portal_calls_it(
    kind: str, occurrence: int, stem: str, makers: tuple[str, ...], signs: bool
) -> None:
    """With its number where it comes back; who makes it is who signs it, or who is known for it."""
    part = ReportPart(kind, StepRef("evaluatie", occurrence))
    assert (part.file_stem, part.makers, part.kind_signs) == (stem, makers, signs)
    assert part.title.endswith(str(occurrence)) is (kind in {"evaluatie", "bijstelling_plan_van_aanpak"})


def bundle(version: int, key: str, step: StepRef = RIV) -> dict[EffectKey, Effect]:
    """Return the effect that a bundle leaves."""
    detail = {"key": key, "points": version, "reason": "concept", "parts": 7, "pages": 20}
    made = EffectKey(step.key, step.occurrence, "document", BUNDLE, version)
    return {made: Effect(made, day(600 + version), detail)}


def test_bundles_are_known_by_their_version_and_outdated_by_what_is_in_them() -> None:
    """The last one counts; the order of signatures changes nothing, a part that changes does."""
    plan = timeline(CaseFacts(D))
    other = EffectKey("re_integratieverslag", 1, "document", "re_integratieverslag", 3)
    mail = EffectKey("re_integratieverslag", 1, "mail", BUNDLE, 3)
    key = parts_key(plan, report_parts(plan, record()))
    effects = bundle(2, key) | bundle(1, "old") | {each: Effect(each, D) for each in (other, mail)}
    known = record(effects=effects)
    first, second = report_bundles(known)
    assert (first.version, first.key, second.version, second.step, second.on) == (1, "old", 2, RIV, day(602))
    assert (second.points, second.reason, second.parts, second.pages) == (2, "concept", 7, 20)
    assert not is_outdated(plan, known)
    assert is_outdated(plan, record(received(1, "evaluatie", "evaluatie"), effects=effects))
    assert is_outdated(plan, record(effects=bundle(1, key) | bundle(2, "old")))
    assert not is_outdated(plan, record(received(1, "evaluatie", "evaluatie")))
    recovered = timeline(CaseFacts(D, recoveries=(Recovery(day(60)),)))
    assert not is_outdated(recovered, known)


def test_the_name_of_what_is_in_a_bundle_follows_every_part_and_the_dates_of_the_case() -> None:
    """Another day, signature, receipt or end of the wait is another report; the order of signing is not."""
    plan = timeline(CaseFacts(D))
    part = ReportPart("evaluatie", StepRef("evaluatie"), day(130), 5, SIGNED)
    turned = part._replace(signed=dict(reversed(SIGNED.items())))
    same = parts_key(plan, [part])
    assert parts_key(plan, [turned]) == same
    changed = [
        part._replace(dated=day(131)),
        part._replace(paper=6),
        part._replace(signed={"werkgever": D}),
        part._replace(refused={"werknemer": D}),
        part._replace(is_signed=True),
        part._replace(looked=True),
        part._replace(claimed=True),
        part._replace(receipt="R1"),
        part._replace(told=1),
    ]
    keys = {parts_key(plan, [each]) for each in changed}
    plans = (CaseFacts(day(1)), CaseFacts(D, contract_ends_on=day(700)))
    keys |= {parts_key(timeline(facts), [part]) for facts in plans}
    assert same not in keys
    assert len(keys) == len(changed) + len(plans)


def copied(version: int, on: str) -> tuple[str, dict[str, Any]]:
    """Tell that the employee got a copy."""
    return "report_copy_given", {"version": version, "on": on, "way": "post"}


def test_the_copy_is_the_last_that_was_given_with_a_signature_that_is_not_older() -> None:
    """Signed on the receipt or on the form of the report, on the day itself at the earliest; the latest such paper."""
    told = (copied(1, "2026-10-01"), copied(2, "2026-10-05"))
    copy = GivenCopy(2, date(2026, 10, 5), "post")
    receipt = received(1, "ontvangst_afschrift", "re_integratieverslag")
    assert given_copy(record()) is None
    assert given_copy(record(*told)) == copy
    for on, counts in (("2026-10-04", False), ("2026-10-05", True)):
        known = record(*told, receipt, confirmed(1, on, signed={"werknemer": on}))
        signed = copy._replace(signed_paper=1, signed_on=date.fromisoformat(on))
        assert given_copy(known) == (signed if counts else copy)
    employer = record(*told, receipt, confirmed(1, "2026-10-05", signed={"werkgever": "2026-10-05"}))
    assert given_copy(employer) == copy
    other = record(*told, received(1, "evaluatie", "evaluatie"), confirmed(1, "2026-10-06", signed=BOTH))
    assert given_copy(other) == copy
    form = received(2, "re_integratieverslag", "re_integratieverslag")
    later = {"werknemer": "2026-10-07"}
    known = record(
        *told, receipt, form, confirmed(1, "2026-10-06", signed=later), confirmed(2, "2026-10-07", signed=later)
    )
    assert given_copy(known) == copy._replace(signed_paper=2, signed_on=date(2026, 10, 7))
