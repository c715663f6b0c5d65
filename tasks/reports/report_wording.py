"""Word events and effects in Dutch."""

import re
from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from typing import Any

from models.tables import BOUNCED, DROPPED, ELSEWHERE, HELD, REFUSED, WAITING
from spoorboek.statute.actions import Effect, EffectKey
from spoorboek.statute.agenda.case_closing import AS_DOUBLE
from spoorboek.statute.dossier.paper_copies import COPY_WAYS
from spoorboek.statute.dossier.paper_kinds import PAPER_KINDS, SENDERS
from spoorboek.statute.events import Event, EventKind
from spoorboek.statute.law.labels import in_sentence
from spoorboek.statute.policy.house_policy import HousePolicy
from spoorboek.statute.referrals.arrows import state_label
from spoorboek.statute.reports.withdrawn_events import WITHDRAWAL
from spoorboek.statute.second_track.trajectory_codes import CHANGES, END_RESULTS
from tasks.case_state import CaseState
from tasks.outbox.held_mail import CALLED_BACK, RECALLED, REPORT_WITHDRAWN
from tasks.outbox.mail_outcomes import MailOutcome
from tasks.reports.report_catalogue import fact_of
from tasks.reports.retriggering import AGAIN_REASONS
from templates.template_catalogue import catalogue

