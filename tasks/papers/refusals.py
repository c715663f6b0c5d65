"""Why a paper is not taken into the dossier: each reason as a code, with what it says to people."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal, get_args

PaperReason = Literal[
    "leeg", "te_groot", "ander_soort", "beschadigd", "op_slot", "met_script", "andere_zaak", "oningevuld", "dubbel",
    "medisch", "besmet", "niet_gescand", "vrijgegeven",
]  # fmt: skip
PAPER_REASONS: tuple[str, ...] = get_args(PaperReason)
# Nothing of these is kept: it is too much, it is here already, or the employer may not have it.
NOT_KEPT: frozenset[str] = frozenset({"te_groot", "dubbel", "medisch", "oningevuld"})
PAPER_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "leeg": "er staat niets in. Vraag de afzender om het stuk zelf",
        "te_groot": "het is groter dan 10 MB, meer dan UWV aanneemt. Scan het stuk met minder punten, of splits het",
        "ander_soort": "het is geen PDF, Word-document (DOCX), JPEG of PNG. Bewaar of scan het als PDF",
        "beschadigd": "het is beschadigd en niet te openen. Vraag de afzender het opnieuw te sturen",
        "op_slot": "het is met een wachtwoord vergrendeld. Vraag de afzender om het stuk zonder wachtwoord, "
        "of als PDF met het wachtwoord van de zaak, dat de casemanager geeft",
        "met_script": "er zit een script, macro of programma in. Vraag de afzender om een afdruk als PDF, of een scan",
        "andere_zaak": "het hoort bij een andere zaak. Kijk het zaaknummer op het stuk na",
        "oningevuld": "het is ons eigen formulier, zoals het verstuurd is; er is niets in ingevuld",
        "dubbel": "het is al ontvangen",
        "besmet": "de virusscanner vindt er iets in. Open het niet, en vraag de afzender om een schoon bestand",
        "niet_gescand": "de virusscanner kon niet zeggen of het schoon is. Laat de beheerder naar de scanner kijken, "
        "en laat het daarna toe",
        "vrijgegeven": "iemand gaf het vrij; het staat nu als ander stuk in het dossier",
        "medisch": "het is een medisch stuk; dat mag de werkgever niet hebben. Er is niets van bewaard",
    }
)


class UnfitFile(Exception):
    """A file that cannot be taken as a paper; `reason` is one of `PAPER_REASONS`."""

    def __init__(self, reason: PaperReason) -> None:
        super().__init__(reason)
        self.reason = reason
