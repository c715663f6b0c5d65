"""Days of sickness, and what interrupts them."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spoorboek.statute.days.sickness_days import Gap, SicknessDays
from spoorboek.statute.facts import CaseFacts, Leave, Recovery
from spoorboek.statute.timeline.interruptions import interruptions, sickness_days_of

D = date(2026, 1, 5)


def day(text: str) -> date:
    """Read a date."""
    return date.fromisoformat(text)


def recovered(*spans: tuple[str, str | None]) -> tuple[Recovery, ...]:
    """Make recoveries of first and last days."""
    return tuple(Recovery(day(first), day(last) if last else None) for first, last in spans)


def test_without_gaps_days_are_calendar_days() -> None:
    """The date of offset n is D + n."""
    counting = SicknessDays(D)
    assert counting.date_of(42) == day("2026-02-16")
    assert counting.index(day("2026-02-16")) == 42


GAP = SicknessDays(D, (Gap(day("2026-03-16"), day("2026-04-05")),))


@pytest.mark.parametrize(
    ("n", "expected"),
    [(69, "2026-03-15"), (70, "2026-04-06"), (294, "2026-11-16"), (42, "2026-02-16"), (0, "2026-01-05")],
)
def test_gap_days_do_not_count(n: int, expected: str) -> None:
    """What lies before the gap stays; what comes after moves by its 21 days."""
    assert GAP.date_of(n) == day(expected)
    assert GAP.index(day(expected)) == n


@pytest.mark.parametrize(
    ("anchor", "days", "expected"),
    [
        ("2026-03-10", 14, "2026-04-14"),  # 21 days of gap between
        ("2026-03-20", 1, "2026-04-06"),  # from a recovered day, the first sick day is the first that counts
        ("2026-03-16", 1, "2026-04-06"),  # so from the first recovered day
        ("2026-04-05", 14, "2026-04-19"),
        ("2026-04-06", 14, "2026-04-20"),
        ("2026-04-10", -14, "2026-03-06"),
        ("2026-04-10", -5, "2026-03-15"),  # five days back would be the last recovered day
        ("2026-03-20", -1, "2026-03-15"),
        ("2026-04-05", -1, "2026-03-15"),  # so from the last recovered day
        ("2026-03-20", 0, "2026-03-20"),
    ],
)
def test_offsets_from_any_day_count_sickness(anchor: str, days: int, expected: str) -> None:
    """Offsets from a day something was done also skip days that do not count."""
    assert GAP.add(day(anchor), days) == day(expected)


def test_a_recovered_day_counts_as_the_last_sick_day_before_it() -> None:
    """During a gap the count stands still."""
    assert GAP.index(day("2026-03-16")) == GAP.index(day("2026-04-05")) == GAP.index(day("2026-03-15")) == 69


def test_several_gaps_add_up() -> None:
    """Two gaps of 10 and 20 days shift 30 days in total. Source: docs/wet/counting.md, Interruptions."""
    facts = CaseFacts(D, recoveries=recovered(("2026-02-02", "2026-02-11"), ("2026-05-04", "2026-05-23")))
    assert sickness_days_of(facts).date_of(294) == D + timedelta(294 + 30)


@pytest.mark.parametrize(("relapse", "ends"), [("2026-04-12", False), ("2026-04-13", True)])
def test_27_days_continue_and_28_end(relapse: str, ends: bool) -> None:
    """Recovered from 16 March: sick on 12 April is a gap of 27, on 13 April of 28 days.

    Source: docs/wet/counting.md, Interruptions.
    """
    last = day(relapse) - timedelta(1)
    (found,) = interruptions(CaseFacts(D, recoveries=(Recovery(day("2026-03-16"), last),)))
    assert found.ends_the_case is ends


def test_an_open_recovery_ends_the_case_on_its_28th_day() -> None:
    """While nothing changes, the case closes on the 28th recovered day."""
    (found,) = interruptions(CaseFacts(D, recoveries=recovered(("2026-03-16", None))))
    assert found.ends_the_case
    assert found.twenty_eighth_day == day("2026-04-12")


def test_leave_does_not_count_towards_the_four_weeks() -> None:
    """Recovered two weeks, sixteen weeks of leave, one week of work, sick again: the same case.

    Source: docs/wet/counting.md, Leave around childbirth.
    """
    facts = CaseFacts(
        D,
        recoveries=recovered(("2026-03-02", "2026-07-12")),
        leaves=(Leave(day("2026-03-16"), day("2026-07-05")),),
    )
    (found,) = interruptions(facts)
    assert found.recovered_days == timedelta(14 + 7)
    assert not found.ends_the_case
    assert sickness_days_of(facts).total == timedelta(133)


def test_recoveries_around_a_leave_are_one_interruption() -> None:
    """Two weeks before and two weeks after a leave are four weeks of recovery: the case ends on the last of them."""
    facts = CaseFacts(
        D,
        recoveries=recovered(("2026-03-02", "2026-03-15"), ("2026-07-06", None)),
        leaves=(Leave(day("2026-03-16"), day("2026-07-05")),),
    )
    (found,) = interruptions(facts)
    assert found.twenty_eighth_day == day("2026-07-19")


def test_leave_with_the_same_cause_never_breaks_the_case() -> None:
    """A leave of sixteen weeks moves what comes after it by 112 days."""
    facts = CaseFacts(D, leaves=(Leave(day("2026-03-16"), day("2026-07-05")),))
    assert not interruptions(facts)[0].ends_the_case
    assert sickness_days_of(facts).date_of(294) == D + timedelta(294 + 112)


def test_nothing_counts_after_the_case_ended() -> None:
    """A gap after the recovery that ended the case belongs to the next one."""
    facts = CaseFacts(D, recoveries=recovered(("2026-03-16", "2026-04-30"), ("2026-06-01", "2026-06-05")))
    assert sickness_days_of(facts).gaps == ()


GAPS = st.lists(st.tuples(st.integers(1, 40), st.integers(1, 27)), max_size=4)


def counting(pieces: list[tuple[int, int]]) -> SicknessDays:
    """Make a counting of (sick days, gap days) after each other."""
    gaps, at = [], D
    for sick, length in pieces:
        first = at + timedelta(sick)
        gaps.append(Gap(first, first + timedelta(length - 1)))
        at = first + timedelta(length)
    return SicknessDays(D, tuple(gaps))


@given(GAPS, st.integers(0, 800))
def test_counting_and_dating_are_inverse(pieces: list[tuple[int, int]], n: int) -> None:
    """The day of sickness n is the day on which n days have accumulated, and it is never in a gap."""
    made = counting(pieces)
    found = made.date_of(n)
    assert made.index(found) == n
    assert not any(gap.from_ <= found <= gap.until for gap in made.gaps)


@given(GAPS, st.integers(0, 300), st.integers(0, 300))
def test_adding_days_adds_up(pieces: list[tuple[int, int]], n: int, more: int) -> None:
    """n days and then m days are n + m days, there and back."""
    made = counting(pieces)
    assert made.add(made.date_of(n), more) == made.date_of(n + more)
    assert made.add(made.date_of(n + more), -more) == made.date_of(n)


@pytest.mark.parametrize(
    ("anchor", "until", "skipped"),
    [
        ("2026-03-01", "2026-03-16", None),  # the gap begins on the last day, so nothing lies between
        ("2026-03-01", "2026-03-17", ("2026-03-16", "2026-03-16")),
        ("2026-03-01", "2026-04-20", ("2026-03-16", "2026-04-05")),
        ("2026-03-15", "2026-04-06", ("2026-03-16", "2026-04-05")),
        ("2026-03-20", "2026-03-25", ("2026-03-21", "2026-03-24")),  # both inside the gap
        ("2026-04-04", "2026-04-20", ("2026-04-05", "2026-04-05")),
        ("2026-04-05", "2026-04-20", None),  # the gap ends on the first day
        ("2026-04-10", "2026-04-20", None),
        ("2026-02-01", "2026-02-20", None),
    ],
)
def test_what_is_skipped_between_two_days_lies_strictly_between_them(
    anchor: str, until: str, skipped: tuple[str, str] | None
) -> None:
    """Of a gap of 16 March to 5 April the days after the one and before the other; none where it only touches them."""
    expected = [Gap(day(skipped[0]), day(skipped[1]))] if skipped else []
    assert list(GAP.skipped(day(anchor), day(until))) == expected


def test_the_28th_day_of_recovery_counts_on_after_a_leave() -> None:
    """Ten days before a leave and eighteen after it; an interruption of ten days alone has no such day."""
    before, leave = ("2026-03-02", "2026-03-11"), (Leave(day("2026-03-12"), day("2026-07-05")),)
    (found,) = interruptions(CaseFacts(D, recoveries=recovered(before, ("2026-07-06", None)), leaves=leave))
    assert found.twenty_eighth_day == day("2026-07-23")
    (short,) = interruptions(CaseFacts(D, recoveries=recovered(before)))
    with pytest.raises(ValueError, match=r"^the interruption is shorter than four weeks$"):
        short.twenty_eighth_day  # noqa: B018 - asking is what is refused


@pytest.mark.parametrize(
    ("recoveries", "leaves", "counted"),
    [
        ([("03-02", "03-31")], [], ["03-02 03-31"]),
        ([("03-02", "03-02")], [], ["03-02 03-02"]),
        ([("03-02", "03-31")], [("03-10", "03-12")], ["03-02 03-09", "03-13 03-31"]),
        ([("03-02", "03-31")], [("03-02", "03-12")], ["03-13 03-31"]),
        ([("03-02", "03-31")], [("02-20", "03-02")], ["03-03 03-31"]),
        ([("03-02", "03-31")], [("03-31", "04-10")], ["03-02 03-30"]),
        ([("03-02", "03-31")], [("03-10", "03-30")], ["03-02 03-09", "03-31 03-31"]),
        ([("03-02", "03-31")], [("02-20", "03-01"), ("03-10", "03-12")], ["03-02 03-09", "03-13 03-31"]),
        ([("03-02", "03-06"), ("03-07", "03-11")], [("03-12", "03-20")], ["03-02 03-06", "03-07 03-11"]),
        ([("03-02", "03-06"), ("03-07", "03-11")], [("02-20", "03-01")], ["03-02 03-06", "03-07 03-11"]),
    ],
)
def test_recovered_days_are_those_on_which_nobody_was_on_leave(
    recoveries: list[tuple[str, str]], leaves: list[tuple[str, str]], counted: list[str]
) -> None:
    """Towards the four weeks count the recovered days before, between and after the leaves, each once."""
    spans = [(f"2026-{first}", f"2026-{last}") for first, last in recoveries]
    away = tuple(Leave(day(f"2026-{first}"), day(f"2026-{last}")) for first, last in leaves)
    (found,) = interruptions(CaseFacts(D, recoveries=recovered(*spans), leaves=away))
    assert [f"{gap.from_:%m-%d} {gap.until:%m-%d}" for gap in found.recovered] == counted


def test_a_leave_of_one_day_at_the_end_decides_on_the_cause_too() -> None:
    """However short the leave: when the sickness after it clearly has another cause, the case ends."""
    leave = Leave(day("2026-03-10"), day("2026-03-10"), same_cause=False)
    (found,) = interruptions(CaseFacts(D, recoveries=recovered(("2026-03-02", "2026-03-09")), leaves=(leave,)))
    assert (found.until, found.lasts_four_weeks, found.ends_the_case) == (day("2026-03-10"), False, True)
