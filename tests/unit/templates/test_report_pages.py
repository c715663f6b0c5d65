"""The cover of a bundle, before it is a page."""

from dataclasses import replace

from support.dossier.sample_bundle import sample_cover


def test_open_points_that_begin_alike_stand_in_one_line() -> None:
    """Nine things that are not known are one sentence; two papers that are missing stay two, and none is lost."""
    points = (
        "Probleemanalyse: ontbreekt.",
        "Plan van aanpak: ontbreekt.",
        "De 42e-weeksmelding is niet gedaan.",
        "Voor het verslag ontbreekt: het adres.",
        "Voor het verslag ontbreekt: de functie.",
        "Voor het verslag ontbreekt: wie de bedrijfsarts is.",
    )
    lines = replace(sample_cover(1), open_points=points).open_lines
    assert lines == [*points[:3], "Voor het verslag ontbreekt: het adres; de functie; wie de bedrijfsarts is."]
    assert replace(sample_cover(1), open_points=()).open_lines == []
