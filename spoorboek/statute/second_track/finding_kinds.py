"""What may be wrong with a second track, as data: the sentence, what mends it, who can, and what it rests on."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from spoorboek.statute.law.basis import Basis
from spoorboek.statute.law.citations import article_address

POLICY_RULES, HOUSE_NORM = "BWBR0014375", "norm van het huis"
_EARLY = "par. 5", "kunnen slechts achterwege blijven als er nog concreet perspectief bestaat op hervatting"
_CLARITY = "par. 9", "dat vooraf helderheid bestaat over de functionele mogelijkheden, kennis, ervaring"
_STEPS = "par. 9", "en over de te ondernemen stappen"
_SEARCHED = "par. 5", "de mogelijkheden tot werkhervatting bij een andere werkgever niet of onvoldoende onderzocht zijn"
_PULSE = "par. 9", "Hij dient periodiek te informeren naar de vorderingen"
_SPOKEN_TO = "par. 9", "zonodig de werknemer aan te spreken wanneer deze onvoldoende initiatief neemt"
_ADJUSTED = "par. 5", "werkgever en werknemer een (bijgestelde of geheel) andere aanpak moeten volgen"
_FAILED = "par. 9", "dan zullen de probleemanalyse en het plan van aanpak moeten worden bijgesteld"
_BESIDE = "par. 5", "naast de eventueel nog lopende re-integratie-activiteiten gericht op herplaatsing"


class FindingKind(NamedTuple):
    """A kind of finding: its sentence, with places for dates and counts; what mends it; the role that can.

    `rests_on`: paragraph and words of the policy rules of UWV; None for a norm of the house.
    """

    says: str
    mends: str
    who: str
    rests_on: tuple[str, str] | None = None

    @property
    def basis(self) -> Basis | None:
        """Return the paragraph of the policy rules with its words; None for a norm of the house."""
        if self.rests_on is None:
            return None
        place, quote = self.rests_on
        name = f"Beleidsregels beoordelingskader poortwachter {place}"
        return Basis(name, article_address(f"https://wetten.overheid.nl/{POLICY_RULES}", place), quote)

    @property
    def source(self) -> str:
        """Return what it rests on in a few words."""
        return f"beoordelingskader poortwachter {self.rests_on[0]}" if self.rests_on else HOUSE_NORM


FINDING_KINDS: Mapping[str, FindingKind] = MappingProxyType(
    {
        "te_laat_begonnen": FindingKind(
            "Het tweede spoor had uiterlijk op {due} moeten beginnen{begun}, en een reden om te wachten is niet "
            "vastgelegd.",
            "Begin nu, of leg de reden vast die er toen was, zoals uitzicht op terugkeer binnen drie maanden.",
            "werkgever",
            _EARLY,
        ),
        "geen_trajectplan": FindingKind(
            "Er is geen trajectplan; het had er op {due} moeten zijn.", "Laat het bureau het plan leveren.", "bureau",
            _STEPS,
        ),
        "geen_persoonsprofiel": FindingKind(
            "Het trajectplan heeft geen persoonsprofiel.",
            "Laat het bureau werkervaring, opleiding, vaardigheden en mogelijkheden beschrijven.",
            "bureau",
            _CLARITY,
        ),
        "geen_zoekprofiel": FindingKind(
            "Het trajectplan heeft geen zoekprofiel.",
            "Laat het bureau passende functies benoemen, met het bereikbare gebied en gevonden vacatures.",
            "bureau",
            _STEPS,
        ),
        "zoekprofiel_te_smal": FindingKind(
            "Het zoekprofiel noemt {count}; daarmee is niet breed gezocht.",
            "Laat het bureau meer passende functies benoemen.",
            "bureau",
            _SEARCHED,
        ),
        "zoekprofiel_alleen_wens": FindingKind(
            "Het zoekprofiel noemt alleen wat de werknemer zelf wenst, niet wat passend is.",
            "Laat het bureau ook functies benoemen die passen bij wat de werknemer kan.",
            "bureau",
            _SEARCHED,
        ),
        "geen_vacatures": FindingKind(
            "Nergens is een vacature genoemd; of er werk is in het zoekprofiel, blijkt niet.",
            "Laat het bureau vacatures noemen, in het plan of in een voortgangsrapport.",
            "bureau",
            _SEARCHED,
        ),
        "geen_gebied": FindingKind(
            "Het zoekprofiel noemt niet in welk gebied de werknemer kan werken.",
            "Laat het bureau het bereikbare gebied noemen.",
            "bureau",
        ),
        "geen_rapportagemomenten": FindingKind(
            "Het trajectplan spreekt niet af wanneer het bureau rapporteert.",
            "Spreek een ritme af en laat het in het plan zetten.",
            "werkgever",
            _PULSE,
        ),
        "plan_niet_ondertekend": FindingKind(
            "Het trajectplan van {day} is niet ondertekend door {parties}.", "Laat het ondertekenen.", "werkgever"
        ),
        "voortgang_te_laat": FindingKind(
            "Een voortgangsrapport had er op {due} moeten zijn.",
            "Vraag het bureau om het rapport, met wat er sinds het vorige is gedaan.",
            "bureau",
            _PULSE,
        ),
        "voortgang_te_dun": FindingKind(
            "Het voortgangsrapport over {period} {lacks}.",
            "Vraag het bureau per activiteit doel, wat is gedaan, met wie, en wat is afgesproken; leg het aangevulde "
            "rapport over dezelfde dagen vast.",
            "bureau",
        ),
        "voortgang_overgeschreven": FindingKind(
            "Het voortgangsrapport over {period} zegt woordelijk hetzelfde als een eerder rapport.",
            "Vraag het bureau wat er in deze dagen werkelijk is gedaan.",
            "bureau",
        ),
        "geen_sollicitaties": FindingKind(
            "Over {period} is geen sollicitatie vastgelegd, terwijl de bemiddeling liep.",
            "Leg vast waarop is gesolliciteerd, of de reden waarom dat niet kon.",
            "werknemer",
            _SPOKEN_TO,
        ),
        "buiten_zoekprofiel": FindingKind(
            "Van de sollicitaties over {period} {verb} {outside} van de {all} buiten het zoekprofiel.",
            "Solliciteer op functies uit het zoekprofiel, of laat het bureau het zoekprofiel aanpassen.",
            "werknemer",
            _SEARCHED,
        ),
        "belastbaarheid_niet_doorgegeven": FindingKind(
            "De belastbaarheid wijzigde per {day}, en het bureau heeft dat nog niet gehoord.",
            "Geef de wijziging vandaag aan het bureau door en leg dat vast.",
            "casemanager",
            _ADJUSTED,
        ),
        "plan_niet_aangepast": FindingKind(
            "De belastbaarheid wijzigde per {day}, en het bureau heeft niet gezegd of het plan verandert.",
            "Laat het bureau het plan aanpassen, of zeggen waarom het zo blijft.",
            "bureau",
            _ADJUSTED,
        ),
        "stilte": FindingKind(
            "Na {after} is {days} dagen lang geen activiteit vastgelegd{until}.",
            "Laat het bureau alsnog vastleggen wat er toen is gedaan; was dat niets, leg uit waarom.",
            "bureau",
            _PULSE,
        ),
        "gestopt_zonder_reden": FindingKind(
            "Het traject stopte op {day} zonder dat een reden is vastgelegd.",
            "Leg de reden vast, of ga door met dit of een ander bureau.",
            "werkgever",
            _FAILED,
        ),
        "einde_zonder_bericht": FindingKind(
            "Het traject liep volgens plan tot en met {day}; een eindrapport of een verlenging is er niet.",
            "Vraag het bureau om het eindrapport, of leg de verlenging vast.",
            "bureau",
            _PULSE,
        ),
        "spoor_1_gestopt": FindingKind(
            "Het eerste spoor is gestopt op {day} zonder dat een reden is vastgelegd.",
            "Ga door met zoeken in het eigen bedrijf, of leg vast waarom dat niets meer oplevert.",
            "werkgever",
            _BESIDE,
        ),
        "niet_opgetreden": FindingKind(
            "De werknemer werkt niet mee sinds {day}, en daar is niets op gevolgd.",
            "Spreek de werknemer aan, waarschuw schriftelijk, en beslis over het loon.",
            "werkgever",
            _SPOKEN_TO,
        ),
        "toezegging_niet_nagekomen": FindingKind(
            "Het bureau zegde toe: {promise}. Dat gebeurde niet{spoken}, en daar is niets op gevolgd.",
            "Spreek het bureau aan en leg dat vast, of kies een ander bureau.",
            "werkgever",
            _PULSE,
        ),
        "geen_nazorg": FindingKind(
            "Er is nieuw werk sinds {start}, en uiterlijk op {due} had er contact over moeten zijn{tried}.",
            "Laat het bureau vragen hoe het gaat, of vraag het zelf, en leg het contact vast.",
            "bureau",
        ),
        "werk_verloren": FindingKind(
            "Het nieuwe werk is voorbij, zo bleek op {day}, en daar is niets op gevolgd.",
            "Verleng het traject, of vraag een ander bureau; leg vast hoe het verder gaat.",
            "werkgever",
            _FAILED,
        ),
    }
)  # fmt: skip
