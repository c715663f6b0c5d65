"""Choose the re-integration bureau a case is referred to next: the first of its shortlist, kept with its reasons."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Any, NamedTuple

from sqlalchemy import func, select
from sqlmodel import Session, col

from models.bureaus.past_referrals import declined_referrals, told_over
from models.bureaus.register import registered_bureaus
from models.edition_history import edition_in_force
from models.record import load_record
from models.second_track.preparation_content import SearchContent, read_content
from models.tables import Bureau, Case, Employee, Employer, KeptShortlist, Referral
from models.virtual_calendar import virtual_day
from spoorboek.clock import today
from spoorboek.statute.events import Event
from spoorboek.statute.policy.house_policy import HousePolicy
from spoorboek.statute.policy.shortlist_policy import ShortlistPolicy
from spoorboek.statute.reports.withdrawn_events import without_withdrawn
from spoorboek.statute.second_track.fitting_specialisms import fitting_specialisms
from spoorboek.statute.second_track.shortlist import BureauDemand, DemandSource, Shortlist, make_shortlist

PRODUCT = "spoorboek"  # who keeps a shortlist that nobody asked for


class WeighedShortlist(NamedTuple):
    """A shortlist with the version of the house policy whose weights made it, and those weights.

    `chosen`: the code a person chose for this case, while it is still a candidate.
    """

    shortlist: Shortlist
    house: str
    policy: ShortlistPolicy
    chosen: str | None = None

    @property
    def order(self) -> tuple[str, ...]:
        """Return the codes in the order in which they are asked: what a person chose comes first."""
        first = (self.chosen,) if self.chosen else ()
        return (*first, *(code for code in self.shortlist.codes if code != self.chosen))


class Demands(NamedTuple):
    """What a person asks of a bureau for one case, beside what the house asks of all."""

    services: frozenset[str] = frozenset()
    specialisms: frozenset[str] = frozenset()
    certificates: frozenset[str] = frozenset()


NO_DEMANDS = Demands()


def case_shortlist(reading: Session, case: Case, demands: Demands = NO_DEMANDS) -> WeighedShortlist:
    """Return the shortlist of a case as of today, by the weights of the house policy in force.

    `demands`: what a person asks for now; of what is left out, the search data say what is asked.
    """
    house, on = edition_in_force(reading).house, today(virtual_day(reading))
    events = without_withdrawn(load_record(reading, case).events)
    told = {event.kind: event.data.get("bureau") for event in events if event.kind.startswith("bureau_")}
    asked = _asked(reading, case, set(told_over(events)))
    refused = declined_referrals(events)
    search = _search_content(reading, case, events)
    searched, hired = search.region if search else None, _employer_area(reading, case)
    asked_for, sources = _asked_for(demands, search, house)
    demand = BureauDemand(
        on,
        searched or hired,
        **asked_for._asdict(),
        preferred=told.get("bureau_preferred"),
        asked=frozenset(asked),
        declined=frozenset(code for code, numbers in asked.items() if refused.intersection(numbers)),
        area_of="werknemer" if searched else "werkgever" if hired else None,
        sources=sources,
    )
    shortlist = make_shortlist(registered_bureaus(reading, house, on), demand, house.shortlist)
    chosen = told.get("bureau_chosen")
    return WeighedShortlist(shortlist, house.version, house.shortlist, chosen if chosen in shortlist.codes else None)


def bureaus_to_ask(reading: Session, case: Case) -> tuple[str, ...]:
    """Return the codes of all bureaus that can be asked for a case, in the order in which they are.

    A bureau without regions serves the whole country. Where no area is known only such bureaus are asked.
    """
    return case_shortlist(reading, case).order


def choose_next_bureau(writing: Session, case: Case) -> Bureau | None:
    """Return the bureau to ask next, and keep the shortlist it comes from; None when none is left."""
    weighed = case_shortlist(writing, case)
    if not weighed.order:
        return None
    bureau = _bureau(writing, weighed.order[0])
    keep_shortlist(writing, case, weighed, bureau, PRODUCT)
    return bureau


def keep_shortlist(
    writing: Session, case: Case, weighed: WeighedShortlist, bureau: Bureau, actor: str, reason: str | None = None
) -> KeptShortlist:
    """Keep a shortlist and the bureau that was chosen from it, so that it can be shown later what it was based on."""
    last = select(func.coalesce(func.max(col(KeptShortlist.number)), 0)).where(col(KeptShortlist.case_id) == case.id)
    kept = KeptShortlist(
        case_id=case.id,
        bureau_id=bureau.id,
        number=int(writing.scalar(last) or 0) + 1,
        on_day=weighed.shortlist.demand.on,
        house=weighed.house,
        actor=actor,
        reason=reason,
        content=shortlist_json(weighed),
    )
    writing.add(kept)
    writing.flush()
    return kept


def shortlist_json(weighed: WeighedShortlist) -> dict[str, Any]:
    """Return a shortlist as JSON: codes, days and numbers."""
    shortlist = weighed.shortlist
    return {
        "house": weighed.house,
        "on": shortlist.demand.on.isoformat(),
        "weights": dict(weighed.policy.weights),
        "asks": _demand_json(shortlist.demand),
        "chosen": weighed.chosen,
        "candidates": [
            {
                "bureau": each.code,
                "score": each.score,
                "rank": each.rank,
                "parts": {part.name: part.points for part in each.parts},
                "unknown": [part.name for part in each.parts if not part.known],
                "specialisms": list(each.specialisms),
            }
            for each in shortlist.candidates
        ],
        "excluded": [
            {"bureau": each.code, "reasons": [*each.reasons], "lacking": [*each.lacking]} for each in shortlist.excluded
        ],
    }


def _asked_for(
    demands: Demands, search: SearchContent | None, house: HousePolicy
) -> tuple[Demands, Mapping[str, DemandSource]]:
    """Return what is asked of a bureau, and where each specialism and certificate comes from.

    What a person asks for now goes before the search data, each kind by itself. Specialisms that follow from sector and
    level come with those of the search data, where the house knows them.
    """
    sources: dict[str, DemandSource] = dict.fromkeys((*demands.specialisms, *demands.certificates), "gevraagd")
    if search is None:
        return demands, sources
    services = demands.services or frozenset(search.services)
    specialisms, certificates = demands.specialisms, demands.certificates
    if not specialisms:
        fitting = fitting_specialisms(search.sector, search.level)
        known = {code: source for code, source in fitting.items() if code in house.choices["specialism"]}
        sources |= known | dict.fromkeys(search.specialisms, "zoekgegevens")
        specialisms = frozenset((*known, *search.specialisms))
    if not certificates:
        sources |= dict.fromkeys(search.certificates, "zoekgegevens")
        certificates = frozenset(search.certificates)
    return Demands(services, specialisms, certificates), sources


def _demand_json(demand: BureauDemand) -> dict[str, Any]:
    return {
        "area": demand.area,
        "area_of": demand.area_of,
        "preferred": demand.preferred,
        "services": sorted(demand.services),
        "specialisms": sorted(demand.specialisms),
        "certificates": sorted(demand.certificates),
        "priced": sorted(demand.priced),
        "sources": dict(sorted(demand.sources.items())),
    }


def _search_content(reading: Session, case: Case, events: Iterable[Event]) -> SearchContent | None:
    """Return the content of the search data that hold; None without it."""
    versions = [event.data.get("number") for event in events if event.kind == "search_data_recorded"]
    return read_content(reading, case.id, SearchContent, versions[-1]) if versions and versions[-1] else None


def _employer_area(reading: Session, case: Case) -> str | None:
    query = select(col(Employer.postcode_area)).join(Employee, col(Employee.employer_id) == col(Employer.id))
    area: str | None = reading.scalars(query.where(col(Employee.id) == case.employee_id)).one()
    return area


def _asked(reading: Session, case: Case, over: Collection[int]) -> Mapping[str, Collection[int]]:
    """Return the numbers of the referrals of a case, by the code of the bureau; without those told it is over."""
    query = select(col(Bureau.code), col(Referral.number)).join(Referral, col(Referral.bureau_id) == col(Bureau.id))
    found: dict[str, list[int]] = defaultdict(list)
    for code, number in reading.execute(query.where(col(Referral.case_id) == case.id)):
        if number not in over:
            found[code].append(number)
    return found


def _bureau(reading: Session, code: str) -> Bureau:
    return reading.scalars(select(Bureau).where(col(Bureau.code) == code)).one()
