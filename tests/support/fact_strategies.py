"""Facts of any case that holds together, drawn for properties."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, get_args

from hypothesis import strategies as st

from spoorboek.statute.disputes import (
    OPINION_OUTCOMES,
    OPINION_PARTIES,
    WAGE_GROUNDS,
    ExpertOpinion,
    WageMeasure,
    WageNotice,
    WageWarning,
)
from spoorboek.statute.errors import FactsError
from spoorboek.statute.facts import (
    Advice,
    Agreement,
    CaseFacts,
    Circumstance,
    CircumstanceEffect,
    EarlyBenefit,
    IncompleteReport,
    Leave,
    Recovery,
    RefusedRepair,
    ReturnProspect,
    SafetyNet,
    Sanction,
    SignedSettlement,
    SixtyPlus,
    Spell,
    StepRef,
    WiaDecision,
)
from spoorboek.statute.law.milestones import milestone_table
from spoorboek.statute.reports.fact_checks import checked_facts
from spoorboek.statute.second_track_facts import (
    ASSESSMENT_ABSENCES,
    ASSESSMENT_OUTCOMES,
    FEASIBILITY_OUTCOMES,
    FEASIBILITY_PARTIES,
    PROFILE_SOURCES,
    Assessment,
    Feasibility,
    FunctionalProfile,
    Preparation,
    SearchData,
)

WEEKS = st.integers(1, 60)
FIRST_DAYS = st.dates(date(2016, 1, 1), date(2040, 12, 31))
GROUNDS = st.sampled_from(list(WAGE_GROUNDS))
DEVIABLE = [StepRef(key) for key, row in milestone_table().items() if row.deviable]


@st.composite
def interruptions(draw: st.DrawFn, first: date) -> Mapping[str, Any]:
    """Draw recoveries of at most 27 days and leaves around childbirth, each after at least one sick day."""
    at, recoveries, leaves = first, [], []
    spans = st.tuples(st.integers(1, 300), st.booleans(), st.integers(1, 27), st.integers(1, 120))
    for sick, recovered, short, long in draw(st.lists(spans, max_size=4)):
        start = at + timedelta(sick)
        at = start + timedelta(short if recovered else long)
        if recovered:
            recoveries.append(Recovery(start, at - timedelta(1)))
        else:
            leaves.append(Leave(start, at - timedelta(1)))
    return {"recoveries": tuple(recoveries), "leaves": tuple(leaves)}


def spells(days: st.SearchStrategy[date]) -> st.SearchStrategy[Spell]:
    """Draw a state that lasts, or lasted some days."""
    length = st.none() | st.integers(0, 200)
    return st.builds(lambda day, days: Spell(day, None if days is None else day + timedelta(days)), days, length)


def circumstances(days: st.SearchStrategy[date]) -> st.SearchStrategy[Circumstance]:
    """Draw a period by what it does."""
    effects = st.sampled_from(get_args(CircumstanceEffect))
    return st.builds(lambda spell, effect: Circumstance(*spell, effect), spells(days), effects)


@st.composite
def sanctions(draw: st.DrawFn, days: st.SearchStrategy[date]) -> Sanction:
    """Draw a wage sanction, its repair reported or not, and judged or not."""
    decided, later = draw(days), st.none() | st.integers(0, 200).map(timedelta)
    reported = draw(later)
    judged = None if reported is None else draw(later)
    on = None if reported is None else decided + reported
    revoked = draw(later)
    found = None if on is None or judged is None else on + judged
    refused = () if on is None or found else draw(st.just(()) | later_by(on).map(lambda day: (RefusedRepair(on, day),)))
    return Sanction(decided, on, found, None if revoked is None else decided + revoked, refused)


def later_by(day: date) -> st.SearchStrategy[date]:
    """Draw a day up to half a year later."""
    return st.integers(0, 180).map(lambda number: day + timedelta(number))


def incomplete_reports(days: st.SearchStrategy[date]) -> st.SearchStrategy[IncompleteReport]:
    """Draw a letter of UWV about an incomplete report, and the last day it gives."""
    named = st.builds(lambda on, term: IncompleteReport(on, on + timedelta(term)), days, st.integers(0, 21))
    return named | st.builds(IncompleteReport, days)


def wage_measures(days: st.SearchStrategy[date]) -> st.SearchStrategy[WageMeasure]:
    """Draw days for which the wage is withheld."""
    return st.builds(lambda spell, ground: WageMeasure(spell.from_, ground, spell.until), spells(days), GROUNDS)


@st.composite
def opinions(draw: st.DrawFn, days: st.SearchStrategy[date]) -> ExpertOpinion:
    """Draw an opinion that was asked, and received or not."""
    asked, by = draw(days), draw(st.sampled_from(OPINION_PARTIES))
    outcome = draw(st.sampled_from([code for code, each in OPINION_OUTCOMES.items() if each.question]))
    question = OPINION_OUTCOMES[outcome].question or ""
    after = draw(st.none() | st.integers(0, 60))
    answer = (None, None) if after is None else (asked + timedelta(after), outcome)
    return ExpertOpinion(asked, by, question, *answer)


@st.composite
def disputes(draw: st.DrawFn, days: st.SearchStrategy[date]) -> Mapping[str, Any]:
    """Draw refusals, warnings, notices, measures and opinions: of one day at most one warning, and of one party and
    question at most one opinion, so that reports fold back to them.
    """
    warnings = draw(
        st.lists(st.builds(WageWarning, days, GROUNDS, st.booleans()), max_size=2, unique_by=lambda w: w.on)
    )
    notices = draw(st.lists(st.builds(WageNotice, days, GROUNDS), max_size=2, unique=True))
    asked = draw(st.lists(opinions(days), max_size=2, unique_by=lambda each: (each.by, each.question)))
    return {
        "refusals": tuple(draw(st.lists(spells(days), max_size=1))),
        "wage_warnings": tuple(sorted(warnings)),
        "wage_notices": tuple(sorted(notices)),
        "wage_measures": tuple(sorted(draw(st.lists(wage_measures(days), max_size=2)), key=lambda each: each.from_)),
        "opinions": tuple(sorted(asked, key=lambda each: each[:3])),
    }


@st.composite
def preparations(draw: st.DrawFn, days: st.SearchStrategy[date]) -> Preparation:
    """Draw what is known before a referral."""
    maybe = st.none() | days
    assessments = st.builds(Assessment, days, st.sampled_from(list(ASSESSMENT_OUTCOMES)))
    absences = st.builds(lambda on, why: Assessment(on, None, why), days, st.sampled_from(list(ASSESSMENT_ABSENCES)))
    parties, outcomes = st.sampled_from(list(FEASIBILITY_PARTIES)), st.sampled_from(list(FEASIBILITY_OUTCOMES))
    asked = st.builds(Feasibility, parties, days)
    studies = st.builds(lambda by, on, what: Feasibility(by, on, on, what), parties, days, outcomes)
    return Preparation(
        considered_on=draw(maybe),
        assessment=draw(st.none() | assessments | absences),
        feasibility=draw(st.none() | asked | studies),
        profile=draw(st.none() | st.builds(FunctionalProfile, days, st.sampled_from(list(PROFILE_SOURCES)))),
        informed_on=draw(maybe),
        search_data=draw(st.none() | st.builds(SearchData, days)),
    )


@st.composite
def cases(draw: st.DrawFn, /, **fixed: Any) -> CaseFacts:
    """Draw the facts of any case; what contradicts itself is left out until the rest holds together."""
    first = draw(FIRST_DAYS)
    later = st.integers(0, 900).map(lambda number: first + timedelta(number))
    maybe = st.none() | later
    steps = st.sampled_from([StepRef(key) for key in milestone_table()])
    drawn: dict[str, Any] = {
        **draw(interruptions(first)),
        "done": draw(st.dictionaries(steps, later, max_size=4)),
        "deviations": draw(st.dictionaries(st.sampled_from(DEVIABLE), later, max_size=1)),
        "postponed": draw(st.dictionaries(steps, later, max_size=1)),
        "safety_net": draw(st.sampled_from([None, *get_args(SafetyNet)])),
        "safety_net_from": draw(maybe),
        "no_week_42_report": draw(st.none() | st.booleans()),
        "safety_net_known_on": draw(maybe),
        "contract_ends_on": draw(maybe),
        "died_on": draw(st.none() | st.none() | st.none() | later),
        "household_staff": draw(st.booleans()),
        "own_risk": draw(st.none() | spells(later)),
        "aow_on": draw(maybe),
        "no_possibilities": draw(st.booleans()),
        "possibilities_since": draw(maybe),
        "marginal": draw(st.none() | spells(later)),
        "return_prospect": draw(st.none() | st.builds(ReturnProspect, later, st.booleans(), maybe)),
        "advice": tuple(draw(st.lists(st.builds(Advice, later, st.sampled_from([1, 2])), max_size=3))),
        "stuck": tuple(draw(st.lists(spells(later), max_size=2))),
        "settlement": tuple(draw(st.lists(spells(later), max_size=1))),
        **draw(disputes(later)),
        "sanction": draw(st.none() | sanctions(later)),
        "riv_incomplete": tuple(draw(st.lists(incomplete_reports(later), max_size=2))),
        "wia_decision": draw(st.none() | st.builds(WiaDecision, later, st.sampled_from(["iva", "wga", "geweigerd"]))),
        "extension_requested_on": draw(maybe),
        "no_uwv_letter_on": draw(maybe),
        "extension_until": draw(st.none() | st.integers(727, 1000).map(lambda number: first + timedelta(number))),
        "agreement": draw(st.none() | st.builds(Agreement, st.just(first), st.none(), st.just("cao"), WEEKS, WEEKS)),
        "employer_agreement": draw(st.none() | st.builds(Agreement, later, maybe, st.just("cao"), WEEKS, WEEKS)),
        "sixty_plus": draw(st.none() | st.builds(SixtyPlus, maybe)),
        "signed": tuple(draw(st.lists(st.builds(SignedSettlement, later, st.booleans()), max_size=1))),
        "circumstances": tuple(draw(st.lists(circumstances(later), max_size=1))),
        "preparation": draw(preparations(later)),
        "early_benefit": draw(st.none() | st.builds(EarlyBenefit, later, maybe)),
    }
    return _held_together(first, {**drawn, **fixed})


def _held_together(first: date, drawn: dict[str, Any]) -> CaseFacts:
    kept: dict[str, Any] = {}
    for name, value in drawn.items():
        try:
            checked_facts(CaseFacts(first, **kept, **{name: value}))
        except FactsError:
            continue
        kept[name] = value
    return CaseFacts(first, **kept)