ANCHOR_PHRASES = {"target_on": "de streefdatum", "due_on": "de uiterste datum"}
# What is said of a mail that is not known to have gone, in the place of "gemaild aan" and behind another message.
NOT_SENT: Mapping[str, tuple[str, str]] = {
    WAITING: ("staat klaar voor", "nog niet verstuurd"),
    REFUSED: ("niet bezorgd bij", "niet bezorgd"),
    BOUNCED: ("niet bezorgd bij", "niet bezorgd"),
    HELD: ("aangehouden voor", "aangehouden"),
    DROPPED: ("niet verstuurd aan", "niet verstuurd"),
    ELSEWHERE: ("anders bezorgd bij", "anders bezorgd"),
}
HELD_WORDS: Mapping[str, str] = {
    CALLED_BACK: "teruggeroepen, niet verstuurd",
    REPORT_WITHDRAWN: "niet verstuurd: de melding is ingetrokken",
}
TO_WORDS = ("aan", "voor", "bij")
TERM_OF_UWV = "binnen één week, de termijn van UWV als de brief geen dag noemt"
STEP_EVENT_WORDING: Mapping[EventKind, str] = {
    "step_done": "gedaan op {on}",
    "step_withdrawn": "toch niet gedaan",
    "step_not_done": "niet gedaan vóór de overname",
    "step_not_applicable": "niet van toepassing ({reason})",
    "step_postponed": "streefdatum uitgesteld tot {target_on} ({reason})",
    "deviated": "afgesproken op een andere datum, {agreed_on} ({reason})",
    "step_retriggered": "opnieuw uitgevoerd{why}",
}
SYSTEM_EVENT_WORDING: Mapping[
    EventKind, str
] = {  # recorded by the import, the previous case or new rules, not by operators
    "sick_reported": "ziekmelding, eerste ziektedag {first_sick_day}",
    "rules_changed": "nieuwe regels gelden voor dit dossier",
    "referral_confirmed": "verwijzing {referral} bevestigd",
    "question_approved": "ja tegen de vraag aan bureaus, zonder naam (verwijzing {referral})",
    "referral_approved": "verwijzing {referral} goedgekeurd{own}",
    "employer_agreement_set": "bij deze werkgever geldt {beside}",
    "referral_moved": "verwijzing {referral}: {state} op {on}",
    "offer_recorded": "offerte {offer} van verwijzing {referral} vastgelegd",
    "offer_approved": "offerte {offer} van verwijzing {referral} goedgekeurd als {role}",
    "invoice_recorded": "factuur {invoice} van verwijzing {referral} vastgelegd",
    "invoice_settled": "factuur {invoice} {choice}",
    "bureau_preferred": "bureau waar de werknemer voorkeur voor heeft: {bureau}",
    "bureau_chosen": "bureau {bureau} gekozen van shortlist {shortlist}{why}",
    "document_received": "stuk {paper} ontvangen ({type}), van {from}",
    "document_confirmed": "stuk {paper} nagekeken ({type}), gedateerd {on}",
    "report_copy_given": "afschrift van het re-integratieverslag (versie {version}) gegeven op {on}, {way}",
    "paper_copy_given": "afschrift van stuk {paper} gegeven aan {to} op {on}, {way}",
    "plan_agreed": "afspraken van het plan van aanpak van {on} vastgelegd",
    "employer_changed": "overgang van onderneming op {on}: een andere werkgever; de eerste ziektedag blijft",
    "occurrences_numbered": "de nummers van herhaalde stappen behouden",
    "held_mail_decided": "{held}post {decision}",
    "found_double": "dubbel: {of} loopt door ({reason})",
    "file_differs": "een bestand wijkt af van wat hier staat: {field} {ours}, in het bestand {file}",
    "difference_settled": "over verschil {report} besloten: {choice}",
    "trajectory_planned": "trajectplan van {on} (verwijzing {referral})",
    "progress_reported": "voortgang over {from} t/m {until} (verwijzing {referral})",
    "applications_reported": "sollicitaties over {from} t/m {until} (verwijzing {referral})",
    "trajectory_changed": "op {on} {what} (verwijzing {referral})",
    "trajectory_ended": "traject geëindigd op {on}: {result} (verwijzing {referral})",
    "mail_settled": "niet bezorgde post {decision}{when}",
}
DIFFERENCE_CHOICES: Mapping[str, str] = {"onze": "wat hier staat blijft", "bestand": "het bestand is overgenomen"}
DOUBLE_REASONS: Mapping[str, str] = {
    "anders_geschreven": "nummer of code anders geschreven",
    "ander_nummer": "zelfde persoon onder een ander nummer",
    "dubbel_ingevoerd": "dezelfde ziekmelding twee keer ingevoerd",
}
FIELD_WORDS: Mapping[str, str] = {
    "first_sick_day": "eerste ziektedag",
    "recovered_from": "hersteld per",
    "contract_ends_on": "laatste dag dienstverband",
    "aow_on": "AOW-datum",
    "safety_net": "vangnet",
    "week_42_report": "42e-weeksmelding",
    "track_bureau": "bureau tweede spoor",
    "track_ends_on": "verwacht einde van het traject",
}
PARTY_WORDS: Mapping[str, str] = {
    "phone": "telefoon",
    "email": "e-mail",
    "address": "adres",
    "postcode": "postcode",
    "place": "woonplaats",
    "function": "functie",
    "education": "opleiding",
    "salutation": "aanhef",
}  # of a person, by column
CODED_WORDS: Mapping[str, Mapping[str, str]] = {
    "reason": DOUBLE_REASONS,
    "choice": DIFFERENCE_CHOICES,
    "field": FIELD_WORDS,
    "what": {**CHANGES, "nazorg": "contact na de start in ander werk"},
    "result": END_RESULTS,
    "type": {kind: in_sentence(each.label) for kind, each in PAPER_KINDS.items()},
    "from": SENDERS,
    "to": SENDERS,
    "way": COPY_WAYS,
}
REASONS: Mapping[EventKind, str] = {
    "step_postponed": "postpone",
    "deviated": "deviate",
    "step_not_applicable": "not_applicable",
    "agreement_recorded": "agreement",
    "employer_agreement_set": "agreement",
    "bureau_chosen": "bureau_choice",
}


def event_sentence(current: CaseState, event: Event) -> str:
    """Word an event as a sentence, such as `Probleemanalyse: gedaan op 02-03-2026` or `Hersteld vanaf 02-03-2026`."""
    words = event_phrase(current, event.kind, event.data)
    return words[0].upper() + words[1:]


