"""The Dutch words of stories and what they mean: events with their fields, and actions."""

from collections.abc import Mapping
from typing import get_args

from spoorboek.statute.actions import ActionKind
from spoorboek.statute.disputes import OPINION_OUTCOMES, OPINION_PARTIES, OPINION_QUESTIONS, WAGE_GROUNDS
from spoorboek.statute.facts import CircumstanceEffect, WiaOutcome, WiaShare
from spoorboek.statute.policy.policy_reader import house_policy
from spoorboek.stories.second_track_words import SECOND_TRACK_WORDS
from spoorboek.stories.story_word import LEFT_OUT, FieldType, StoryField, StoryWord
from spoorboek.stories.track_words import TRACK_WORDS

REQUESTED_PAPERS = tuple(item.document for item in house_policy().on_request)
STEP_FIELD = {"stap": StoryField("step", "step"), "keer": StoryField("occurrence", "number", "1")}
BESIDE_THE_LAW = {
    "van": StoryField("from", "day"),
    "bron_regeling": StoryField("reason", "choice", "cao", "agreement"),
    "weken_loon": StoryField("wage_weeks", "number", "0"),
    "weken_opzegverbod": StoryField("ban_weeks", "number", "0"),
}
EVENT_WORDS: Mapping[str, StoryWord] = {
    "hersteld": StoryWord("recovered", {"vanaf": StoryField("from", "day", "op")}),
    "weer ziek": StoryWord("relapsed", {"vanaf": StoryField("on", "day", "op")}),
    "percentage": StoryWord(
        "capability_changed",
        {"vanaf": StoryField("from", "day", "op"), "percentage": StoryField("percentage", "number")},
    ),
    "verlof": StoryWord(
        "leave_recorded",
        {
            "van": StoryField("from", "day", "op"),
            "tot": StoryField("until", "day"),
            "zelfde_oorzaak": StoryField("same_cause", "yes_no", "ja"),
        },
    ),
    "advies bedrijfsarts": StoryWord(
        "advised", {"dag": StoryField("on", "day", "op"), "spoor": StoryField("track", "number", choices=("1", "2"))}
    ),
    "mogelijkheden": StoryWord(
        "possibilities_changed",
        {"vanaf": StoryField("from", "day", "op"), "mogelijk": StoryField("possible", "yes_no")},
    ),
    "marginale mogelijkheden": StoryWord("possibilities_marginal", {"vanaf": StoryField("from", "day", "op")}),
    "perspectief op terugkeer": StoryWord(
        "prospect_recorded",
        {"dag": StoryField("on", "day", "op"), "binnen_3_maanden": StoryField("within_3_months", "yes_no")},
    ),
    "vangnet ontdekt": StoryWord(
        "safety_net_set",
        {"groep": StoryField("safety_net", "safety_net"), "bekend_op": StoryField("known_on", "day", "op")},
    ),
    "vangnet vanaf": StoryWord(
        "safety_net_set",
        {"groep": StoryField("safety_net", "safety_net"), "vanaf": StoryField("from", "day", "op")},
    ),
    "42e-weeksmelding nodig": StoryWord("week_42_report_set", {"nodig": StoryField("needed", "yes_no")}),
    "huishoudelijk personeel": StoryWord("household_staff_set", {"geldt": StoryField("applies", "yes_no", "ja")}),
    "overleden": StoryWord("died", {"dag": StoryField("on", "day", "op")}),
    "eigenrisicodrager": StoryWord("own_risk_set", {"sinds": StoryField("from", "day")}),
    "einddatum contract": StoryWord("contract_end_set", {"datum": StoryField("on", "day")}),
    "AOW-datum": StoryWord("aow_set", {"datum": StoryField("on", "day")}),
    "tweede spoor achterwege": StoryWord("second_track_waived", {"dag": StoryField("on", "day", "op")}),
    "vastgelopen": StoryWord(
        "reintegration_stuck",
        {"dag": StoryField("on", "day", "op"), "reden": StoryField("reason", "choice", choices="stuck")},
    ),
    "loopt weer": StoryWord("reintegration_resumed", {"dag": StoryField("on", "day", "op")}),
    "vaststellingsovereenkomst": StoryWord("settlement_considered", {"dag": StoryField("on", "day", "op")}),
    "vaststellingsovereenkomst van de baan": StoryWord("settlement_dropped", {"dag": StoryField("on", "day", "op")}),
    "werkt niet mee": StoryWord("cooperation_refused", {"dag": StoryField("on", "day", "op")}),
    "werkt weer mee": StoryWord("cooperation_resumed", {"dag": StoryField("on", "day", "op")}),
    "waarschuwing over loon": StoryWord(
        "wage_warned",
        {
            "dag": StoryField("on", "day", "op"),
            "grond": StoryField("reason", "choice", choices=tuple(WAGE_GROUNDS)),
            "brief": StoryField("letter", "yes_no", "ja"),
        },
    ),
    "kennisgeving over loon": StoryWord(
        "wage_notified",
        {
            "dag": StoryField("on", "day", "op"),
            "grond": StoryField("reason", "choice", choices=tuple(WAGE_GROUNDS)),
        },
    ),
    "loon ingehouden": StoryWord(
        "wage_withheld",
        {
            "vanaf": StoryField("from", "day", "op"),
            "grond": StoryField("reason", "choice", choices=tuple(WAGE_GROUNDS)),
        },
    ),
    "loon hervat": StoryWord("wage_resumed", {"dag": StoryField("on", "day", "op")}),
    "deskundigenoordeel gevraagd": StoryWord(
        "opinion_asked",
        {
            "dag": StoryField("on", "day", "op"),
            "door": StoryField("by", "choice", choices=OPINION_PARTIES),
            "vraag": StoryField("reason", "choice", choices=tuple(OPINION_QUESTIONS)),
        },
    ),
    "deskundigenoordeel ontvangen": StoryWord(
        "opinion_received",
        {
            "dag": StoryField("on", "day", "op"),
            "door": StoryField("by", "choice", choices=OPINION_PARTIES),
            "uitkomst": StoryField("reason", "choice", choices=tuple(OPINION_OUTCOMES)),
        },
    ),
    "stuk gevraagd": StoryWord(
        "paper_requested",
        {
            "dag": StoryField("on", "day", "op"),
            "stuk": StoryField("document", "choice", choices=REQUESTED_PAPERS),
        },
    ),
    "loonsanctie": StoryWord("sanction_decided", {"dag": StoryField("on", "day", "op")}),
    "tekort hersteld": StoryWord("repair_reported", {"dag": StoryField("on", "day", "op")}),
    "UWV stelt herstel vast": StoryWord("repair_decided", {"dag": StoryField("on", "day", "op")}),
    "UWV stelt geen herstel vast": StoryWord("repair_refused", {"dag": StoryField("on", "day", "op")}),
    "loonsanctie herroepen": StoryWord("sanction_revoked", {"dag": StoryField("on", "day", "op")}),
    "verlenging gevraagd": StoryWord("extension_requested", {"dag": StoryField("on", "day", "op")}),
    "geen brief van UWV": StoryWord("uwv_letter_missing", {"dag": StoryField("on", "day", "op")}),
    "verslag onvolledig": StoryWord(
        "riv_incomplete",
        {"dag": StoryField("on", "day", "op"), "laatste_dag": StoryField("repair_by", "day", LEFT_OUT)},
    ),
    "voorschot WIA": StoryWord("wia_advance_granted", {"dag": StoryField("on", "day", "op")}),
    "besluit WIA": StoryWord(
        "wia_decided",
        {
            "dag": StoryField("on", "day", "op"),
            "uitkomst": StoryField("outcome", "choice", choices=get_args(WiaOutcome)),
            "klasse": StoryField("share", "choice", choices=get_args(WiaShare)),
        },
    ),
    "wachttijd verlengd": StoryWord("extended", {"tot": StoryField("until", "day")}),
    "cao": StoryWord("agreement_recorded", BESIDE_THE_LAW),
    "cao van de werkgever": StoryWord("employer_agreement_set", BESIDE_THE_LAW),
    "60-plus": StoryWord("sixty_plus_set", {"geldt": StoryField("applies", "yes_no", "ja")}),
    "60-plus akkoord": StoryWord(
        "sixty_plus_set",
        {"dag": StoryField("on", "day", "op"), "geldt": StoryField("applies", "yes_no", "ja")},
    ),
    "vaststellingsovereenkomst getekend": StoryWord(
        "settlement_signed",
        {"dag": StoryField("on", "day", "op"), "recht_genoemd": StoryField("names_right", "yes_no", "ja")},
    ),
    "vaststellingsovereenkomst ontbonden": StoryWord("settlement_withdrawn", {"dag": StoryField("on", "day", "op")}),
    "omstandigheid": StoryWord(
        "circumstance_recorded",
        {
            "van": StoryField("from", "day"),
            "tot": StoryField("until", "day"),
            "gevolg": StoryField("effect", "choice", choices=get_args(CircumstanceEffect)),
        },
    ),
    "vervroegde IVA toegekend": StoryWord(
        "early_benefit_decided",
        {
            "dag": StoryField("on", "day", "op"),
            "vanaf": StoryField("from", "day"),
            "toegekend": StoryField("granted", "yes_no", "ja"),
        },
    ),
    "vervroegde IVA afgewezen": StoryWord(
        "early_benefit_decided",
        {"dag": StoryField("on", "day", "op"), "toegekend": StoryField("granted", "yes_no", "nee")},
    ),
    "stap gedaan": StoryWord(
        "step_done",
        {
            **STEP_FIELD,
            "dag": StoryField("on", "day", "op"),
            "bewijs": StoryField("evidence", "choice", "ondertekend_document", "evidence"),
        },
    ),
    "stap ingetrokken": StoryWord("step_withdrawn", STEP_FIELD),
    "stap niet gedaan": StoryWord("step_not_done", STEP_FIELD),
    "stap niet van toepassing": StoryWord(
        "step_not_applicable", {**STEP_FIELD, "reden": StoryField("reason", "choice", choices="not_applicable")}
    ),
    "stap uitgesteld": StoryWord(
        "step_postponed",
        {
            **STEP_FIELD,
            "naar": StoryField("target_on", "day"),
            "reden": StoryField("reason", "choice", choices="postpone"),
        },
    ),
    "afwijking afgesproken": StoryWord(
        "deviated",
        {
            **STEP_FIELD,
            "datum": StoryField("agreed_on", "day"),
            "reden": StoryField("reason", "choice", choices="deviate"),
        },
    ),
    "stap opnieuw": StoryWord(
        "step_retriggered", {**STEP_FIELD, "wijze": StoryField("mode", "choice", choices=("herstel", "opnieuw"))}
    ),
    **SECOND_TRACK_WORDS,
    **TRACK_WORDS,
    "melding ingetrokken": StoryWord("report_withdrawn", {"melding": StoryField("report", "number")}),
    "eerste ziektedag gecorrigeerd": StoryWord("first_day_corrected", {"datum": StoryField("first_sick_day", "day")}),
}

