"""What is wrong with a template of a house: what, where, what was expected, what to do."""

from typing import NamedTuple

OUTDATED = "verouderd"  # the one fault with which a template stays in use


# What a fault is, for a real case, of which nothing may be quoted.
IN_GENERAL = {
    "maken": "hiermee kan bij deze zaak geen document worden gemaakt",
    "veld": "bij deze zaak ontbreekt een veld van het formulier",
    "handtekening": "bij deze zaak ontbreekt een handtekening",
    "geen_medisch": "bij deze zaak ontbreekt een waarschuwing dat er niets medisch in hoort",
    "wettekst": "bij deze zaak ontbreekt tekst die moet blijven staan",
    "datum": "bij deze zaak ontbreekt een datum of bedrag",
    "naam": "bij deze zaak ontbreekt een naam",
    "bsn": "bij deze zaak staat er een burgerservicenummer in",
    "bladzijden": "bij deze zaak is het document te lang",
    "te_groot": "bij deze zaak is het document te groot",
    "pdf_a": "bij deze zaak is het bestand geen PDF/A",
    "voet": "bij deze zaak klopt de voet van een bladzijde niet",
}
OTHERWISE = "bij deze zaak staat er iets op de pagina wat daar niet kan"


class TemplateFault(NamedTuple):
    """A fault of a template. `code`: of its kind; `line`: in its file, from 1; None when it is about all of it."""

    code: str
    what: str
    expected: str
    todo: str
    line: int | None = None

    @property
    def stops(self) -> bool:
        """Tell whether the shipped template is used in its place."""
        return self.code != OUTDATED

    def in_general(self) -> "TemplateFault":
        """Return the fault without anything of the case in which it was found."""
        known = IN_GENERAL.get(self.code, OTHERWISE)
        return TemplateFault(self.code, known, "een sjabloon dat met elke zaak een goed document geeft",
                             "zie na met `spoorboek templates check`, en vraag anders om hulp", self.line)  # fmt: skip

    def text(self, path: str) -> str:
        """Return the fault in one line of Dutch; `path`: of the file."""
        shown = "".join(each if each.isprintable() else "?" for each in path)
        place = f"{shown}, regel {self.line}" if self.line else shown
        return f"{place}: {self.what}. Verwacht: {self.expected}. Doe dit: {self.todo}."


class OwnTemplateRefused(Exception):
    """A template of a house is not used, with its faults."""

    def __init__(self, *faults: TemplateFault) -> None:
        super().__init__(faults[0].what)
        self.faults = faults
