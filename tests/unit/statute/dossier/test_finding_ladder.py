"""Who hears of a finding about a dossier, and on which day."""

from datetime import date, timedelta

import pytest

from spoorboek.statute.dossier.defect_kinds import defect_kinds
from spoorboek.statute.dossier.finding_ladder import FindingNotice, FoundDefect, due_notice

D = date(2026, 3, 2)
KINDS = defect_kinds().items()
CLIMBS = next(code for code, kind in KINDS if not kind.watched and kind.repair != "uitleg")
WATCHED = next(code for code, kind in KINDS if kind.watched)
EXPLAINED = next(code for code, kind in KINDS if kind.repair == "uitleg" and not kind.watched)


def day(offset: int) -> date:
    """Return the day so many days after the finding was found."""
    return D + timedelta(days=offset)


def told(
    rung: int, on: int, helps: int | None = None, code: str = CLIMBS, *, reminded: bool = False
) -> FindingNotice | None:
    """Return what is told on a day of a finding that was told up to a rung."""
    until = None if helps is None else day(helps)
    return due_notice(FoundDefect(code, D, until, rung, is_reminded=reminded), day(on))


@pytest.mark.parametrize(
    ("rung", "on", "notice"),
    [
        (0, -1, None),
        (0, 0, FindingNotice(1, "casemanager")),
        (1, 13, None),
        (1, 14, FindingNotice(2, "leidinggevende")),
        (2, 27, None),
        (2, 28, FindingNotice(3, "hr")),
        (3, 400, None),
        (0, 14, FindingNotice(2, "leidinggevende")),
        (0, 28, FindingNotice(3, "hr")),
    ],
)
def test_each_rung_hears_once_from_its_day(rung: int, on: int, notice: FindingNotice | None) -> None:
    """The day before it hears nothing; of several rungs that passed the highest hears."""
    assert told(rung, on) == notice


@pytest.mark.parametrize("code", [WATCHED, EXPLAINED])
def test_what_climbs_nowhere_is_told_once(code: str) -> None:
    """A step that reminds by itself, and what nothing repairs: the first rung alone, and no reminder."""
    assert told(0, 0, code=code) == FindingNotice(1, "casemanager")
    assert told(0, 400, code=code) == FindingNotice(1, "casemanager")
    assert told(1, 400, code=code) is None
    assert told(1, 10, helps=10, code=code) is None


def test_a_finding_of_the_first_check_is_told_in_its_list_alone() -> None:
    """It climbs nothing, and reminds of nothing."""
    known = FoundDefect(CLIMBS, D, day(10), 0, is_baseline=True)
    assert [due_notice(known, day(offset)) for offset in (0, 10, 28)] == [None, None, None]


@pytest.mark.parametrize(("on", "reminds"), [(2, False), (3, True), (10, True), (11, False)])
def test_the_last_week_to_repair_is_reminded_of_once(on: int, reminds: bool) -> None:
    """From seven days before the last day up to that day; never twice, and never before anybody heard of it."""
    assert told(1, on, helps=10) == (FindingNotice(0, "casemanager") if reminds else None)
    assert told(1, on, helps=10, reminded=True) is None
    assert told(1, on) is None


def test_a_rung_that_is_reached_goes_before_the_reminder() -> None:
    """Who climbs hears the rung; the reminder comes a day later."""
    assert told(1, 14, helps=16) == FindingNotice(2, "leidinggevende")
    assert told(2, 15, helps=16) == FindingNotice(0, "casemanager")
