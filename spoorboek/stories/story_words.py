"""The Dutch words of a story and what they stand for: events with their fields, and actions."""

from collections.abc import Mapping
from typing import Literal, NamedTuple

from spoorboek.statute.actions import ActionKind
from spoorboek.statute.events import EventKind

FieldType = Literal["day", "step", "number", "yes_no", "choice", "safety_net"]


class Field(NamedTuple):
    """One field of an event: its name in the event's data, what may stand there, and what stands there if left out.

    `choices`: the codes allowed; a name of a choice list of the house stands for its codes. `default`: `op` is the day
    of the event, None means that the field is needed.
    """

    name: str
    type: FieldType
    default: str | None = None
    choices: tuple[str, ...] | str = ()


class Word(NamedTuple):
    """What one Dutch event word means."""

    kind: EventKind
    fields: Mapping[str, Field]


STEP = {"stap": Field("step", "step"), "keer": Field("occurrence", "number", "1")}
EVENTS: Mapping[str, Word] = {
    "hersteld": Word("recovered", {"vanaf": Field("from", "day", "op")}),
    "weer ziek": Word("relapsed", {"vanaf": Field("on", "day", "op")}),
    "percentage": Word(
        "capability_changed", {"vanaf": Field("from", "day", "op"), "percentage": Field("percentage", "number")}
    ),
    "verlof": Word(
        "leave_recorded",
        {
            "van": Field("from", "day", "op"),
            "tot": Field("until", "day"),
            "zelfde_oorzaak": Field("same_cause", "yes_no", "ja"),
        },
    ),
    "advies bedrijfsarts": Word(
        "advised", {"dag": Field("on", "day", "op"), "spoor": Field("track", "number", choices=("1", "2"))}
    ),
    "mogelijkheden": Word(
        "possibilities_changed", {"vanaf": Field("from", "day", "op"), "mogelijk": Field("possible", "yes_no")}
    ),
    "marginale mogelijkheden": Word("possibilities_marginal", {"vanaf": Field("from", "day", "op")}),
    "perspectief op terugkeer": Word(
        "prospect_recorded",
        {"dag": Field("on", "day", "op"), "binnen_3_maanden": Field("within_3_months", "yes_no")},
    ),
    "vangnet ontdekt": Word(
        "safety_net_set", {"groep": Field("safety_net", "safety_net"), "bekend_op": Field("known_on", "day", "op")}
    ),
    "einddatum contract": Word("contract_end_set", {"datum": Field("on", "day")}),
    "AOW-datum": Word("aow_set", {"datum": Field("on", "day")}),
    "tweede spoor achterwege": Word("second_track_waived", {"dag": Field("on", "day", "op")}),
    "vastgelopen": Word(
        "reintegration_stuck", {"dag": Field("on", "day", "op"), "reden": Field("reason", "choice", choices="stuck")}
    ),
    "loopt weer": Word("reintegration_resumed", {"dag": Field("on", "day", "op")}),
    "vaststellingsovereenkomst": Word("settlement_considered", {"dag": Field("on", "day", "op")}),
    "vaststellingsovereenkomst van de baan": Word("settlement_dropped", {"dag": Field("on", "day", "op")}),
    "loonsanctie": Word("sanction_decided", {"dag": Field("on", "day", "op")}),
    "tekort hersteld": Word("repair_reported", {"dag": Field("on", "day", "op")}),
    "UWV stelt herstel vast": Word("repair_decided", {"dag": Field("on", "day", "op")}),
    "wachttijd verlengd": Word("extended", {"tot": Field("until", "day")}),
    "stap gedaan": Word(
        "step_done",
        {
            **STEP,
            "dag": Field("on", "day", "op"),
            "bewijs": Field("evidence", "choice", "ondertekend_document", "evidence"),
        },
    ),
    "stap ingetrokken": Word("step_withdrawn", STEP),
    "stap uitgesteld": Word(
        "step_postponed",
        {**STEP, "naar": Field("target_on", "day"), "reden": Field("reason", "choice", choices="postpone")},
    ),
    "afwijking afgesproken": Word(
        "deviated",
        {**STEP, "datum": Field("agreed_on", "day"), "reden": Field("reason", "choice", choices="deviate")},
    ),
    "stap opnieuw": Word(
        "step_retriggered", {**STEP, "wijze": Field("mode", "choice", choices=("herstel", "opnieuw"))}
    ),
    "bureau antwoordt": Word(
        "bureau_answered",
        {
            "verwijzing": Field("referral", "number"),
            "antwoord": Field("answer", "choice", choices=("akkoord", "geweigerd")),
            "dag": Field("on", "day", "op"),
        },
    ),
    "melding ingetrokken": Word("report_withdrawn", {"melding": Field("report", "number")}),
    "eerste ziektedag gecorrigeerd": Word("first_day_corrected", {"datum": Field("first_sick_day", "day")}),
}

CONTEXT: Mapping[str, tuple[str, FieldType]] = {
    "overgenomen_op": ("adopted_on", "day"),
    "vangnet": ("safety_net", "safety_net"),
    "vangnet_bekend_op": ("safety_net_known_on", "day"),
    "contract_eindigt_op": ("contract_ends_on", "day"),
    "aow_op": ("aow_on", "day"),
}
STORY_FIELDS = ("titel", "eerste_ziektedag", *CONTEXT, "demo", "gebeurtenissen", "verwacht", "nooit")
EXPECTED_FIELDS = ("op", "actie", "stap", "keer", "naam", "aan", "zaak")
NEVER_FIELDS = ("op", "van", "tot", "actie", "stap", "keer", "naam", "aan", "zaak")

ACTIONS: Mapping[str, ActionKind] = {
    "opent": "open",
    "brief": "document",
    "mail": "mail",
    "herinnering": "reminder",
    "te laat": "late",
    "escalatie": "escalation",
    "verwijzing": "referral",
    "vraag": "question",
    "waarschuwing": "warning",
    "ingetrokken": "withdrawal",
    "overgeslagen": "skip",
    "sluit": "close",
}
