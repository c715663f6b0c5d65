"""How amounts and lines of offers and invoices are typed at the command line."""

import re
from collections.abc import Iterable
from decimal import Decimal

from spoorboek.errors import InputError
from spoorboek.outside.suggestions import meant_or_known
from spoorboek.statute.bureau_services import BILLED_SERVICES, standard_service
from spoorboek.statute.second_track.money import VAT_RATES, CostLine

AMOUNT = re.compile(r"-?[0-9]{1,7}(?:[.,][0-9]{1,2})?", re.ASCII)
LINE_FORM = "DIENST:AANTAL:PRIJS, zoals coaching:40:95,00, en als vierde deel een ander btw-tarief dan 21"


def read_lines(typed: Iterable[str]) -> tuple[CostLine, ...]:
    """Return the lines of an offer or invoice; InputError for one that is none, and without any."""
    lines = tuple(map(_read_line, typed))
    if not lines:
        raise InputError(f"Er is geen regel. Geef met --line {LINE_FORM}.")
    return lines


def read_cents(typed: str, what: str) -> int:
    """Return an amount in euro, with a comma or a point, as cents; InputError for anything else."""
    text = typed.strip().removeprefix("€").strip()
    if not AMOUNT.fullmatch(text):
        raise InputError(f"{what} '{typed}' is geen getal met hoogstens twee decimalen, zoals 1149,50.")
    return int(Decimal(text.replace(",", ".")) * 100)


def _read_line(typed: str) -> CostLine:
    service, *numbers = typed.strip().split(":")
    if len(numbers) not in (2, 3):
        raise InputError(f"'{typed}' is geen regel. Verwacht {LINE_FORM}.")
    code = standard_service(service.strip().casefold().replace("-", "_").replace(" ", "_"))
    if code not in BILLED_SERVICES:
        raise InputError(f"Onbekende dienst '{service}'. {meant_or_known(code, BILLED_SERVICES)}")
    quantity, price = read_cents(numbers[0], "Aantal"), read_cents(numbers[1], "Prijs")
    rate = numbers[2].strip().rstrip("%") if numbers[2:] else str(VAT_RATES[-1])
    if rate not in map(str, VAT_RATES):
        raise InputError(f"Btw-tarief '{rate}' bestaat niet. Verwacht {', '.join(map(str, VAT_RATES))}.")
    if price < 0 or quantity == 0:
        raise InputError(
            f"'{typed}': een prijs is niet negatief en een aantal niet nul. Crediteren is een negatief aantal."
        )
    return CostLine(code, quantity, price, int(rate))
