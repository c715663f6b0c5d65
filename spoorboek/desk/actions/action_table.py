"""Every action on a case of the desk by theme, and on which page each operator action is that is not among them."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from spoorboek.desk.actions.case_action import DeskAction, OfferedCase
from spoorboek.desk.actions.case_action_forms import case_actions
from spoorboek.desk.actions.fact_forms import fact_actions
from spoorboek.desk.actions.form_fields import DeskField
from spoorboek.desk.actions.step_action_forms import step_actions

CASE_ACTIONS: Mapping[str, DeskAction] = {
    each.key: each for each in (*step_actions(), *fact_actions(), *case_actions())
}
# By theme the run forms whose actions stand there, in the order in which people read them.
THEMES: Mapping[str, Sequence[str]] = {
    "Ziekte, herstel en verlof": (
        "Hersteld melden", "Opnieuw uitgevallen", "Percentage wijzigen", "Verlof vastleggen",
        "Omstandigheid vastleggen", "Overlijden melden",
    ),
    "Stappen": (
        "Stap afronden", "Stap uitstellen", "Afwijking afspreken", "Stap opnieuw uitvoeren", "Stap intrekken",
        "Vraag beantwoorden",
    ),
    "Re-integratie": ("Advies bedrijfsarts", "Mogelijkheden wijzigen", "Voortgang melden"),
    "Tweede spoor": ("Voorbereiding tweede spoor", "Antwoord bureau"),
    "Stukken": ("Stuk laten maken", "Afschrift vastleggen", "RIV bundelen"),
    "Medewerking, loon en deskundigenoordeel": ("Medewerking en loon", "Deskundigenoordeel"),
    "UWV": ("Bericht aan of van UWV", "Besluit vervroegde IVA", "Vangnet wijzigen"),
    "Dienstverband": ("Einde dienstverband of AOW", "Werkgever en dienstverband", "Cao of regeling vastleggen"),
    "Rechtzetten": ("Melding intrekken", "Eerste ziektedag corrigeren", "Dubbel dossier"),
}  # fmt: skip
REFERRAL_PAGE = "/zaak/{zaak}/verwijzing"
# The operator actions that are no form on a case here: the page of the desk where each is.
ELSEWHERE: Mapping[str, str] = {
    "Bureaus vragen": REFERRAL_PAGE,
    "Belastbaarheid doorgeven": REFERRAL_PAGE,
    "Aanbod kiezen": REFERRAL_PAGE,
    "Verwijzing bevestigen": REFERRAL_PAGE,
    "Verwijzing goedkeuren": REFERRAL_PAGE,
    "Verwijzing bijwerken": REFERRAL_PAGE,
    "Voortgang spoor 2 melden": REFERRAL_PAGE,
    "Offerte goedkeuren": REFERRAL_PAGE,
    "Factuur beoordelen": REFERRAL_PAGE,
    "Voorkeur voor een bureau": REFERRAL_PAGE,
    "Bureau kiezen": REFERRAL_PAGE,
    "Bureau wijzigen": "/bureaus",
    "Post afhandelen": "/post",
}


class OfferedForm(NamedTuple):
    """A run form of which something can be done now: its name, what it is for, and its actions."""

    name: str
    purpose: str
    actions: Sequence[DeskAction]


def offered_fields(offer: OfferedCase, action: DeskAction) -> Sequence[DeskField] | None:
    """Return what the form of an action asks; None when it is not valid now, or not for who looks."""
    return action.fields(offer) if action.is_for(offer.visit.viewer) else None


def offered_themes(offer: OfferedCase) -> list[tuple[str, list[OfferedForm]]]:
    """Return what can be done in a case now by who looks, by theme; themes of which nothing can are left out."""
    by_form: dict[str, list[DeskAction]] = {}
    for each in CASE_ACTIONS.values():
        if offered_fields(offer, each) is not None:
            by_form.setdefault(each.form, []).append(each)
    themes = (
        (theme, [OfferedForm(name, by_form[name][0].purpose, by_form[name]) for name in forms if name in by_form])
        for theme, forms in THEMES.items()
    )
    return [(theme, forms) for theme, forms in themes if forms]
