"""Say the services of a register of before in the words of the one list: what bureaus offer, and their prices."""

from datetime import date

from sqlalchemy import select
from sqlmodel import Session, col

from models.bureaus.changes import change_bureau
from models.edition_history import edition_in_force
from models.ledger.coverage import COVERED_BY_TABLE
from models.ledger.entries import record_destroyed
from models.tables import Bureau, BureauPrice
from spoorboek.statute.bureau_services import standard_service

LISTED_SINCE = "0044"  # the version of the tables
RENAMED, BY_UPGRADE = "renamed", "spoorboek"


def say_services_in_one_list(writing: Session, on: date) -> None:
    """Give each bureau the codes of the list, with a trace, and its prices; a word nobody knows stays as it is.

    Of two prices that become one, that of the code of now holds.
    """
    house = edition_in_force(writing).house
    for bureau in writing.scalars(select(Bureau).order_by(col(Bureau.id))).all():
        services = tuple(sorted(house.coded("service", bureau.services)))
        if set(services) != set(bureau.services):
            change_bureau(writing, bureau, {"services": services}, BY_UPGRADE, on)
    for price in writing.scalars(select(BureauPrice).order_by(col(BureauPrice.bureau_id))).all():
        if (code := standard_service(price.service)) != price.service:
            _rename(writing, price, code)
    writing.flush()


def _rename(writing: Session, price: BureauPrice, code: str) -> None:
    """Write a price under another code; the service is a part of its key, so the row makes way for another."""
    if writing.get(BureauPrice, (price.bureau_id, code, price.from_on)) is None:
        kept = price.model_dump() | {"service": code}
        writing.add(BureauPrice(**kept))
    for covered in COVERED_BY_TABLE[BureauPrice]:
        record_destroyed(
            writing,
            covered.subject(price),
            covered.name,
            [covered.row_key(price)],
            reason=RENAMED,
            actor=BY_UPGRADE,
        )
    writing.delete(price)
    writing.flush()
