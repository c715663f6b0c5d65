"""The page on which the house says how many people an employer has in service, without which no share is known."""

import re
from datetime import date
from decimal import Decimal
from http import HTTPStatus

from models.overview.workforce import record_workforce, workforce_counts
from spoorboek.desk.overview.overview_pages import OVERVIEW_PATH, asked_overview, employers_seen_wholly, frame
from spoorboek.desk.permissions import Permission
from spoorboek.desk.visit import DeskPage, GoTo, PageAnswer, ShownPage, Visit
from spoorboek.desk.work.step_forms import sent_day
from spoorboek.errors import InputError

WORKFORCE_PATH = f"{OVERVIEW_PATH}/in-dienst"
MOST_PERSONS, MOST_HOURS_EACH, EARLIEST = 1_000_000, 60, date(2000, 1, 1)
DONE = "gedaan"
NOTHING = "Er is niets vastgelegd."


def show_workforce(visit: Visit) -> PageAnswer:
    """Show how many people are in service of each employer that is seen as a whole, and the form to say so."""
    return _page(visit, "")


def take_workforce(visit: Visit) -> PageAnswer:
    """Record a number of people; a refusal keeps what was typed."""
    try:
        employer = _employer(visit)
        day, persons, hours = _first_day(visit), _persons(visit), _hours(visit)
        if hours is not None and (persons is None or hours > persons * MOST_HOURS_EACH):
            raise InputError(f"Zoveel contracturen kunnen deze mensen niet hebben. {NOTHING}")
    except InputError as error:
        return _page(visit, str(error))
    record_workforce(visit.record, employer, day, persons, hours, visit.viewer.code)
    return GoTo(f"{WORKFORCE_PATH}?werkgever={employer}&{DONE}=1")


def _employer(visit: Visit) -> int:
    seen, written = _seen(visit), visit.text("werkgever")
    if not (written.isascii() and written.isdecimal() and len(written) < 10 and int(written) in seen):
        raise InputError(f"Kies een werkgever. {NOTHING}")
    return int(written)


def _seen(visit: Visit) -> dict[int, str]:
    asked = asked_overview(visit)._replace(employer=None)
    return dict(employers_seen_wholly(visit, asked))


def _first_day(visit: Visit) -> date:
    day = sent_day(visit)
    if not EARLIEST <= day <= visit.on:
        raise InputError(f"De dag ligt na vandaag, of te ver terug. {NOTHING}")
    return day


def _persons(visit: Visit) -> int | None:
    written = visit.text("mensen").replace(".", "")
    if not written:
        return None
    if not (written.isascii() and written.isdecimal() and len(written) < 8 and 0 < int(written) <= MOST_PERSONS):
        raise InputError(f"Vul een heel aantal mensen in, zoals 48; of niets, als het niet bekend is. {NOTHING}")
    return int(written)


def _hours(visit: Visit) -> Decimal | None:
    written = visit.text("uren")
    if not written:
        return None
    if not re.fullmatch(r"[0-9]{1,7}([.,][0-9]{1,2})?", written, re.ASCII) or not float(written.replace(",", ".")):
        raise InputError(f"Vul de contracturen per week in als 1620 of 1620,5; of niets. {NOTHING}")
    return Decimal(written.replace(",", "."))


def _page(visit: Visit, refusal: str) -> PageAnswer:
    asked, seen = asked_overview(visit), _seen(visit)
    counts = workforce_counts(visit.record, seen)
    typed = {name: visit.text(name) for name in ("werkgever", "datum", "mensen", "uren")}
    if not visit.form:
        typed |= {"werkgever": str(asked.employer or ""), "datum": visit.on.replace(day=1).isoformat()}
    data = {
        "employers": list(seen.items()),
        "typed": typed,
        "refusal": refusal,
        "is_done": DONE in visit.query and not refusal,
        "history": list(reversed(counts.get(asked.employer or 0, ()))),
        "rows": [(each, name, next(iter(reversed(counts.get(each, ()))), None)) for each, name in seen.items()],
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if refusal else HTTPStatus.OK
    return ShownPage("werkplek/in_dienst.html", {**frame(visit, None, asked), **data}, status)


WORKFORCE_PAGES = (
    DeskPage(WORKFORCE_PATH, "Mensen in dienst", Permission.RECORD_FACTS, show_workforce, take_workforce),
)
