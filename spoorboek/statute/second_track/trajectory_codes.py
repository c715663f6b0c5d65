"""The choice lists of a trajectory, each code with its Dutch label. Codes only: never why somebody needs something.

What would tell of somebody's health or private life, such as guidance in mourning or after a burn-out, has one code:
`persoonlijke_begeleiding`.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple


class ActivityKind(NamedTuple):
    """One kind of activity: its Dutch label, and the phase it belongs to; None for one that fits in any."""

    label: str
    phase: str | None = None


PHASES: Mapping[str, str] = MappingProxyType(
    {
        "intake": "intake",
        "orientatie": "oriëntatie",
        "bemiddeling": "bemiddeling",
        "plaatsing": "plaatsing",
        "nazorg": "nazorg",
    }
)
SEEKING = "bemiddeling"  # the phase in which the employee applies for jobs
ACTIVITIES: Mapping[str, ActivityKind] = MappingProxyType(
    {
        **{code: ActivityKind(label, code) for code, label in PHASES.items()},
        "assessment": ActivityKind("assessment", "orientatie"),
        "arbeidsmarktorientatie": ActivityKind("loopbaan- en arbeidsmarktoriëntatie", "orientatie"),
        "persoonsprofiel": ActivityKind("persoonsprofiel opstellen", "orientatie"),
        "zoekprofiel": ActivityKind("zoekprofiel opstellen", "orientatie"),
        "cv": ActivityKind("cv maken", "bemiddeling"),
        "sollicitatietraining": ActivityKind("sollicitatietraining", "bemiddeling"),
        "jobhunting": ActivityKind("jobhunting", "bemiddeling"),
        "netwerken": ActivityKind("netwerken", "bemiddeling"),
        "werkervaringsplek": ActivityKind("werkervaringsplek", "plaatsing"),
        "detachering": ActivityKind("detachering", "plaatsing"),
        "proefplaatsing": ActivityKind("proefplaatsing", "plaatsing"),
        "jobcoaching": ActivityKind("jobcoaching", "nazorg"),
        "coaching": ActivityKind("coaching"),
        "scholing": ActivityKind("om- en bijscholing"),
        "training": ActivityKind("training"),
        "persoonlijke_begeleiding": ActivityKind("persoonlijke begeleiding"),
        "zelfstandig_ondernemerschap": ActivityKind("begeleiding naar zelfstandig ondernemerschap"),
        "mediation": ActivityKind("mediation"),
    }
)
ACTIVITY_STATES: Mapping[str, str] = MappingProxyType(
    {"gedaan": "gedaan", "loopt": "loopt", "vervallen": "vervallen (met reden)"}
)
DROPPED = "vervallen"
DROP_REASONS: Mapping[str, str] = MappingProxyType(
    {
        "verzet": "naar later verzet",
        "niet_meer_nodig": "niet meer nodig",
        "past_niet_bij_belastbaarheid": "past niet bij wat de werknemer kan",
        "werknemer_kwam_niet": "de werknemer kwam niet",
        "bureau_leverde_niet": "het bureau leverde niet",
    }
)
# Occupational classes of the Beroepenindeling ROA-CBS 2014 (BRC 2014).
WORK_KINDS: Mapping[str, str] = MappingProxyType(
    {
        "pedagogisch": "pedagogische beroepen",
        "creatief_taalkundig": "creatieve en taalkundige beroepen",
        "commercieel": "commerciële beroepen",
        "administratief": "bedrijfseconomische en administratieve beroepen",
        "leidinggevend": "managers",
        "openbaar_bestuur": "openbaar bestuur, veiligheid en juridische beroepen",
        "technisch": "technische beroepen",
        "ict": "ICT-beroepen",
        "agrarisch": "agrarische beroepen",
        "zorg_en_welzijn": "zorg en welzijn beroepen",
        "dienstverlenend": "dienstverlenende beroepen",
        "transport_en_logistiek": "transport en logistiek beroepen",
        "overig": "overig",
    }
)
PARTIES: Mapping[str, str] = MappingProxyType(
    {"werkgever": "de werkgever", "werknemer": "de werknemer", "bureau": "het bureau"}
)
CHANNELS: Mapping[str, str] = MappingProxyType(
    {
        "vacature": "gereageerd op een vacature",
        "open_sollicitatie": "open sollicitatie",
        "netwerk": "eigen netwerk",
        "bureau": "voorgedragen door het bureau",
        "uitzendbureau": "uitzend- of detacheringsbureau",
        "sociale_media": "sociale media",
    }
)
APPLICATION_RESULTS: Mapping[str, str] = MappingProxyType(
    {
        "geen_antwoord": "nog geen antwoord",
        "afwijzing": "afgewezen",
        "gesprek": "gesprek",
        "aangenomen": "aangenomen",
        "ingetrokken": "ingetrokken",
    }
)
NO_APPLICATION_REASONS: Mapping[str, str] = MappingProxyType(
    {
        "scholing_loopt": "eerst loopt de scholing",
        "plaatsing_loopt": "er loopt een plaatsing",
        "belastbaarheid": "solliciteren kan nu niet volgens de bedrijfsarts",
        "werk_gevonden": "er is werk gevonden",
    }
)
PLAN_KEPT_REASONS: Mapping[str, str] = MappingProxyType(
    {
        "past_in_het_plan": "de wijziging past binnen het plan",
        "tijdelijk": "de wijziging duurt kort",
        "later_te_bezien": "de bedrijfsarts bepaalt dit binnenkort",
    }
)
FIRST_TRACK: Mapping[str, str] = MappingProxyType({"loopt": "loopt door", "gestopt": "gestopt"})
FIRST_TRACK_REASONS: Mapping[str, str] = MappingProxyType(
    {
        "geen_passend_werk": "geen passend werk in het eigen bedrijf, volgens onderzoek",
        "advies_bedrijfsarts": "advies van de bedrijfsarts",
        "bedrijf_gestopt": "het bedrijf of de afdeling bestaat niet meer",
    }
)
CHANGES: Mapping[str, str] = MappingProxyType(
    {
        "belastbaarheid": "gewijzigde belastbaarheid aan het bureau doorgegeven",
        "verlenging": "traject verlengd",
        "spoor_1_gestopt": "eerste spoor gestopt",
        "bureau_aangesproken": "bureau aangesproken op wat het toezegde",
    }
)
EXTENSION_REASONS: Mapping[str, str] = MappingProxyType(
    {
        "kans_op_werk": "er is kans op werk binnen de nieuwe termijn",
        "scholing_loopt": "de scholing loopt nog",
        "onderbroken": "het traject is onderbroken geweest",
        "later_begonnen": "onderdelen begonnen later",
    }
)
# By reason to extend a trajectory that of the state `verlengd` of its referral.
REASON_TO_EXTEND: Mapping[str, str] = MappingProxyType(
    {
        "kans_op_werk": "kans_op_werk",
        "scholing_loopt": "scholing",
        "onderbroken": "stond_stil",
        "later_begonnen": "meer_tijd",
    }
)
EXTENSION = "verlenging"  # the change that extends it
END_RESULTS: Mapping[str, str] = MappingProxyType(
    {"baan": "passend werk", "uitkering": "uitkering", "herstel": "hersteld", "gestopt": "gestopt"}
)
FOUND_WORK, STOPPED = "baan", "gestopt"
STOP_REASONS: Mapping[str, str] = MappingProxyType(
    {
        "geen_mogelijkheden": "geen mogelijkheden meer, volgens de bedrijfsarts",
        "ander_bureau": "een ander bureau gaat verder",
        "terug_in_eigen_bedrijf": "terug in het eigen bedrijf",
        "einde_dienstverband": "het dienstverband eindigt",
        "tweede_traject_niet_zinvol": "het plan van aanpak is bijgesteld: verder zoeken is niet zinvol",
        "werknemer_werkt_niet_mee": "de werknemer werkt niet mee, en daar is op gehandeld",
    }
)
LOST_WORK, NOT_REACHED = "werkt_niet_meer", "niet_bereikt"
AFTERCARE: Mapping[str, str] = MappingProxyType(
    {"werkt_nog": "werkt er nog", LOST_WORK: "werkt er niet meer", NOT_REACHED: "niet bereikt"}
)