def event_phrase(current: CaseState, kind: EventKind, data: Mapping[str, Any]) -> str:
    """Word an event as a phrase, for use inside a sentence."""
    if kind in STEP_EVENT_WORDING:
        name = _label(current, data["step"], data.get("occurrence", 1))
        return f"{name}: {STEP_EVENT_WORDING[kind].format_map(_words(current.edition.house, kind, data))}"
    if kind == WITHDRAWAL:
        return f"melding {data['report']} ingetrokken"
    fact = fact_of(kind, data)
    words = _words(current.edition.house, kind, data)
    words["own"] = f" ({words['reason'].replace('_', ' ')})" if kind == "referral_approved" and "reason" in data else ""
    if fact is None:
        return SYSTEM_EVENT_WORDING[kind].format_map(words)
    for field, day in (("on", fact.on), ("until", fact.until)):
        if day:
            words[field] = words[day.name]
    words["through"] = f" t/m {words['until']}" if data.get("until") else ""
    words["term"] = f"t/m {words['until']}" if data.get("repair_by") else TERM_OF_UWV
    if fact.asks == "reason" and "reason" in data:
        words["reason"] = fact.reasons(current.edition.house).get(data["reason"], "andere reden")
    words["known"] = f", bekend sinds {words['known_on']}" if "known_on" in data else ""
    return fact.wording.format_map(words)


def _words(house: HousePolicy, kind: EventKind, data: Mapping[str, Any]) -> dict[str, str]:
    """Return the values of an event as text; a dash for each value it does not have."""
    words = defaultdict(lambda: "—", {name: _value_text(value) for name, value in data.items()})
    words["held"] = "" if data.get("decision") == RECALLED else "aangehouden "
    words["decision"] = words["decision"].replace("_", " ")
    words["why"] = f" ({AGAIN_REASONS[data['reason']]})" if data.get("reason") in AGAIN_REASONS else ""
    if kind in SYSTEM_EVENT_WORDING:
        words.update({name: known[words[name]] for name, known in CODED_WORDS.items() if words[name] in known})
        words.update({name: _difference_value(words[name]) for name in ("ours", "file")})
    words["state"] = state_label(data["to"]) if kind == "referral_moved" else ""
    words["bureau"] = str(data.get("bureau") or "geen")
    words["when"] = f" op {words['on']}" if "on" in data else ""
    if kind in REASONS and "reason" in data:
        words["reason"] = house.choices[REASONS[kind]].get(data["reason"], "andere reden")
    if kind in ("agreement_recorded", "employer_agreement_set"):
        words["reason"] = in_sentence(words["reason"])
    if kind == "employer_agreement_set":
        words["beside"] = _beside_the_law(words) if data["from"] else "niets meer naast de wet"
        words["why"] = words["why"] or f" ({words['reason']})"
    return words


def _beside_the_law(words: Mapping[str, str]) -> str:
    until = f" t/m {words['until']}" if "until" in words else ""
    weeks = f"{words['wage_weeks']} weken loon en {words['ban_weeks']} weken opzegverbod"
    return f"naast de wet, voor wie ziek wordt vanaf {words['from']}{until}: {weeks} ({words['reason']})"


def _difference_value(text: str) -> str:
    return "leeg" if text == str(None) else text.replace("_", " ")


def _value_text(value: object) -> str:
    try:
        return f"{date.fromisoformat(str(value)):%d-%m-%Y}"
    except ValueError:
        return str(value)


def effect_sentence(current: CaseState, effect: Effect, outcome: MailOutcome | None = None) -> str:
    """Word an effect for people, such as `Probleemanalyse: escalatie trede 2 aan leidinggevende`.

    `outcome`: what became of its mail; without one it is told as mailed.
    """
    key = effect.key
    attempt = f" ({key.attempt}e keer)" if key.attempt > 1 and key.kind != "close" else ""
    return f"{_subject(current, key)}: {_effect_phrase(current, effect, outcome)}{attempt}"


def closing_words(policy: HousePolicy, reason: str) -> str:
    """Word why a case closed; that it was double is no choice of the house."""
    return "Dubbel dossier" if reason == AS_DOUBLE else policy.choice("closing", reason)


