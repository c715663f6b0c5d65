"""A shortlist in Dutch: each candidate with the parts of its score, and who fell out and why."""

from collections.abc import Iterable, Iterator

from models.bureau_choice import WeighedShortlist
from spoorboek.statute.policy.house_policy import HousePolicy
from spoorboek.statute.policy.shortlist_policy import FULL_SCORE
from spoorboek.statute.second_track.shortlist import BureauDemand, Candidate, ExcludedBureau, ScorePart
from tasks.reports.bureau_reports import EXCLUSION_WORDS

PART_LABELS = {
    "voorkeur": "voorkeur van de werknemer",
    "specialismen": "gevraagde specialismen",
    "tarief": "tarief",
    "wachttijd": "wachttijd",
    "certificaten": "een geldig certificaat",
    "antwoord": "antwoordt op tijd",
    "intake": "houdt de intake op de genoemde dag",
    "rapportage": "rapporteert op tijd",
    "resultaat": "trajecten geëindigd met werk",
}

AREA_WORDS = {"werknemer": "uit de zoekgegevens", "werkgever": "van de werkgever; zoekgegevens zijn er niet"}

SOURCE_WORDS = {
    "gevraagd": "nu gevraagd",
    "zoekgegevens": "uit de zoekgegevens",
    "sector": "uit de sector in de zoekgegevens",
    "niveau": "uit het niveau in de zoekgegevens",
}
OF_THE_HOUSE = "vraagt het huis altijd"


def shortlist_page(weighed: WeighedShortlist, house: HousePolicy) -> str:
    """Word a shortlist for a screen: codes and numbers, no names."""
    return "\n".join(_page(weighed, house))


def _page(weighed: WeighedShortlist, house: HousePolicy) -> Iterator[str]:
    shortlist = weighed.shortlist
    yield f"Shortlist van {shortlist.demand.on:%d-%m-%Y}, gewichten van huisbeleid {weighed.house}"
    yield from demand_lines(shortlist.demand, house)
    if not weighed.policy.weights:
        yield "Het huisbeleid heeft geen gewichten: de volgorde van het register telt."
    if weighed.chosen:
        yield f"Gekozen, en dus het eerst gevraagd: {weighed.chosen}"
    for place, candidate in enumerate(shortlist.candidates, 1):
        yield ""
        yield from _candidate(place, candidate, shortlist.demand, house)
    if not shortlist.candidates:
        yield "\nGeen enkel bureau kan worden gevraagd."
    if shortlist.excluded:
        yield "\nVallen af:"
        for each in shortlist.excluded:
            yield f"  {each.code}: {exclusion_words(each, house)}"


def demand_lines(demand: BureauDemand, house: HousePolicy) -> Iterator[str]:
    """Yield what is asked of a bureau, and where each of it comes from."""
    if demand.area:
        yield f"Regio: {demand.area} ({AREA_WORDS[demand.area_of or 'werkgever']})"
    else:
        yield "Regio: onbekend, dus alleen bureaus voor het hele land"
    if demand.services:
        yield f"Diensten: {_labels('service', demand.services, house)}"
    else:
        usual = _labels("service", demand.priced, house)
        yield f"Diensten: niets gevraagd. Het tarief telt dan voor wat het huis gewoonlijk vraagt: {usual}"
    for title, kind, codes in (
        ("Specialismen", "specialism", demand.specialisms),
        ("Certificaten", "certificate", demand.certificates),
    ):
        for code in sorted(codes):
            source = SOURCE_WORDS[demand.sources[code]] if code in demand.sources else OF_THE_HOUSE
            yield f"{title}: {_labels(kind, [code], house)} ({source})"
    yield f"Voorkeur van de werknemer: {demand.preferred or 'niet vastgelegd'}"


def _labels(kind: str, codes: Iterable[str], house: HousePolicy) -> str:
    return ", ".join(house.choices[kind].get(code, code) for code in sorted(codes))


def exclusion_words(excluded: ExcludedBureau, house: HousePolicy) -> str:
    """Say why a bureau falls out, and which services and certificates it lacks."""
    labels = {**house.choices["service"], **house.choices["certificate"]}
    lacking = ", ".join(labels.get(code, code) for code in excluded.lacking)
    return "; ".join(EXCLUSION_WORDS[reason] for reason in excluded.reasons) + (f" ({lacking})" if lacking else "")


def _candidate(place: int, candidate: Candidate, demand: BureauDemand, house: HousePolicy) -> Iterator[str]:
    score = f"{candidate.score} van {FULL_SCORE}, " if candidate.parts else ""
    yield f"{place}. {candidate.code}: {score}volgorde {candidate.rank}"
    yield from (f"   {_part(part, candidate, demand, house)}" for part in candidate.parts if part.weight)


def _part(part: ScorePart, candidate: Candidate, demand: BureauDemand, house: HousePolicy) -> str:
    return f"{part.points:>3} van {part.weight:>2}  {part_words(part, candidate, demand, house)}"


def part_words(part: ScorePart, candidate: Candidate, demand: BureauDemand, house: HousePolicy) -> str:
    """Say what a part of a score is about, and what it was counted from."""
    said = "" if part.known else " (niet bekend, telt half)"
    if part.name == "tarief":
        said = f" voor {_labels('service', demand.priced, house)}{said}"
    if part.name == "specialismen" and demand.specialisms:
        has = _labels("specialism", candidate.specialisms, house) or "geen ervan"
        said = f" ({len(candidate.specialisms)} van {len(demand.specialisms)}: {has})"
    return f"{PART_LABELS[part.name]}{said}"
