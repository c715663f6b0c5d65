"""What a bureau should be good at for somebody: specialisms that follow from search data, and where each comes from.

They add to a score and exclude nobody. Kinds of limits do not follow by themselves: what a case asks of bureaus stands
in its shortlists unsealed. Source: docs/decisions/061-one-list-of-services.md.
"""

from collections.abc import Mapping
from types import MappingProxyType

from spoorboek.statute.second_track.shortlist import DemandSource

# By sector of the present work; none for one that no specialism is about.
OF_SECTOR: Mapping[str, str] = MappingProxyType(
    {
        "bouw": "sector_bouw",
        "energie": "sector_bouw",
        "zorg": "sector_zorg",
        "onderwijs": "sector_onderwijs",
        "overheid": "sector_onderwijs",
        "handel": "sector_handel",
        "horeca": "sector_handel",
        "industrie": "sector_logistiek",
        "vervoer": "sector_logistiek",
        "informatie": "sector_kantoor",
        "financieel": "sector_kantoor",
        "onroerend_goed": "sector_kantoor",
        "zakelijk": "sector_kantoor",
    }
)
OF_LEVEL: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(("basis", "vmbo", "mbo_1", "mbo_2"), "praktisch_opgeleid"),
        **dict.fromkeys(("hbo", "wo"), "hoger_opgeleid"),
    }
)


def fitting_specialisms(sector: str, level: str) -> Mapping[str, DemandSource]:
    """Return the specialisms that fit a sector and a working level of search data; an unknown one gives none."""
    found: dict[str, DemandSource] = {}
    if sector in OF_SECTOR:
        found[OF_SECTOR[sector]] = "sector"
    if level in OF_LEVEL:
        found[OF_LEVEL[level]] = "niveau"
    return found
