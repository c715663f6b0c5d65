"""What an incomplete dossier may cost: every factor, the longest sanction, and when nothing is at stake."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

from support.dossier.sound_dossiers import Dossier, excused, sound_dossier

from spoorboek.statute.dossier.exposure import DailyWage, WeeksAtRisk, maximum_wage_on, maximum_wages, weeks_at_risk
from spoorboek.statute.facts import Sanction, WiaDecision

END = date(2027, 1, 3)


def at_risk(dossier: Dossier, on: date) -> WeeksAtRisk:
    """Return the weeks a dossier puts at risk on a day."""
    return weeks_at_risk(dossier.plan, dossier.found(on), on)


def plain() -> Dossier:
    """Return two years in which nothing special happened."""
    return sound_dossier(**excused())


def test_a_sound_dossier_puts_nothing_at_risk() -> None:
    """Without a finding there is no sanction to fear."""
    assert at_risk(plain(), END).total == 0


def test_a_missing_paper_takes_a_week_beside_decision_and_run_off() -> None:
    """A paper is made in a week; UWV decides in three, and the sanction runs on for six."""
    weeks = at_risk(plain().without_paper("oordeel_werknemer"), END)
    assert (weeks.repair, weeks.sanction, weeks.total) == (1, 10, 10)
    assert weeks.finding is not None
    assert weeks.finding.code == "geen_oordeel_werknemer"


def test_efforts_take_as_long_as_they_were_left_undone() -> None:
    """A second track that should have begun ten weeks ago takes ten weeks to catch up with."""
    dossier = sound_dossier()
    due = next(each.since for each in dossier.found(END) if each.code == "te_laat_begonnen")
    weeks = at_risk(dossier, due + timedelta(weeks=10) - timedelta(days=1))
    assert (weeks.repair, weeks.sanction) == (10, 19)


def test_no_sanction_is_longer_than_the_law_allows() -> None:
    """Whatever was left undone, 52 weeks is the most; a late application comes beside it."""
    bare = sound_dossier().without_step("plan_van_aanpak", "evaluatie", "wia_aanvraag", "riv_upload")
    weeks = at_risk(bare, END)
    late = Decimal((END - date(2026, 10, 18)).days) / 7
    assert (weeks.sanction, weeks.late) == (52, late)
    assert weeks.total == weeks.at_most == 52 + late


def test_what_cannot_be_repaired_or_is_only_asked_about_costs_nothing() -> None:
    """A late plan or an unsigned paper is no ground for a sanction by itself."""
    assert at_risk(plain().done_on(date(2025, 3, 5), "plan_van_aanpak"), END).total == 0


def test_nothing_is_at_risk_once_uwv_decided_or_can_no_longer() -> None:
    """After the last paid day there is no sanction any more, nor where one was decided or the benefit was."""
    bare = plain().without_paper("oordeel_werknemer")
    assert at_risk(bare, END + timedelta(days=1)).total == 0
    assert at_risk(bare.having(sanction=Sanction(date(2026, 11, 2))), END).total == 0
    assert at_risk(bare.having(wia_decision=WiaDecision(date(2026, 11, 2), "wga")), END).total == 0


def test_the_maximum_daily_wage_counts_where_the_law_is_paid() -> None:
    """Of what is paid by law the wage above the maximum does not count; of what a contract adds it does."""
    high = DailyWage(Decimal(400), maximum=Decimal("309.91"))
    assert high.a_week == Decimal("309.91") * 70 / 100 * 5
    assert high._replace(percent=Decimal(100)).a_week == 2000
    assert high._replace(maximum=None).a_week == 1400
    assert DailyWage(Decimal(200), maximum=Decimal("309.91")).a_week == 700


def test_a_maximum_that_nobody_can_look_up_is_not_guessed() -> None:
    """Each amount counts on its own half year, has a page, and no other day has one."""
    known = maximum_wages()
    assert all(each.page and each.from_.day == 1 and (each.until - each.from_).days < 185 for each in known)
    assert all(one.until < other.from_ for one, other in pairwise(known))
    assert maximum_wage_on(date(2027, 1, 1)) is None
    assert maximum_wage_on(date(2026, 11, 30)) == known[-1]
