"""Nothing is found in a sound dossier, on any day of it; and what is found explains itself."""

from collections.abc import Callable
from datetime import date, timedelta
from itertools import product

import pytest
from support.dossier.sound_dossiers import Dossier, all_days, assessed, excused, sound_dossier
from support.second_track.tracks import sound_track, timetable

from spoorboek.statute.dossier.defect_kinds import SEVERITIES, defect_kinds
from spoorboek.statute.facts import (
    Advice,
    EarlyBenefit,
    Leave,
    Recovery,
    ReturnProspect,
    Spell,
    StepRef,
)
from spoorboek.statute.law.quotes import quote_problem
from spoorboek.statute.policy.policy_reader import house_policy

ADVISED, HOPED = date(2025, 6, 16), ReturnProspect(date(2026, 2, 2), within_3_months=True)
GAP = Recovery(date(2025, 7, 1), date(2025, 7, 20))
SOUND: dict[str, Callable[[], Dossier]] = {
    "nothing special": lambda: sound_dossier(**excused()),
    "a gap": lambda: sound_dossier(**excused(recoveries=(GAP,))),
    "two gaps": lambda: sound_dossier(**excused(recoveries=(GAP, Recovery(date(2026, 2, 2), date(2026, 2, 20))))),
    "leave": lambda: sound_dossier(**excused(leaves=(Leave(date(2025, 5, 1), date(2025, 8, 20)),))),
    "an advice": lambda: sound_dossier(
        more_papers={"bijstelling_probleemanalyse": ADVISED}, **excused(advice=(Advice(ADVISED, 1),))
    ),
    "no possibilities": lambda: sound_dossier(no_possibilities=True),
    "marginal": lambda: sound_dossier(**excused(marginal=Spell(date(2025, 6, 2)))),
    "a prospect": lambda: sound_dossier(**excused(return_prospect=HOPED)),
    "recovered for good": lambda: sound_dossier(recoveries=(Recovery(date(2025, 9, 1)),)),
    "employment ended": lambda: sound_dossier(contract_ends_on=date(2025, 9, 30)),
    "ended within six weeks": lambda: sound_dossier(contract_ends_on=date(2025, 2, 10)),
    "ended short": lambda: sound_dossier(contract_ends_on=date(2025, 3, 5)),
    "AOW": lambda: sound_dossier(aow_on=date(2025, 8, 1)),
    "died": lambda: sound_dossier(died_on=date(2025, 8, 1)),
    "early benefit": lambda: sound_dossier(early_benefit=EarlyBenefit(date(2025, 9, 1), date(2025, 9, 15))),
    "extended": lambda: sound_dossier(**excused(extension_until=date(2027, 4, 4))),
    "safety net": lambda: sound_dossier(**excused(safety_net="zes_weken", no_week_42_report=True)),
    "a date agreed": lambda: sound_dossier(**excused(deviations={StepRef("plan_van_aanpak"): date(2025, 3, 20)})),
    "second track": lambda: sound_dossier(
        tracks=(sound_track(),),
        first_sick_day=timetable().facts.first_sick_day,
        preparation=assessed(date(2026, 11, 23)),
        done={StepRef("eerstejaarsevaluatie"): date(2026, 12, 7), StepRef("start_spoor_2"): date(2027, 1, 6)},
    ),
    "household": lambda: sound_dossier(**excused(household_staff=True)),
}  # fmt: skip
STARTS = (date(2024, 2, 29), date(2025, 4, 17), date(2025, 12, 24), date(2026, 5, 4))
GAPS = ((), (GAP,), (Recovery(date(2026, 7, 6), date(2026, 7, 31)),))


@pytest.mark.parametrize("name", SOUND)
def test_nothing_is_found_in_a_sound_dossier(name: str) -> None:
    """On no day of the case, nor in the weeks after it, UWV has anything to ask."""
    dossier = SOUND[name]()
    assert {day: found for day in all_days(dossier, 3) if (found := dossier.found(day))} == {}


@pytest.mark.parametrize(("first", "gaps"), product(STARTS, GAPS))
def test_nothing_is_found_whenever_somebody_fell_ill(first: date, gaps: tuple[Recovery, ...]) -> None:
    """Whatever the first day and the gaps: when all was done on the planned day, nothing is found."""
    inside = tuple(gap for gap in gaps if gap.from_ > first)
    waived = {"second_track_waived_on": first, "aow_on": first + timedelta(days=880)}
    dossier = sound_dossier(first_sick_day=first, recoveries=inside, **waived)
    assert {day: found for day in all_days(dossier) if (found := dossier.found(day))} == {}


@pytest.mark.parametrize("weeks", range(0, 105, 4))
def test_a_finding_explains_itself_from_its_first_day(weeks: int) -> None:
    """Of a case of which nobody did anything: each finding is named once, since a day that is past, with its source."""
    bare = sound_dossier().having(done={}).holding(papers=())
    day = bare.plan.facts.first_sick_day + timedelta(weeks=weeks)
    found = bare.found(day)
    assert len({(each.code, each.subject) for each in found}) == len(found)
    for each in found:
        assert each.since <= day
        assert each.helps_until is None or each.helps_until >= day
        assert each.kind.source
        assert each.kind.who in house_policy().roles
        assert (each.code, each.subject) not in [(it.code, it.subject) for it in bare.found(each.since - timedelta(1))]
    order = [[*SEVERITIES].index(each.kind.severity) for each in found]
    assert order == sorted(order)


def test_every_quote_stands_where_it_says() -> None:
    """What a finding quotes of law or policy rules stands there literally."""
    bases = [kind.basis for kind in defect_kinds().values() if kind.basis]
    assert len(bases) > 40
    assert [problem for basis in bases if (problem := quote_problem(basis))] == []
