"""A register of before the one list of services: its upgrade says what bureaus offer and cost in the words of now."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy.engine import make_url
from sqlmodel import Session, select
from support.homes.later_parts import DESK_PARTS
from support.machine.database_server import TestServer

from models.database_roles import OWNER
from models.migrations.service_words import LISTED_SINCE
from models.schema import _script, migrate_database
from models.tables import Bureau, BureauAct, BureauPrice
from models.verification import verify_record

FIRST, LATER = date(2026, 1, 1), date(2026, 7, 1)


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
    as_owner("alter table outgoing_message drop column bsn_sent_at")  # it came later, as did what follows
    for part in DESK_PARTS:
        as_owner(part)
    before = _script().get_revision(LISTED_SINCE).down_revision
    as_owner(f"update alembic_version set version_num = '{before}'")
    return lambda: migrate_database() and None


def test_an_upgrade_says_services_in_the_words_of_the_list(session: Session, upgrade: Callable[[], None]) -> None:
    """Services and prices get the codes of now, once and with a trace; what nobody knows stays; the record verifies."""
    told = ["plaatsing", "Loopbaanoriëntatie", "spoor_2", "iets eigens"]
    known = Bureau(code="oud", name="Oud", email="o@bureau.example", services=told)
    session.add(known)
    session.add(Bureau(code="nieuw", name="Nieuw", email="n@bureau.example", services=["spoor_2"]))
    session.flush()
    prices = [
        ("plaatsing", FIRST, 100),
        ("plaatsing", LATER, 200),
        ("werkervaringsplek", LATER, 300),
        ("coaching", FIRST, 9),
    ]
    for service, day, cents in prices:
        session.add(BureauPrice(bureau_id=known.id, service=service, from_on=day, cents=cents))
    session.commit()
    bureau_id = known.id
    for _ in range(2):
        upgrade()
        session.expire_all()
        assert session.get_one(Bureau, bureau_id).services == [
            "iets eigens",
            "orientatie",
            "spoor_2",
            "werkervaringsplek",
        ]
        found = session.exec(select(BureauPrice).order_by(BureauPrice.service, BureauPrice.from_on)).all()
        assert [(each.service, each.from_on, each.cents) for each in found] == [
            ("coaching", FIRST, 9),
            ("werkervaringsplek", FIRST, 100),
            ("werkervaringsplek", LATER, 300),
        ]
        (act,) = session.exec(select(BureauAct)).all()
        assert (act.bureau_id, act.actor) == (bureau_id, "spoorboek")
        assert verify_record(session) == []
