"""What a bureau should be good at, by what somebody did."""

import pytest

from spoorboek.statute.bureau_services import SERVICES, labels_of
from spoorboek.statute.second_track.fitting_specialisms import OF_LEVEL, OF_SECTOR, fitting_specialisms


@pytest.mark.parametrize(
    ("sector", "level", "found"),
    [
        ("zorg", "mbo_2", {"sector_zorg": "sector", "praktisch_opgeleid": "niveau"}),
        ("financieel", "wo", {"sector_kantoor": "sector", "hoger_opgeleid": "niveau"}),
        ("overig", "hbo", {"hoger_opgeleid": "niveau"}),
        ("bouw", "mbo_4", {"sector_bouw": "sector"}),
        ("", "", {}),
    ],
)
def test_sector_and_level_each_add_what_fits(sector: str, level: str, found: dict[str, str]) -> None:
    """With where it comes from; an unknown one adds nothing."""
    assert fitting_specialisms(sector, level) == found


def test_every_sector_and_level_of_the_tables_fits_something() -> None:
    """Each gives the specialism it stands for, and no other."""
    assert all(fitting_specialisms(sector, "") == {name: "sector"} for sector, name in OF_SECTOR.items())
    assert all(fitting_specialisms("", level) == {name: "niveau"} for level, name in OF_LEVEL.items())


def test_labels_are_those_of_the_uses_that_were_asked() -> None:
    """And no service of another use is among them."""
    uses = {service.use for service in SERVICES.values()}
    for use in uses:
        asked = labels_of(use)
        assert asked == {code: service.label for code, service in SERVICES.items() if service.use == use}
        assert asked
