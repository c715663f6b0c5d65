"""A register of bureaus as people keep it: one row each, every wrong cell named once, and nothing guessed."""

from datetime import date
from typing import Any

import pytest

from spoorboek.importing.reading.cell_text import WrongCell
from spoorboek.importing.reading.cells import read_cell
from spoorboek.importing.reading.file_reader import read_sheet
from spoorboek.importing.reading.import_errors import ImportRefused
from spoorboek.importing.rows import BureauRow
from spoorboek.importing.sheet_checks import check_bureaus

BASE = {"Bureau": "b1", "Naam": "Een", "E-mail": "een@b.example"}


def rows(*lines: dict[str, str]) -> tuple[BureauRow, ...]:
    """Read rows of a CSV file, each as its cells by heading."""
    headings = list(dict.fromkeys(heading for line in lines for heading in {**BASE, **line}))
    table = [headings, *([{**BASE, **line}.get(heading, "") for heading in headings] for line in lines)]
    return check_bureaus(read_sheet("\n".join(";".join(cells) for cells in table).encode(), "bureaus"))


def complaints(line: dict[str, str]) -> list[str]:
    """Return what is said of one row that is refused."""
    with pytest.raises(ImportRefused) as refused:
        rows(line)
    return [str(problem) for problem in refused.value.problems]


def test_services_are_read_as_codes_however_they_are_written() -> None:
    """By code or by name, with capitals, accents and dashes as people write them; each once."""
    (row,) = rows({"Diensten": "Spoor 2, LOOPBAANORIENTATIE, Om- en bijscholing/scholing", "Specialismen": "Oekraïens"})
    assert row.services == ("orientatie", "scholing", "spoor_2")
    assert row.more["specialisms"] == ("taal_oekraiens",)


def test_a_row_holds_its_prices_certificates_and_contacts() -> None:
    """A column each; a blank cell is no value."""
    (row,) = rows(
        {
            "Tarieven vanaf": "1-1-2027",
            "Tarief coaching": "€ 95,00",
            "Tarief jobhunting": "",
            "Blik op Werk t/m": "31-12-2027",
            "Contact facturen": "Fee Kanarie",
            "Contact facturen telefoon": "+31 (0)30 123 45 67",
        }
    )
    assert {key: value for key, value in row.values.items() if key not in ("name", "email")} == {
        "prices_from": date(2027, 1, 1),
        "price_coaching": 9500,
        "certificate_blik_op_werk": date(2027, 12, 31),
        "contact_facturen": "Fee Kanarie",
        "contact_facturen_phone": "+31301234567",
    }


REFUSED: list[tuple[dict[str, str], str]] = [
    ({"Diensten": "massage, hypnose"}, "(Diensten): 2 woorden staan niet in de lijst. Bekend zijn: spoor_2"),
    ({"Specialismen": "spoor_2"}, "(Specialismen): 1 woord staat niet in de lijst"),
    ({"Contract vanaf": "2-1-2027", "Contract t/m": "1-1-2027"}, "(Contract t/m): ligt vóór de eerste dag"),
    ({"Contract t/m": "31-12-1999"}, "(Contract t/m): het jaartal klopt niet"),
    ({"OVAL t/m": "ja"}, "(OVAL t/m): geen datum"),
    ({"OVAL t/m": "29-02-2027"}, "(OVAL t/m): deze datum bestaat niet"),
    ({"Tarief coaching": "95"}, "(Tarief coaching): een tarief zonder eerste dag"),
    ({"Tarief coaching": "gratis", "Tarieven vanaf": "1-1-2027"}, "(Tarief coaching): geen bedrag"),
    ({"Tarieven t/m": "1-1-2027"}, "(Tarieven t/m): ingevuld, maar er is geen tarief"),
    ({"Tarieven vanaf": "x", "Tarief coaching": "95"}, "(Tarieven vanaf): geen datum"),
    ({"Capaciteit": "-1"}, "(Capaciteit): verwacht een heel getal"),
    ({"Capaciteit": "2,5"}, "(Capaciteit): verwacht een heel getal"),
    ({"Wachttijd (dagen)": "twee weken"}, "(Wachttijd (dagen)): verwacht een heel getal"),
    ({"Contactpersoon e-mail": "ko@b.example"}, "(Contactpersoon e-mail): ingevuld, maar de naam"),
    (
        {"Contactpersoon": "Ko"},
        "(Contactpersoon): een contactpersoon heeft een e-mailadres of een telefoonnummer nodig",
    ),
    ({"Contactpersoon": "=?utf-8?q?x?=", "Contactpersoon telefoon": "0301234567"}, "(Contactpersoon): "),
    ({"HTTPS-adres": "https://b.example/geheim"}, "onbekende kop 'HTTPS-adres'"),
    ({"HTTPS-sleutel": "geheim"}, "onbekende kop 'HTTPS-sleutel'"),
]


@pytest.mark.parametrize(("cells", "said"), REFUSED)
def test_a_wrong_cell_gives_one_clear_refusal(cells: dict[str, str], said: str) -> None:
    """Line and column, what was expected, and never what stands in the cell."""
    (told,) = complaints(cells)
    assert said in told
    assert "geheim" not in told
    assert "massage" not in told


AMOUNTS: list[tuple[Any, int | None]] = [
    ("1250", 125_000), ("1.250", 125_000), ("1.250,50", 125_050), ("1250.5", 125_050), ("€ 1.250,-", 125_000),
    (1250, 125_000), (1250.5, 125_050), (0.1 + 0.2, 30), ("0", 0), ("1000000", 100_000_000),
    ("1000000,01", None), ("-5", None), ("1,2,3", None), ("1.25.000", None), ("1e3", None), (1.005, None),
    (float("inf"), None), (float("nan"), None), (True, None), ("12,345", None), ("١٢", None), (date(2027, 1, 1), None),
]  # fmt: skip


@pytest.mark.parametrize(("cell", "cents"), AMOUNTS)
def test_an_amount_is_read_to_the_cent_or_refused(cell: Any, cents: int | None) -> None:
    """As Dutch people and workbooks write them; more than two decimals, signs and powers are no amount."""
    if cents is None:
        with pytest.raises(WrongCell):
            read_cell("euros", cell)
    else:
        assert read_cell("euros", cell) == cents
