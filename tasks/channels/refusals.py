"""Why a message of a bureau is not accepted: each reason as a code, with what it says to people."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal, get_args

Reason = Literal[
    "onbekend_bureau",
    "vervalst",
    "te_laat_getekend",
    "te_groot",
    "zonder_code",
    "zonder_antwoord",
    "tegenstrijdig",
    "onleesbaar",
    "onbekende_verwijzing",
    "andere_zaak",
    "ander_bericht",
    "te_oud",
    "uit_de_toekomst",
    "kan_nu_niet",
]
REASONS: tuple[str, ...] = get_args(Reason)
# Nobody knows who sent it: it is about no case, whatever it says.
UNPROVEN: frozenset[Reason] = frozenset({"onbekend_bureau", "vervalst", "te_laat_getekend"})
WORDS: Mapping[str, str] = MappingProxyType(
    {
        "zonder_code": "in het onderwerp staat de antwoordcode niet, dus van wie het is staat niet vast",
        "zonder_antwoord": "er zit geen bericht (JSON) of ingevuld formulier van Spoorboek bij",
        "tegenstrijdig": "er zitten antwoorden bij die elkaar tegenspreken",
        "onbekend_bureau": "de sleutel is van geen bureau dat hier bekend is",
        "vervalst": "de handtekening of de antwoordcode klopt niet",
        "te_laat_getekend": "de tijd van de handtekening wijkt meer dan vijf minuten af",
        "te_groot": "het bericht is te groot",
        "onleesbaar": "het bericht past niet bij het schema van zijn soort",
        "onbekende_verwijzing": "deze zaak en aanmelding zijn bij dit bureau niet bekend",
        "andere_zaak": "het bericht noemt een andere zaak of aanmelding dan waarop het antwoordt",
        "ander_bericht": "dit berichtnummer is al gebruikt voor een ander bericht",
        "te_oud": "het bericht is meer dan dertig dagen oud",
        "uit_de_toekomst": "het bericht heeft een dag die nog moet komen",
        "kan_nu_niet": "dit kan niet, zoals de verwijzing nu staat",
    }
)