def _subject(current: CaseState, key: EffectKey) -> str:
    return _label(current, key.step, key.occurrence) if key.step in current.edition.rules.rows else "Dossier"


def _label(current: CaseState, step: str, occurrence: int) -> str:
    row = current.edition.rules.rows[step]
    return f"{row.label} {occurrence}" if row.repeats else row.label


def _effect_phrase(current: CaseState, effect: Effect, outcome: MailOutcome | None) -> str:
    key, policy = effect.key, current.edition.house
    document = f"stuk '{_title(policy, key.name)}'"
    if "paper" in effect.detail:
        document = f"afschrift van stuk {effect.detail['paper']}"
    if key.kind == "document":
        renewed = effect.detail.get("document")
        return f"stuk '{policy.documents.get(renewed, renewed)}' bijgewerkt" if renewed else f"{document} gemaakt"
    phrase = f"{document} gemaild{_to(policy, effect)}" if key.kind == "mail" else _notice_phrase(policy, effect)
    return phrase if outcome is None else _with_outcome(policy, effect, phrase, outcome)


def _title(policy: HousePolicy, name: str) -> str:
    """Return the title of a paper: that of the house, else of the product, else its key."""
    made = catalogue().get(name)
    return policy.documents.get(name) or (made.title if made else name)


def _reminder_phrase(effect: Effect) -> str:
    """Say what a reminder is about: the request it repeats, or the date that was so many days ahead when it went."""
    detail = effect.detail
    if "asked" in detail:
        return f"aan het verzoek van {_value_text(detail['asked'])}"
    days = (date.fromisoformat(detail["date"]) - effect.on).days if "date" in detail else detail["days"]
    ahead = "op" if days == 0 else f"{abs(days)} {'dag' if abs(days) == 1 else 'dagen'} {'na' if days < 0 else 'vóór'}"
    return f"{ahead} {ANCHOR_PHRASES[detail['before']]}"


def _with_outcome(policy: HousePolicy, effect: Effect, phrase: str, outcome: MailOutcome) -> str:
    """Say of a mail where it lies, and who got it in the place of a role without an address."""
    role = effect.detail.get("to")
    if outcome.status in NOT_SENT:
        before, after = NOT_SENT[outcome.status]
        phrase = phrase.replace(" gemaild aan ", f" {before} ", 1)
        phrase += "" if effect.key.kind == "mail" else f", {after}"
    elif outcome.in_folder:
        phrase = phrase.replace(" gemaild aan ", " klaargezet in map voor ", 1)
        phrase += "" if effect.key.kind == "mail" else ", klaargezet in map"
    if outcome.stands_in and role:
        name, other = policy.roles[role], policy.roles.get(outcome.stands_in, outcome.stands_in)
        bare = re.sub(rf" ({'|'.join(TO_WORDS)}) {re.escape(name)}", "", phrase, count=1)
        phrase = f"{bare}, geen adres van {name}; ging naar {other}"
    return phrase


def _to(policy: HousePolicy, effect: Effect) -> str:
    return f" aan {policy.roles[effect.detail['to']]}" if "to" in effect.detail else ""


def _notice_phrase(policy: HousePolicy, effect: Effect) -> str:
    key, detail, to = effect.key, effect.detail, _to(policy, effect)
    if key.kind == "reminder":
        asked_by = f", op verzoek van {detail['by']}" if "by" in detail else ""
        return f"herinnering{to}, {_reminder_phrase(effect)}{asked_by}"
    if key.kind == "hold":
        kind, _, name = key.name.partition(":")
        why = HELD_WORDS.get(detail.get("why", ""), "aangehouden na het terugzetten")
        return f"{policy.effect_word(key._replace(kind=kind, name=name))}{to} {why}"
    if key.kind == "question":
        return f"vraag gesteld{to}"
    if "asks" in detail:
        count = len(detail["asks"])
        return f"{policy.effect_word(key)} over {'een vraag' if count == 1 else f'{count} vragen'} zonder antwoord{to}"
    if key.kind == "close":
        return f"gesloten: {closing_words(policy, detail['reason'])}"
    return f"{policy.effect_word(key)}{to}"
