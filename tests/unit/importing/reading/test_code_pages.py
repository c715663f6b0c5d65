"""Bytes that are no UTF-8 are Windows-1252 only when nothing in them speaks for another code page."""

import pytest

from spoorboek.importing.reading.code_pages import decoded_csv
from spoorboek.importing.reading.import_errors import UnreadableFile

WESTERN = (
    """
Renée|Zoë|Loïs|Hélène|Thérèse Brûlé|Núñez|João Guimarães|Simões|Françoise|Søren Jørgensen|Müller|Åse|Kjær|Crèvecœur
Šárka|O’Brien|d’Hondt|’t Hoen|Café – “X”|€ 5|Niccolò|Kerkstraat 5²|Straße|Anaïs|Inês|Jan\u00a0de Boer|Mañana Peña|Acme™
""".replace("\n", "|")
    .strip("|")
    .split("|")
)
OTHER = {
    "cp850": "Renée|André|Zoë|Björn|Müller|François|Pérez|García|Núñez|Jesús|Hélène|Loïs|Sánchez|Ángel|Åse|Straße",
    "cp437": "Renée|André|Zoë|Björn|Müller|François|Pérez|García|Núñez|Sánchez|Straße",
    "mac-roman": "Renée|Zoë|Björn|Müller|François|Pérez|García|Núñez|Jesús|Hélène|Loïs|Søren|Ömer|Sánchez|Peña",
    "cp1250": "Dvořák|Jiří|Řezníček|Kučera|Paweł|Łukasz|Wałęsa|Erdős|Petrović|Bălan|Ďurica|Němec|Martinů|Świątek|Żak",
    "cp1254": "Yılmaz|Şükrü|Çağlar|İbrahim|Ayşe|Işık|Erdoğan|Aydın",
    "cp1251": "Иван Петров|Лев", "cp1253": "Γιώργος", "cp1257": "Šarūnė|Bērziņš", "iso8859-2": "Šimek|Łukasz|Jiří",
    "iso8859-15": "5 €|Žižek",
}  # fmt: skip


@pytest.mark.parametrize("name", WESTERN)
def test_western_names_are_read_as_windows_wrote_them(name: str) -> None:
    """A file of an older Excel in a Western country is read."""
    assert decoded_csv(f"Naam\n{name}\n".encode("cp1252")) == f"Naam\n{name}\n"


@pytest.mark.parametrize(("page", "name"), [(page, name) for page, names in OTHER.items() for name in names.split("|")])
def test_another_page_is_refused_with_the_line(page: str, name: str) -> None:
    """A name of MS-DOS, Macintosh, Central Europe, Turkey, the Baltics, Greece or Russia; as UTF-8 it is read."""
    with pytest.raises(UnreadableFile, match="Regel 3: ") as refused:
        decoded_csv(f"Naam\nKim\n{name}\n".encode(page))
    assert name not in str(refused.value)
    assert decoded_csv(f"Naam\nKim\n{name}\n".encode()) == f"Naam\nKim\n{name}\n"
