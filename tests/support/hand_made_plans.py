"""Hand-made plans of some milestones, and records that live on them, for tests of the agenda."""

from datetime import date, timedelta

from support.house_policies import mailing_every_day

from spoorboek.statute.actions import Action, Record
from spoorboek.statute.agenda.agenda import make_agenda
from spoorboek.statute.events import Event, EventKind
from spoorboek.statute.facts import CaseFacts
from spoorboek.statute.plan import Milestone, Plan
from spoorboek.statute.second_track_facts import (
    Assessment,
    Feasibility,
    FunctionalProfile,
    Preparation,
    SearchData,
)

D = date(2026, 3, 2)
END = 760


def day(offset: int) -> date:
    """Return the day so many days after the first sick day."""
    return D + timedelta(days=offset)


def milestone(key: str, opens: int | None, target: int | None, due: int | None, **more: object) -> Milestone:
    """Make a milestone with offsets from D."""
    dates = [None if offset is None else day(offset) for offset in (opens, target, due)]
    return Milestone(key, more.pop("occurrence", 1), *dates, **more)  # type: ignore[arg-type]


def plan(*milestones: Milestone, end: int = END, facts: CaseFacts | None = None, reason: str | None = None) -> Plan:
    """Make a plan of these milestones that ends on an offset; unless `facts` say so, a referral lacks nothing."""
    closed = day(end) if reason else None
    return Plan("test", facts or CaseFacts(D, preparation=READY), D, closed, reason, day(end), day(727), milestones)


def reported(*happenings: tuple[EventKind, dict[str, object]]) -> Record:
    """Make a record of a sick report and what followed."""
    all_of_it = (("sick_reported", {"first_sick_day": D.isoformat()}), *happenings)
    return Record(tuple(Event(n, kind, D, data) for n, (kind, data) in enumerate(all_of_it, 1)))  # type: ignore[arg-type]


def live(on_days: list[int], *plans: Plan, record: Record | None = None) -> tuple[Record, list[Action]]:
    """Wake on these days; the last plan given holds from the second wake on."""
    record, actions = record or reported(), []
    for number, offset in enumerate(on_days):
        asked = make_agenda(plans[min(number, len(plans) - 1)], record, mailing_every_day(), day(offset)).actions
        record = record.after(asked)
        actions += asked
    return record, actions


READY = Preparation(
    assessment=Assessment(D, "beide"),
    feasibility=Feasibility("werkgever", D, D, "haalbaar"),
    profile=FunctionalProfile(D, "izp"),
    informed_on=D,
    search_data=SearchData(D),
)
SECOND_TRACK = milestone("start_spoor_2", 56, 364, 378)
