"""A record of before the numbers of steps were kept: its upgrade keeps them, once, and moves no step."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy.engine import make_url
from sqlmodel import Session, col, select
from support.homes.later_parts import DESK_PARTS
from support.machine.database_server import TestServer

from models.database_roles import OWNER
from models.migrations.kept_numbers import KEPT_SINCE
from models.record import append_event, load_record
from models.schema import _script, migrate_database
from models.tables import Case, CaseEvent
from models.verification import verify_record
from spoorboek.statute.reports.fold import fold_events
from spoorboek.statute.reports.occurrence_numbers import NUMBERED
from spoorboek.statute.timeline.timeline import timeline

LETTER = "waarschuwing_loon"
DAYS = ("2026-03-09", "2026-02-09")  # the older warning was recorded later


def warn(session: Session, case: Case, *days: str) -> None:
    """Record warnings about the wage, in this order."""
    for day in days:
        append_event(session, case, "wage_warned", date(2026, 3, 16), {"on": day, "reason": "lid_3_c"}, "test")
    session.commit()


def numbers(session: Session, case: Case) -> list[int]:
    """Return the numbers of the letters of a case, in order of their days."""
    session.expire_all()
    plan = timeline(fold_events(load_record(session, case).events))
    return [each.occurrence for each in plan if each.key == LETTER]


@pytest.fixture
def upgrade(
    server: TestServer,
    database_url: str,
    as_owner: Callable[[str], None],
    monkeypatch: pytest.MonkeyPatch,
    fresh: Callable[[], None],
) -> Callable[[], None]:
    """Return a way to upgrade the record, which is of the version before, as the owner of its tables."""
    monkeypatch.setenv("SPOORBOEK_OWNER_DATABASE_URL", server.url(str(make_url(database_url).database), OWNER))
    fresh()
    as_owner("drop table letterhead, received_paper, plan_words, riv_finding, riv_check")  # they came later
    as_owner("alter table document drop column own_template, drop column own_sha256")
    as_owner("alter table outgoing_message drop column bsn_sent_at")
    for part in DESK_PARTS:
        as_owner(part)
    before = _script().get_revision(KEPT_SINCE).down_revision
    as_owner(f"update alembic_version set version_num = '{before}'")
    later = {"document": "made_of", "employee": "salutation"}  # columns, which what was written before has not

    def upgrade_from_before() -> None:
        while later:
            table, column = later.popitem()
            as_owner(f"alter table {table} drop column {column}")
        migrate_database()

    return upgrade_from_before


def test_an_upgrade_keeps_the_numbers_of_then(
    session: Session, make_case: Callable[..., Case], upgrade: Callable[[], None]
) -> None:
    """What was told by day keeps its number; only a case in which the orders differ hears of it, and only once."""
    late, plain = make_case(), make_case()
    warn(session, late, *DAYS)
    warn(session, plain, *sorted(DAYS))
    assert numbers(session, late) == [2, 1]
    for _ in range(2):
        upgrade()
        assert (numbers(session, late), numbers(session, plain)) == ([1, 2], [1, 2])
        told = session.exec(select(CaseEvent).where(col(CaseEvent.kind) == NUMBERED)).all()
        assert [event.case_id for event in told] == [late.id]
    warn(session, late, "2026-03-02")
    assert numbers(session, late) == [1, 3, 2]
    assert verify_record(session) == []
