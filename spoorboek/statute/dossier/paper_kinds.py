"""The kinds of paper that come in: which step each belongs to, who signs it, and which are medical."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

EMPLOYER, EMPLOYEE = "werkgever", "werknemer"
BOTH = (EMPLOYER, EMPLOYEE)
DOCTOR, EXPERT = "bedrijfsarts", "arbeidsdeskundige"
AGENCY = "bureau"


class PaperKind(NamedTuple):
    """A kind of paper: its name, the steps it can belong to (the first unless another is named), who signs it.

    `completes`: the step is done once a person looked at the paper; other papers only show something of it.
    """

    label: str
    steps: tuple[str, ...]
    signers: tuple[str, ...] = ()
    completes: bool = False


class MedicalKind(NamedTuple):
    """A kind of paper that is never kept: its name, and in Dutch where it belongs."""

    label: str
    belongs: str


_AT_DOCTOR = "Dit hoort bij de bedrijfsarts. Stuur het daarheen, en niet aan de werkgever."
_AT_UWV = "De werknemer stuurt dit zelf aan UWV, bij de WIA-aanvraag. De werkgever mag het niet hebben."
SECOND_TRACK = "start_spoor_2"
REPORT_FORMS = (
    "re_integratieverslag",
    "riv_ziek_uit_dienst",
)  # forms of ours, on which the employee signs for the copy
RECEIPT_OF_COPY = "ontvangst_afschrift"
PAPER_KINDS: Mapping[str, PaperKind] = MappingProxyType(
    {
        "probleemanalyse": PaperKind("Probleemanalyse", ("probleemanalyse",), (DOCTOR,), completes=True),
        "bijstelling_probleemanalyse": PaperKind(
            "Bijstelling probleemanalyse", ("bijstelling_plan_van_aanpak", "actueel_oordeel"), (DOCTOR,)
        ),
        "plan_van_aanpak": PaperKind("Plan van aanpak", ("plan_van_aanpak",), BOTH, completes=True),
        "bijstelling_plan_van_aanpak": PaperKind(
            "Bijstelling plan van aanpak", ("bijstelling_plan_van_aanpak",), BOTH, completes=True
        ),
        "evaluatie": PaperKind("Periodieke evaluatie", ("evaluatie",), BOTH, completes=True),
        "eerstejaarsevaluatie": PaperKind("Eerstejaarsevaluatie", ("eerstejaarsevaluatie",), BOTH, completes=True),
        "eindevaluatie": PaperKind("Eindevaluatie", ("eindevaluatie",), BOTH, completes=True),
        "oordeel_werknemer": PaperKind(
            "Oordeel van de werknemer", ("re_integratieverslag", "eindevaluatie"), (EMPLOYEE,)
        ),
        "actueel_oordeel": PaperKind("Actueel oordeel", ("actueel_oordeel",), (DOCTOR,), completes=True),
        "arbeidsdeskundig_onderzoek": PaperKind(
            "Arbeidsdeskundig rapport", ("arbeidsdeskundig_onderzoek",), (EXPERT,), completes=True
        ),
        "functioneel_profiel": PaperKind("Functioneel profiel", ("functioneel_profiel",), (DOCTOR,)),
        "zoekgegevens": PaperKind("Zoekgegevens", ("zoekgegevens_spoor_2",), (EMPLOYEE,)),
        "haalbaarheidsonderzoek": PaperKind("Haalbaarheidsonderzoek", ("haalbaarheidsonderzoek",)),
        "trajectplan": PaperKind("Trajectplan tweede spoor", (SECOND_TRACK,), (*BOTH, AGENCY)),
        "voortgangsrapportage": PaperKind("Voortgang tweede spoor", (SECOND_TRACK,)),
        "eindrapportage": PaperKind("Eindrapport tweede spoor", (SECOND_TRACK,)),
        "bewijs_42_weken": PaperKind("Bewijs van de 42e-weeksmelding", ("melding_42_weken",), completes=True),
        "ontvangst_wia_aanvraag": PaperKind("Ontvangstbewijs van de WIA-aanvraag", ("wia_aanvraag",)),
        "re_integratieverslag": PaperKind(
            "Gegevens bij het re-integratieverslag", ("re_integratieverslag",), BOTH, completes=True
        ),
        "riv_ziek_uit_dienst": PaperKind(
            "Re-integratieverslag bij ziek uit dienst", ("riv_ziek_uit_dienst",), BOTH, completes=True
        ),
        RECEIPT_OF_COPY: PaperKind(
            "Ontvangstbewijs van het afschrift", ("re_integratieverslag", "riv_ziek_uit_dienst"), (EMPLOYEE,)
        ),
        "ontvangst_riv": PaperKind("Ontvangstbewijs van het re-integratieverslag", ("re_integratieverslag",)),
        "deskundigenoordeel": PaperKind("Deskundigenoordeel van UWV", ("evaluatie", "eerstejaarsevaluatie")),
        "gespreksverslag": PaperKind("Verslag van een gesprek", ("evaluatie", "plan_van_aanpak", "probleemanalyse")),
        "brief_uwv": PaperKind("Brief van UWV", ("re_integratieverslag", "wia_aanvraag", "melding_42_weken")),
    }
)
# What a bureau needs of somebody, such as a telephone number, is no part of a report and is not weighed by UWV.
NOT_FOR_UWV = frozenset({"zoekgegevens"})
# A data sheet of ours that comes back filled in is the proof of its report; by template.
RETURNS_AS: Mapping[str, str] = MappingProxyType({"melding_42_weken": "bewijs_42_weken"})
MEDICAL_KINDS: Mapping[str, MedicalKind] = MappingProxyType(
    {
        "fml_medisch": MedicalKind("Medisch deel van de functionele mogelijkhedenlijst (FML)", _AT_DOCTOR),
        "brief_specialist": MedicalKind("Brief van een specialist of huisarts", _AT_DOCTOR),
        "medisch_dossier": MedicalKind("Medisch dossier of deel daarvan", _AT_DOCTOR),
        "onderzoeksuitslag": MedicalKind("Uitslag van medisch onderzoek", _AT_DOCTOR),
        "behandelplan": MedicalKind("Behandelplan of overzicht van medicijnen", _AT_DOCTOR),
        "medische_informatie_uwv": MedicalKind("Medische informatie voor UWV", _AT_UWV),
    }
)
# Who a paper came from, as a code; an address it was mailed from stands apart, sealed.
SENDERS: Mapping[str, str] = MappingProxyType(
    {
        EMPLOYER: "de werkgever",
        EMPLOYEE: "de werknemer",
        DOCTOR: "de bedrijfsarts of arbodienst",
        EXPERT: "de arbeidsdeskundige",
        AGENCY: "het re-integratiebureau",
        "uwv": "UWV",
        "gemachtigde": "een gemachtigde van de werknemer",
        "onbekend": "onbekend",
    }
)
# Who makes a paper, as it is printed on a list; SENDERS says the same within a sentence.
PRINTED_ROLES: Mapping[str, str] = MappingProxyType(
    {
        EMPLOYER: "werkgever",
        EMPLOYEE: "werknemer",
        DOCTOR: "bedrijfsarts",
        EXPERT: "arbeidsdeskundige",
        AGENCY: "re-integratiebureau",
        "uwv": "UWV",
    }
)
UNKNOWN_SENDER = "onbekend"
MEDICAL = "medisch"  # what is recorded of the kind of a medical paper, and nothing more
SIGNERS: Mapping[str, str] = MappingProxyType({code: SENDERS[code] for code in (*BOTH, DOCTOR, EXPERT, AGENCY)})


# Why somebody does not sign, as far as the employer may ask: a code, never a story.
REFUSALS: Mapping[str, str] = MappingProxyType(
    {
        "oneens": "niet eens met de inhoud",
        "wil_eerst_advies": "wil eerst advies",
        "geen_reactie": "reageert niet, ook niet na een herinnering",
        "geen_reden": "geeft geen reden",
    }
)


def kind_label(kind: str) -> str:
    """Return the Dutch name of a kind as it is recorded."""
    return "Medisch stuk" if kind == MEDICAL else PAPER_KINDS[kind].label
