"""The register of bureaus as people see it: one line per bureau, and all of one bureau."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from models.bureaus.register import find_bureau, registered_bureaus
from models.edition_history import edition_in_force
from models.tables import Bureau, BureauAct, BureauContact
from models.virtual_calendar import virtual_day
from spoorboek.clock import today
from spoorboek.statute.policy.house_policy import HousePolicy
from spoorboek.statute.second_track.kept_promises import KeptPromises
from spoorboek.statute.second_track.shortlist import RegisteredBureau
from tasks.channels.bureau_keys import HttpsState, https_states

Json = dict[str, Any]
NO_HTTPS = HttpsState(endpoint=False, key=False)
PROMISE_WORDS = {
    "answers": "antwoord op tijd",
    "intakes": "intake op de genoemde dag",
    "reports": "rapportage op tijd",
    "results": "geëindigd met werk",
}


def register_lines(reading: Session) -> list[Json]:
    """Return every bureau of the register, in the order of rank and code: codes, days and numbers.

    Of an https address and a key only whether they are set.
    """
    house, on = edition_in_force(reading).house, today(virtual_day(reading))
    register = registered_bureaus(reading, house, on)
    states = https_states(reading)
    return [
        {**_line(bureau), "https": states.get(bureau.code, NO_HTTPS)._asdict()}
        for bureau in sorted(register, key=lambda each: (each.rank, each.code))
    ]


def bureau_json(reading: Session, code: str) -> Json:
    """Return all that is kept of one bureau."""
    bureau = find_bureau(reading, code)
    line = next(each for each in register_lines(reading) if each["code"] == bureau.code)
    return {
        **line,
        "name": bureau.name,
        "email": bureau.email,
        "contacts": {
            each.role: {"name": each.name, "email": each.email, "phone": each.phone}
            for each in _contacts(reading, bureau)
        },
        "changes": [_change(act) for act in _acts(reading, bureau)],
    }


def bureau_page(found: Json, house: HousePolicy) -> str:
    """Word one bureau for a screen."""
    return "\n".join(_page(found, house))


def _line(bureau: RegisteredBureau) -> Json:
    promises: KeptPromises = bureau.promises
    return {
        "code": bureau.code,
        "rank": bureau.rank,
        "active": bureau.active,
        "regions": sorted(bureau.regions),
        "services": sorted(bureau.services),
        "specialisms": sorted(bureau.specialisms),
        "certificates": {code: day.isoformat() for code, day in sorted(bureau.certificates.items())},
        "contract_from": bureau.contract_from and bureau.contract_from.isoformat(),
        "contract_until": bureau.contract_until and bureau.contract_until.isoformat(),
        "capacity": bureau.capacity,
        "occupied": bureau.occupied,
        "waiting_days": bureau.waiting_days,
        "prices": [
            {
                "service": each.service,
                "cents": each.cents,
                "from": each.from_on.isoformat(),
                "until": each.until_on and each.until_on.isoformat(),
            }
            for each in sorted(bureau.prices, key=lambda price: (price.service, price.from_on))
        ],
        **{name: list(getattr(promises, name)) for name in PROMISE_WORDS},
        "answer_days": promises.answer_days,
    }


def _contacts(reading: Session, bureau: Bureau) -> Iterator[BureauContact]:
    query = select(BureauContact).where(col(BureauContact.bureau_id) == bureau.id).order_by(col(BureauContact.id))
    return (each for each in reading.scalars(query) if each.name)


def _acts(reading: Session, bureau: Bureau) -> Iterator[BureauAct]:
    query = select(BureauAct).where(col(BureauAct.bureau_id) == bureau.id).order_by(col(BureauAct.id).desc())
    return iter(reading.scalars(query))


def _change(act: BureauAct) -> Json:
    return {"on": act.on_day.isoformat(), "by": act.actor, "kind": act.kind, **act.detail}


def _page(found: Json, house: HousePolicy) -> Iterator[str]:
    yield f"Bureau {found['code']}: {found['name']}, {found['email']}"
    yield f"Volgorde {found['rank']}, {'actief' if found['active'] else 'niet actief'}"
    yield f"Regio's: {', '.join(found['regions']) or 'het hele land'}"
    for title, kind in (("Diensten", "service"), ("Specialismen", "specialism")):
        codes = found[f"{kind}s"]
        yield f"{title}: {', '.join(house.choices[kind].get(code, code) for code in codes) or 'niet bekend'}"
    for code, until in found["certificates"].items():
        yield f"Certificaat {house.choices['certificate'].get(code, code)}: geldig t/m {_day(until)}"
    yield f"Contract: {_period(found['contract_from'], found['contract_until'])}"
    yield f"Plaatsen: {_or_unknown(found['capacity'])}, bezet {found['occupied']}"
    yield f"Wachttijd in dagen: {_or_unknown(found['waiting_days'])}"
    for price in found["prices"]:
        label = house.choices["service"].get(price["service"], price["service"])
        yield f"Tarief {label}: {_euros(price['cents'])}, {_period(price['from'], price['until'])}"
    for role, contact in found["contacts"].items():
        yield f"{role.replace('_', ' ').capitalize()}: {', '.join(filter(None, contact.values()))}"
    https = found["https"]
    yield f"HTTPS-adres {_given(https['endpoint'])}, sleutel {_given(https['key'])}"
    for name, words in PROMISE_WORDS.items():
        kept, of = found[name]
        yield f"{words.capitalize()}: {f'{kept} van {of}' if of else 'nog niets te zien'}"
    for change in found["changes"]:
        reason = house.choices["bureau_inactive"].get(change.get("reason", ""), "")
        what = ", ".join(change["changed"])
        yield f"{_day(change['on'])} {change['by']} {change['kind']}: {what}{f' ({reason})' if reason else ''}"


def _day(text: str) -> str:
    year, month, day = text.split("-")
    return f"{day}-{month}-{year}"


def _period(first: str | None, last: str | None) -> str:
    parts = [f"vanaf {_day(first)}" if first else "", f"t/m {_day(last)}" if last else ""]
    return " ".join(filter(None, parts)) or "niet bekend"


def _or_unknown(value: Any) -> str:
    return "niet bekend" if value is None else str(value)


def _given(known: bool) -> str:
    return "ingesteld" if known else "niet ingesteld"


def _euros(cents: int) -> str:
    return f"€ {cents // 100:,}".replace(",", ".") + f",{cents % 100:02}"
