"""A shortlist in Dutch: each candidate with the parts of its score, and who fell out and why."""

from collections.abc import Iterator

from models.bureau_choice import WeighedShortlist
from spoorboek.statute.policy.house_policy import HousePolicy
from spoorboek.statute.policy.shortlist_policy import FULL_SCORE
from spoorboek.statute.second_track.shortlist import BureauDemand, Candidate, ScorePart
from tasks.reports.bureau_reports import EXCLUSION_WORDS

PART_LABELS = {
    "voorkeur": "voorkeur van de werknemer",
    "specialismen": "gevraagde specialismen",
    "tarief": "tarief van de gevraagde diensten",
    "wachttijd": "wachttijd",
    "certificaten": "een geldig certificaat",
    "antwoord": "antwoordt op tijd",
    "intake": "houdt de intake op de genoemde dag",
    "rapportage": "rapporteert op tijd",
    "resultaat": "trajecten geëindigd met werk",
}

AREA_WORDS = {"werknemer": "uit de zoekgegevens", "werkgever": "van de werkgever; zoekgegevens zijn er niet"}


def shortlist_page(weighed: WeighedShortlist, house: HousePolicy) -> str:
    """Word a shortlist for a screen: codes and numbers, no names."""
    return "\n".join(_page(weighed, house))


def _page(weighed: WeighedShortlist, house: HousePolicy) -> Iterator[str]:
    shortlist = weighed.shortlist
    yield f"Shortlist van {shortlist.demand.on:%d-%m-%Y}, gewichten van huisbeleid {weighed.house}"
    yield from _asked(shortlist.demand, house)
    if not weighed.policy.weights:
        yield "Het huisbeleid heeft geen gewichten: de volgorde van het register telt."
    if weighed.chosen:
        yield f"Gekozen, en dus het eerst gevraagd: {weighed.chosen}"
    for place, candidate in enumerate(shortlist.candidates, 1):
        yield ""
        yield from _candidate(place, candidate)
    if not shortlist.candidates:
        yield "\nGeen enkel bureau kan worden gevraagd."
    if shortlist.excluded:
        yield "\nVallen af:"
        for each in shortlist.excluded:
            yield f"  {each.code}: {'; '.join(EXCLUSION_WORDS[reason] for reason in each.reasons)}"


def _asked(demand: BureauDemand, house: HousePolicy) -> Iterator[str]:
    if demand.area:
        yield f"Regio: {demand.area} ({AREA_WORDS[demand.area_of or 'werkgever']})"
    else:
        yield "Regio: onbekend, dus alleen bureaus voor het hele land"
    for title, kind, codes in (
        ("Diensten", "service", demand.services),
        ("Specialismen", "specialism", demand.specialisms),
        ("Certificaten", "certificate", demand.certificates),
    ):
        if codes:
            yield f"{title}: {', '.join(house.choices[kind].get(code, code) for code in sorted(codes))}"
    yield f"Voorkeur van de werknemer: {demand.preferred or 'niet vastgelegd'}"


def _candidate(place: int, candidate: Candidate) -> Iterator[str]:
    score = f"{candidate.score} van {FULL_SCORE}, " if candidate.parts else ""
    yield f"{place}. {candidate.code}: {score}volgorde {candidate.rank}"
    yield from (f"   {_part(part)}" for part in candidate.parts if part.weight)


def _part(part: ScorePart) -> str:
    unknown = "" if part.known else " (niet bekend, telt half)"
    return f"{part.points:>3} van {part.weight:>2}  {PART_LABELS[part.name]}{unknown}"
