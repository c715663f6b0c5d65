"""Facts of a dispute: cooperation refused, the wage withheld for it, and what UWV's expert says. Codes and days only.

The grounds are those of BW 7:629(3) and (6), the questions those of SUWI 32(1)-(3): closed lists of the law. Grounds
(a) and (b) of 629(3) are named by their letter alone, because their words speak of the sickness itself (privacy).
"""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import NamedTuple


class WageGround(NamedTuple):
    """A ground to withhold the wage: its place in BW 7:629, and in Dutch its label.

    `says` tells the employee the ground, `asks` what to do; None where that is not written down.
    """

    article: str
    label: str
    says: str | None = None
    asks: str | None = None


_UNJUSTIFIED = "naar ons oordeel zonder goede reden"
WAGE_GROUNDS: Mapping[str, WageGround] = MappingProxyType(
    {
        "lid_3_a": WageGround("lid 3 onder a", "lid 3 onder a"),
        "lid_3_b": WageGround("lid 3 onder b", "lid 3 onder b"),
        "lid_3_c": WageGround(
            "lid 3 onder c",
            "passend werk niet gedaan, lid 3 onder c",
            f"u doet, {_UNJUSTIFIED}, niet het passende werk dat wij u aanbieden",
            "Doe het passende werk dat wij u aanbieden",
        ),
        "lid_3_d": WageGround(
            "lid 3 onder d",
            "niet meegewerkt aan voorschriften of maatregelen, lid 3 onder d",
            f"u werkt, {_UNJUSTIFIED}, niet mee aan redelijke voorschriften of maatregelen die passend werk voor u "
            "mogelijk moeten maken",
            "Werk mee aan de voorschriften en maatregelen die passend werk voor u mogelijk moeten maken",
        ),
        "lid_3_e": WageGround(
            "lid 3 onder e",
            "niet meegewerkt aan het plan van aanpak, lid 3 onder e",
            f"u werkt, {_UNJUSTIFIED}, niet mee aan het opstellen, evalueren of bijstellen van het plan van aanpak",
            "Werk mee aan het opstellen, evalueren en bijstellen van het plan van aanpak",
        ),
        "lid_3_f": WageGround(
            "lid 3 onder f",
            "WIA-aanvraag te laat, lid 3 onder f",
            f"u vraagt, {_UNJUSTIFIED}, de WIA-uitkering later aan dan de wet voorschrijft",
            "Vraag uw WIA-uitkering aan",
        ),
        "lid_6": WageGround(
            "lid 6",
            "voorschriften over inlichtingen niet nageleefd, lid 6",
            "u houdt zich niet aan onze schriftelijke voorschriften over de inlichtingen die wij nodig hebben om uw "
            "recht op loon vast te stellen",
            "Houd u aan onze schriftelijke voorschriften over die inlichtingen",
        ),
    }
)
SUSPENSION = "lid_6"  # the one ground that suspends; every other takes the right to wage away


class WageWarning(NamedTuple):
    """A written warning that the wage may be withheld. `letter`: the product writes it; else it was given already."""

    on: date
    ground: str
    letter: bool = True


class WageNotice(NamedTuple):
    """The notice of the ground on which the wage is withheld, as the employer gave it. Source: BW 7:629(7)."""

    on: date
    ground: str


class WageMeasure(NamedTuple):
    """Days for which the wage is withheld, first and last inclusive; `until` is None while it lasts.

    A suspension (629(6)) defers payment; a stop (629(3)) is of days on which there is no right to wage.
    """

    from_: date
    ground: str
    until: date | None = None

    @property
    def suspends(self) -> bool:
        """Return whether the payment is suspended, so that it follows once the employee complies."""
        return self.ground == SUSPENSION

    def lasts_on(self, day: date) -> bool:
        """Return whether the wage of a day is withheld."""
        return self.from_ <= day and (self.until is None or day <= self.until)


OPINION_QUESTIONS: Mapping[str, str] = MappingProxyType(
    {
        "ongeschiktheid": "kan de werknemer het eigen werk doen",
        "nakoming_werknemer": "werkt de werknemer genoeg mee",
        "passende_arbeid": "is het werk passend",
        "inspanningen_werkgever": "doet de werkgever genoeg",
        "regelmatig_verzuim": "is het verzuim frequent, zonder uitzicht op herstel of herplaatsing",
    }
)
OPINION_PARTIES = ("werkgever", "werknemer")


class OpinionOutcome(NamedTuple):
    """An outcome: the question it answers (None: any), its Dutch label, what follows, and whether the plan is adjusted.

    `follows` is policy, not law: an opinion binds nobody. None when nothing follows.
    """

    question: str | None
    label: str
    follows: str | None = None
    adjusts: bool = False


OPINION_OUTCOMES: Mapping[str, OpinionOutcome] = MappingProxyType(
    {
        "eigen_werk_kan": OpinionOutcome(
            "ongeschiktheid", "kan het eigen werk doen", "Spreek af wanneer het werk begint, en meld het herstel."
        ),
        "eigen_werk_kan_niet": OpinionOutcome(
            "ongeschiktheid", "kan het eigen werk niet doen", "Betaal ingehouden loon, en ga door met het plan."
        ),
        "werknemer_voldoende": OpinionOutcome(
            "nakoming_werknemer", "de werknemer werkt genoeg mee", "Beëindig een loonmaatregel en betaal wat toekomt."
        ),
        "werknemer_onvoldoende": OpinionOutcome(
            "nakoming_werknemer",
            "de werknemer werkt niet genoeg mee",
            "Spreek de werknemer aan, waarschuw schriftelijk, en beslis over het loon (BW 7:629 lid 3).",
        ),
        "werk_passend": OpinionOutcome(
            "passende_arbeid", "het werk is passend", "Bied het werk opnieuw aan, met een begindatum."
        ),
        "werk_niet_passend": OpinionOutcome(
            "passende_arbeid", "het werk is niet passend", "Zoek ander werk en stel het plan van aanpak bij.", True
        ),
        "werkgever_voldoende": OpinionOutcome("inspanningen_werkgever", "de werkgever doet genoeg"),
        "werkgever_onvoldoende": OpinionOutcome(
            "inspanningen_werkgever", "de werkgever doet niet genoeg", "Stel het plan van aanpak bij.", True
        ),
        "verzuim_voldoet": OpinionOutcome("regelmatig_verzuim", "aan de voorwaarden is voldaan"),
        "verzuim_voldoet_niet": OpinionOutcome("regelmatig_verzuim", "aan de voorwaarden is niet voldaan"),
        "geen_oordeel": OpinionOutcome(None, "UWV gaf geen oordeel"),
        "ingetrokken": OpinionOutcome(None, "de vraag is ingetrokken"),
    }
)


class ExpertOpinion(NamedTuple):
    """A question to UWV's expert (SUWI 32), by whom and when, and the outcome once it was received."""

    asked_on: date
    by: str
    question: str
    received_on: date | None = None
    outcome: str | None = None
