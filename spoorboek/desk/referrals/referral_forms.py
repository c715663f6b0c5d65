"""Which forms stand on the page of a second track: of each state only those whose action is valid now."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from spoorboek.desk.permissions import Permission
from spoorboek.desk.referrals.action_forms import SmallField, SmallForm, asked_day
from spoorboek.desk.visit import Viewer
from spoorboek.statute.referrals.arrows import Arrow, arrows, possible_moves, state_label
from spoorboek.statute.referrals.referral import WITH_THE_CASE, ReferralFacts
from spoorboek.statute.second_track.money import may_approve
from spoorboek.statute.second_track_facts import (
    FEASIBILITY_OUTCOMES,
    LIMIT_RUBRICS,
    PROFILE_SOURCES,
    SECTORS,
    TRANSPORTS,
    WORKING_LEVELS,
)
from tasks.case_state import CaseState
from tasks.reports.cost_reports import SETTLING_REASONS
from tasks.reports.preparation_facts import PREPARATION_FACTS
from tasks.views.desk.referral_sheet import ReferralSheet, SheetReferral
from templates.dutch_filters import bedrag

CASE_REFERRAL = "/zaak/{number}/verwijzing"
APPROVAL = f"{CASE_REFERRAL}/akkoord"
BY_MESSAGE = ("bevestigd", "intake_gepland", "intake_gehouden", "trajectplan", "eindrapport", "aangeboden", "geweigerd")
MOVE_BUTTONS: Mapping[str, str] = {
    "bevestigd": "Ontvangst is bevestigd",
    "intake_gehouden": "Intake is gehouden",
    "loopt": "Akkoord met het trajectplan: het loopt",
    "nazorg": "Begin de nazorg",
    "afgesloten": "Sluit af",
    "opgeschort": "Schort op",
    "verlengd": "Verleng",
    "gestaakt": "Staak het traject",
    "vervangen": "Vervang het bureau",
    "ingetrokken": "Trek in",
    "aangeboden": "Terug naar de aanbiedingen",
}
PREPARATION_WORDS: Mapping[str, str] = {
    "onderzoek_spoor_1": "Uitkomst: spoor 1",
    "onderzoek_spoor_2": "Uitkomst: spoor 2",
    "onderzoek_beide": "Uitkomst: beide sporen",
    "onderzoek_geen": "Uitkomst: in geen van beide sporen",
    "geen_onderzoek_gevraagd": "Nog geen uitkomst: gevraagd",
    "geen_onderzoek_staat_al_vast": "Geen onderzoek: het staat al vast",
    "geen_onderzoek_geen_ander_werk": "Geen onderzoek: geen ander werk in de organisatie",
    "geen_onderzoek_eerder_onderzoek": "Geen onderzoek: een eerder geldt nog",
    "haalbaarheid_gevraagd_werkgever": "Gevraagd aan de werkgever",
    "haalbaarheid_gevraagd_arbeidsdeskundige": "Gevraagd aan de arbeidsdeskundige",
    "haalbaarheid_gevraagd_bureau": "Gevraagd aan het bureau",
    "haalbaarheid_werkgever": "Uitkomst, door de werkgever",
    "haalbaarheid_arbeidsdeskundige": "Uitkomst, door de arbeidsdeskundige",
    "haalbaarheid_bureau": "Uitkomst, door het bureau",
}


class Moment(NamedTuple):
    """What the forms are made for: the case, who looks, today as ISO, and where forms are sent."""

    current: CaseState
    viewer: Viewer

    @property
    def today(self) -> str:
        """Return today as a form sends it."""
        return self.current.on.isoformat()

    @property
    def may_prepare(self) -> bool:
        """Tell whether who looks may prepare and record."""
        return self.viewer.may(Permission.PREPARE_REFERRALS)

    @property
    def may_approve(self) -> bool:
        """Tell whether who looks may say yes to what another prepared."""
        return self.viewer.may(Permission.APPROVE_REFERRALS)

    @property
    def approval_path(self) -> str:
        """Return where an approval is sent."""
        return APPROVAL.format(number=self.current.number)


def preparation_forms(moment: Moment) -> dict[str, SmallForm]:
    """Return by step the form with which what is missing can be given; also for what is there, to correct it."""
    if not moment.may_prepare:
        return {}
    facts = _fact_choices(moment)
    return {
        "arbeidsdeskundig_onderzoek": _fact_form("onderzoek", "Onderzoek vastleggen", facts["onderzoek"], moment),
        "haalbaarheidsonderzoek": _fact_form(
            "haalbaarheid",
            "Haalbaarheid vastleggen",
            facts["haalbaarheid"],
            moment,
            SmallField("uitkomst", "Uitkomst, als die er is", choices=FEASIBILITY_OUTCOMES, needed=False),
        ),
        "informeren_spoor_2": SmallForm(
            "ingelicht", "Gesprek vastleggen", (asked_day("Dag van het gesprek", moment.today),)
        ),
        "functioneel_profiel": profile_form("Profiel overnemen"),
        "zoekgegevens_spoor_2": _search_form(moment),
    }


def _fact_choices(moment: Moment) -> dict[str, dict[str, str]]:
    rows = moment.current.edition.rules.rows
    known = [code for code, fact in PREPARATION_FACTS.items() if not fact.step or fact.step in rows]
    return {
        "onderzoek": {code: PREPARATION_WORDS[code] for code in known if "onderzoek_" in code},
        "haalbaarheid": {code: PREPARATION_WORDS[code] for code in known if code.startswith("haalbaarheid_")},
    }


def _fact_form(action: str, title: str, choices: dict[str, str], moment: Moment, *more: SmallField) -> SmallForm:
    fields = (SmallField("wat", "Wat is er", choices=choices), *more, asked_day("Dag", moment.today))
    return SmallForm(action, title, fields)


def first_doubt_form(moment: Moment) -> SmallForm:
    """Return the form that begins the preparation before its last day comes near."""
    hint = "Dan wordt het tweede spoor alvast voorbereid. Het eerste spoor gaat door."
    return SmallForm("twijfel", "Begin met voorbereiden", (asked_day("Eerste twijfel op", moment.today),), hint=hint)


def profile_form(title: str, **values: str | tuple[str, ...]) -> SmallForm:
    """Return the form for a functional profile in terms of work. `values`: what stands in it at first, by field."""

    def text(name: str) -> str:
        return str(values.get(name, ""))

    rubrics = values.get("rubrieken", ())
    fields = (
        SmallField("bron", "Bron", choices=PROFILE_SOURCES, value=text("bron")),
        asked_day("Datum van de bron", text("bron_datum"), "bron_datum"),
        SmallField("uren_per_week", "Uren per week", "line", value=text("uren_per_week")),
        SmallField("uren_per_dag", "Uren per dag", "line", needed=False, value=text("uren_per_dag")),
        SmallField("mogelijkheden", "Wat kan, in termen van werk", "text", value=text("mogelijkheden")),
        SmallField("beperkingen", "Wat niet kan, in termen van werk", "text", value=text("beperkingen")),
        SmallField(
            "rubrieken", "Rubrieken met beperkingen", "choices", LIMIT_RUBRICS, needed=False, chosen=tuple(rubrics)
        ),
    )
    hint = "Alleen in termen van werk. Geen klachten, oorzaak, diagnose of behandeling."
    return SmallForm("profiel", title, fields, hint=hint)


def _search_form(moment: Moment) -> SmallForm:
    choices = moment.current.edition.house.choices
    fields = (
        SmallField("regio", "Postcode, eerste twee cijfers", "line"),
        SmallField("uren_per_week", "Uren per week", "line"),
        SmallField("niveau", "Werk- en denkniveau", choices=WORKING_LEVELS),
        SmallField("telefoon", "Telefoon van de werknemer", "line"),
        SmallField("mail", "E-mail van de werknemer", "line", needed=False),
        SmallField("reistijd", "Reistijd, minuten enkele reis", "line", needed=False),
        SmallField("vervoer", "Vervoer", "choices", TRANSPORTS, needed=False),
        SmallField("sector", "Sector van het huidige werk", choices=SECTORS, needed=False),
        SmallField("diensten", "Gevraagde diensten", "choices", choices["service"], needed=False),
        SmallField("wensen", "Wensen van de werknemer", "text", needed=False),
    )
    return SmallForm("zoekgegevens", "Zoekgegevens vastleggen", fields)


def shortlist_forms(moment: Moment, sheet: ReferralSheet) -> list[SmallForm]:
    """Return the forms beside a shortlist: whom the employee would like, and which bureau is asked first."""
    rows = sheet.shortlist.rows
    if not (moment.may_prepare and rows) or any(each.facts.passed("akkoord") for each in _going_on(sheet)):
        return []
    codes, house = {row.code: row.name for row in rows}, moment.current.edition.house
    reason = SmallField(
        "reden", "Waarom niet het eerste van de lijst", choices=house.choices["bureau_choice"], needed=False
    )
    return [
        SmallForm("bureau", "Ander bureau als eerste", (SmallField("bureau", "Bureau", choices=codes), reason)),
        SmallForm(
            "voorkeur",
            "Voorkeur van de werknemer",
            (
                SmallField("bureau", "Bureau (leeg: geen voorkeur)", choices=codes, needed=False),
                asked_day("Gezegd op", moment.today),
            ),
        ),
    ]


def _going_on(sheet: ReferralSheet) -> list[SheetReferral]:
    return [each for each in sheet.referrals if not each.facts.end]


def choose_form(number: int, *, is_first: bool) -> SmallForm:
    """Return the form that chooses an offer; of one that is not the first of the list it asks why."""
    reasons = arrows().reasons["gekozen"]
    fields = () if is_first else (SmallField("reden", "Waarom niet het eerste van de lijst", choices=reasons),)
    return SmallForm("kiezen", "Kies dit aanbod", fields, "Kiezen", about=number)


def offer_form(moment: Moment, referral: SheetReferral) -> SmallForm | None:
    """Return the form that approves the newest offer of a referral; None where none waits."""
    waiting = referral.money.waiting_offer if referral.money else None
    if waiting is None or referral.facts.state == "aangeboden":
        return None
    house = moment.current.edition.house
    roles = {
        role: f"{house.roles[role]} ({'elk bedrag' if limit is None else f'tot en met {bedrag(limit)}'})"
        for role, limit in house.approves.items()
        if may_approve(role, waiting.net, house.approves)
    }
    field = SmallField("rol", "In welke rol", choices=roles)
    title = f"Keur {bedrag(waiting.net)} goed"
    return SmallForm(
        "offerte", title, (field,), "Goedkeuren", about=referral.number, path=moment.approval_path, is_open=True
    )


def refusal_form(moment: Moment, number: int) -> SmallForm:
    """Return the form with which who approves says no: the referral is withdrawn, with a reason."""
    reasons = {code: words for code, words in arrows().reasons["ingetrokken"].items() if code != WITH_THE_CASE}
    field = SmallField("reden", "Waarom niet", choices=reasons)
    path = moment.approval_path
    return SmallForm("weigeren", "Niet akkoord", (field,), "Trek de verwijzing in", about=number, path=path)


def invoice_forms(moment: Moment, referral: SheetReferral) -> dict[int, SmallForm]:
    """Return by number of the invoice the form that judges it."""
    if not (moment.may_prepare and referral.money):
        return {}
    choice = SmallField("besluit", "Besluit", choices={"goedgekeurd": "Goedkeuren", "afgewezen": "Afwijzen"})
    reason = SmallField("reden", "Waarom, als er iets niet klopt of u afwijst", choices=SETTLING_REASONS, needed=False)
    return {
        each.number: SmallForm("factuur", "Beoordelen", (choice, reason), about=each.number)
        for each in referral.money.invoices
        if not each.choice
    }


def move_forms(moment: Moment, referral: SheetReferral) -> list[SmallForm]:
    """Return a form for each state to which people can move a referral now, each with what that move says.

    What a message of the bureau says is taken over as that message, and not asked twice.
    """
    if not moment.may_prepare:
        return []
    return list(_moves(moment, referral.facts))


def _moves(moment: Moment, facts: ReferralFacts) -> Iterator[SmallForm]:
    for state, arrow in possible_moves(facts).items():
        is_choice = state in ("gekozen", "akkoord")
        if (
            arrow.reportable
            and not is_choice
            and not (state in BY_MESSAGE and (facts.state, state) != ("gekozen", "aangeboden"))
        ):
            yield _move_form(moment, facts, arrow)


def _move_form(moment: Moment, facts: ReferralFacts, arrow: Arrow) -> SmallForm:
    table, said = arrows(), (*arrow.needs, *arrow.may)
    fields = [SmallField("stand", "", value=arrow.to), asked_day("Dag", moment.today)]
    if "until" in said:
        last = facts.ends_on.isoformat() if facts.ends_on and arrow.to != "verlengd" else ""
        fields.append(asked_day("Laatste dag van het traject", last, "tot", needed="until" in arrow.needs))
    if "starts_on" in said and arrow.to == "nazorg":
        fields.append(asked_day("Eerste dag in nieuw werk", name="begint", needed=False))
    reasons = {code: words for code, words in table.reasons.get(arrow.to, {}).items() if code != WITH_THE_CASE}
    if "reason" in said and reasons:
        fields.append(SmallField("reden", "Waarom", choices=reasons, needed="reason" in arrow.needs))
    title = MOVE_BUTTONS.get(arrow.to, state_label(arrow.to).capitalize())
    return SmallForm("stand", title, tuple(fields), about=facts.number)