CONTEXT_FIELDS: Mapping[str, tuple[str, FieldType]] = {
    "overgenomen_op": ("adopted_on", "day"),
    "vangnet": ("safety_net", "safety_net"),
    "vangnet_bekend_op": ("safety_net_known_on", "day"),
    "contract_eindigt_op": ("contract_ends_on", "day"),
    "aow_op": ("aow_on", "day"),
}
STORY_FIELDS = ("titel", "eerste_ziektedag", *CONTEXT_FIELDS, "demo", "gebeurtenissen", "verwacht", "nooit", "oordeel")
EXPECTED_FIELDS = ("op", "actie", "stap", "keer", "naam", "aan", "zaak")
NEVER_FIELDS = ("op", "van", "tot", "actie", "stap", "keer", "naam", "aan", "zaak")
VERDICT_FIELDS = ("op", "woord", "bevinding", "verwijzing", "zaak")

ACTION_WORDS: Mapping[str, ActionKind] = {
    "opent": "open",
    "brief": "document",
    "mail": "mail",
    "herinnering": "reminder",
    "te laat": "late",
    "escalatie": "escalation",
    "verwijzing": "referral",
    "bureau gevraagd": "referral_asked",
    "bureau zwijgt": "referral_lapsed",
    "verwijzing verstuurd": "referral_sent",
    "verwijzing niet meer nodig": "referral_dropped",
    "vraag": "question",
    "waarschuwing": "warning",
    "budget": "budget",
    "ingetrokken": "withdrawal",
    "overgeslagen": "skip",
    "sluit": "close",
}
