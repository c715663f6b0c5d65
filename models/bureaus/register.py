"""The register of bureaus as the shortlist reads it: no name, no address; and the one bureau people mean by a code."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from models.bureaus.past_referrals import past_referrals
from models.identity.identities import identity
from models.tables import OPEN, Bureau, BureauCertificate, BureauPrice, BureauTerms
from spoorboek.errors import InputError
from spoorboek.outside.suggestions import meant_or_known
from spoorboek.statute.policy.house_policy import HousePolicy
from spoorboek.statute.second_track.kept_promises import kept_promises
from spoorboek.statute.second_track.shortlist import RegisteredBureau, ServicePrice

OF_BUREAU = (Bureau.id, Bureau.code, Bureau.rank, Bureau.active, Bureau.regions, Bureau.services)
OF_TERMS = ("contract_from", "contract_until", "capacity", "waiting_days", "specialisms")


def registered_bureaus(reading: Session, house: HousePolicy, on: date) -> list[RegisteredBureau]:
    """Return the whole register as it stands on a day, with the record of each bureau; nothing sealed is opened.

    Services that were recorded in words of before the choice list are read as its codes where they are the same.
    """
    terms = {row.bureau_id: row for row in reading.execute(_columns(BureauTerms, "bureau_id", *OF_TERMS))}
    certificates, prices = _certificates(reading), _prices(reading)
    referrals = past_referrals(reading)
    register = []
    for bureau_id, code, rank, active, regions, services in reading.execute(select(*OF_BUREAU)):  # type: ignore[call-overload]
        known, past = terms.get(bureau_id), referrals.get(bureau_id, ())
        register.append(
            RegisteredBureau(
                code=code,
                rank=rank,
                active=active,
                regions=frozenset(regions),
                services=house.coded("service", services),
                specialisms=frozenset(known.specialisms) if known else frozenset(),
                certificates=certificates.get(bureau_id, {}),
                contract_from=known.contract_from if known else None,
                contract_until=known.contract_until if known else None,
                capacity=known.capacity if known else None,
                occupied=sum(status == OPEN and referral.runs for status, referral in past),
                waiting_days=known.waiting_days if known else None,
                prices=tuple(prices.get(bureau_id, ())),
                promises=kept_promises((referral for _, referral in past), on),
            )
        )
    return register


def find_bureau(reading: Session, code: str) -> Bureau:
    """Return the bureau a person means by a code, however it is written.

    Raises InputError, which lists what looks like it, for an unknown one.
    """
    codes: Mapping[int, str] = dict(reading.execute(select(col(Bureau.id), col(Bureau.code))).tuples().all())
    exact = [key for key, known in codes.items() if known == code.strip()]
    alike = [key for key, known in sorted(codes.items()) if identity(known) == identity(code)]
    if not (found := [*exact, *alike]):
        listed = meant_or_known(code, sorted(codes.values())) if codes else "Het register is leeg: importeer bureaus."
        raise InputError(f"Onbekend bureau '{code}'. {listed}")
    return reading.get_one(Bureau, found[0])


def terms_of(reading: Session, bureau: Bureau) -> BureauTerms | None:
    """Return on what terms a bureau works for the house; None when nothing was recorded."""
    return reading.scalars(select(BureauTerms).where(col(BureauTerms.bureau_id) == bureau.id)).one_or_none()


def _certificates(reading: Session) -> Mapping[int, dict[str, date]]:
    found: dict[int, dict[str, date]] = defaultdict(dict)
    for bureau_id, code, until in reading.execute(_columns(BureauCertificate, "bureau_id", "code", "valid_until")):
        if until:
            found[bureau_id][code] = until
    return found


def _prices(reading: Session) -> Mapping[int, list[ServicePrice]]:
    found: dict[int, list[ServicePrice]] = defaultdict(list)
    for bureau_id, *price in reading.execute(
        _columns(BureauPrice, "bureau_id", "service", "cents", "from_on", "until_on")
    ):
        found[bureau_id].append(ServicePrice(*price))
    return found


def _columns(table: type[Any], *names: str) -> Any:
    return select(*(getattr(table, name) for name in names))
