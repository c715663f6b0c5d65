"""The longest case: every name, function and address as long as the record takes them."""

from dataclasses import replace

from templates.document_context import DocumentContext
from templates.samples.sample_cases import full

LONG_NAME = "Wilhelmina Bernardina van der Schueren-Oude Nijeweme tot Westerbroek"
LONG_EMPLOYER = "Stichting Samenwerkende Zorg- en Welzijnsinstellingen Midden-Nederland en Omstreken"
LONG_FUNCTION = "Coördinerend medewerker bedrijfsvoering en personeelsplanning nachtdienst"
LONG_ADDRESS = ("Burgemeester van Nispen tot Sevenaerstraat 1234 bis", "3511 AB 's-Gravenmoer aan den Rijn")
LONG_SEAT = ("Jonkheer van Riemsdijk van Woudenberglaan 987 verdieping 3", "3542 AA Oosterhesselen-Zuidwolde")


def longest(key: str) -> DocumentContext:
    """Return the full context of document `key` with the longest values."""
    known = full(key)
    employer = known.employer
    if not key.startswith("uitvraag"):
        employer = replace(employer, name=LONG_EMPLOYER, address=LONG_SEAT)
    employee = replace(known.employee, name=LONG_NAME, function=LONG_FUNCTION, address=LONG_ADDRESS)
    addressee = known.addressee and replace(known.addressee, organisation=LONG_EMPLOYER, address=LONG_ADDRESS)
    return replace(known, employer=employer, employee=employee, addressee=addressee)
