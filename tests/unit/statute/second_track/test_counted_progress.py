"""Progress told by a run form: what it says reaches the verdict, and what contradicts itself is refused."""

from datetime import date, timedelta

import pytest

from spoorboek.statute.errors import FactsError
from spoorboek.statute.events import Event
from spoorboek.statute.second_track.counted_progress import LACKS, CountedProgress
from spoorboek.statute.second_track.track_events import tracks_of
from spoorboek.statute.second_track.trajectory import Track

UNTIL = date(2026, 11, 20)
WHOLE = CountedProgress(UNTIL, UNTIL - timedelta(41), UNTIL, "bemiddeling", ("jobhunting", "cv", "cv"), applied=4)


def track(progress: CountedProgress) -> Track:
    """Return the track that the events of a report make."""
    told = enumerate(progress.events(), start=1)
    (found,) = tracks_of(Event(seq, kind, UNTIL, {"referral": 1, **data}) for seq, (kind, data) in told)
    return found


def test_a_whole_report_lacks_nothing() -> None:
    """Each activity counts once and tells all; four applications, none outside the search profile."""
    found = track(WHOLE)
    assert [(each.kind, each.is_whole) for each in found.reports[0].activities] == [("jobhunting", True), ("cv", True)]
    assert (found.logs[0].total, found.logs[0].outside, found.logs[0].applications) == (4, 0, ())


@pytest.mark.parametrize("lacks", LACKS)
def test_what_a_report_does_not_say_is_known(lacks: str) -> None:
    """Of every activity, and of nothing else."""
    (report,) = track(WHOLE._replace(lacks=lacks)).reports
    assert [each.is_whole for each in report.activities] == [False, False]
    assert [getattr(each, LACKS[lacks]) for each in report.activities] == [False, False]


def test_a_period_of_nothing_is_no_activity() -> None:
    """What fell away with its reason is told, and does not count as something that took place."""
    nothing = WHOLE._replace(activities=(), applied=0, dropped="cv", drop_reason="verzet")
    (report,) = track(nothing).reports
    assert (report.is_active, report.activities[0].is_whole) == (False, True)


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"from_": UNTIL + timedelta(1)}, "in deze volgorde"),
        ({"on": UNTIL - timedelta(1)}, "in deze volgorde"),
        ({"outside": 5}, "buiten het zoekprofiel"),
        ({"no_applications": "scholing_loopt"}, "nul sollicitaties"),
        ({"dropped": "cv"}, "horen bij elkaar"),
        ({"drop_reason": "verzet"}, "horen bij elkaar"),
    ],
)
def test_what_contradicts_itself_is_refused(changes: dict[str, object], why: str) -> None:
    """In one sentence that says what was expected."""
    with pytest.raises(FactsError, match=why):
        WHOLE._replace(**changes).events()  # type: ignore[arg-type]
