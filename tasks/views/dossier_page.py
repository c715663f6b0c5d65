"""The dossier of a case as a Markdown page in Dutch: its state, step by step. Without personal data."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import NamedTuple

from spoorboek.statute.actions import EffectKey
from spoorboek.statute.agenda.case_closing import END_OF_TERM
from spoorboek.statute.agenda.next_step import judged_day
from spoorboek.statute.agenda.record_index import REFERRAL_KINDS, RecordIndex
from spoorboek.statute.agenda.step_status import UNANSWERED, StepState
from spoorboek.statute.days.calendar import dutch_date
from spoorboek.statute.events import Event
from spoorboek.statute.reports.withdrawn_events import NOT_WITHDRAWABLE, withdrawn_numbers
from spoorboek.statute.timeline.sickness_weeks import sickness_week, term_week
from tasks.case_state import CaseState
from tasks.outbox.held_mail import HeldMail
from tasks.outbox.mail_history import MadeMail
from tasks.outbox.mail_outcomes import NO_OUTCOMES, MailOutcome
from tasks.outbox.undelivered import UndeliveredMail
from tasks.reports.case_merge import MERGE_ACTION
from tasks.reports.question_answers import ANSWER_QUESTION_ACTION
from tasks.reports.report_catalogue import FACTS_BY_ACTION
from tasks.reports.report_withdrawal import WITHDRAW_ACTION
from tasks.reports.report_wording import effect_sentence, event_sentence
from tasks.views.attention import find_attention
from tasks.views.bureau_messages_section import ShownMessage, messages_section
from tasks.views.dossier_check_section import Findings, check_section
from tasks.views.dossier_costs import money_sections
from tasks.views.dossier_mail import MAIL_ACTION, all_mail, mail_for_a_person
from tasks.views.dossier_papers import BUNDLE_ACTION, COPY_ACTION, agreements_section, papers_section
from tasks.views.dossier_preparation import HELD_BACK_HINT, HELD_BACK_TITLE, held_back_table
from tasks.views.dossier_unsent import unsent_table
from tasks.views.form_links import NO_FORMS, Forms, form_link, form_links
from tasks.views.markdown_words import markdown_words
from tasks.views.page_tables import page_table, short_day
from tasks.views.question_section import REFERRAL_FORMS, question_sections
from tasks.views.second_track_section import verdict_section

UPCOMING, RECENT = 8, 15
DONE_ACTION, ANSWER_ACTION = "Stap afronden", "Antwoord bureau"
UNSENT_TITLE = "Wacht op akkoord"
UNSENT_HINT = (
    "Er gaat niets naar het bureau voordat iemand de inhoud heeft bevestigd en een ander haar heeft goedgekeurd. "
    "Wat er weggaat, en wat nog ontbreekt, toont `spoorboek referral preview {number}`."
)
NO_ACTORS: Mapping[int, str] = MappingProxyType({})


QUESTION_HINT = "Was dit al gedaan toen het dossier werd overgenomen?"
UNANSWERED_HINT = f"Bij *{UNANSWERED}* weet niemand of de stap op tijd was. {QUESTION_HINT} Zoek het uit en antwoord."


class DossierSection(NamedTuple):
    """A section of the page: the status of the steps it lists, title, hint, and the text of the link per step.

    A question about a step whose last day passed stands among what is late, with a word of its own.
    """

    status: str
    title: str
    hint: str = ""
    offer: str = ""


DOSSIER_SECTIONS = (
    DossierSection("te_laat", "Te laat", offer="afronden"),
    DossierSection("vraag", "Te beantwoorden", QUESTION_HINT, "beantwoorden"),
    DossierSection("open", "Staat open", offer="afronden"),
    DossierSection("afgeweken", "Met gemotiveerde afwijking", offer="afronden"),
    DossierSection("gepland", "Komt eraan", offer="nu al afronden"),
    DossierSection("gedaan", "Gedaan"),
)


def dossier_page(
    current: CaseState,
    forms: Forms = NO_FORMS,
    actors: Mapping[int, str] = NO_ACTORS,
    undelivered: Sequence[UndeliveredMail] = (),
    held: Sequence[HeldMail] = (),
    outcomes: Mapping[EffectKey, MailOutcome] = NO_OUTCOMES,
    mails: Sequence[MadeMail] = (),
    beside: Sequence[str] = (),
    bureaus: Mapping[int, str] = NO_ACTORS,
    findings: Findings = None,
    messages: Sequence[ShownMessage] = (),
    desk: str | None = None,
) -> str:
    """Write the dossier of a case.

    `forms`: the address of the run form of each operator action, for links. `actors`: the code of the actor who
    recorded each event, by number of the event. `undelivered`: the mails that did not arrive; `held`: those that wait
    for a person after a restore; `outcomes`: what became of the mail of each effect; `mails`: every mail, with what
    became of it; `beside`: the cases of another employment of the same person; `bureaus`: the code of the bureau of
    each referral, by its number; `messages`: those with bureaus; `desk`: the address of the desk. All may be empty;
    `findings`: what a check of the dossier found, None without one.
    """
    parts = [f"# Dossier {current.number}", *_first_step(current), _summary(current)]
    if desk:
        parts.append(f"**Op de werkplek:** [zaak {current.number}]({desk}/zaak/{current.number})")
    if beside:
        parts.append(f"Zelfde persoon, ander dienstverband met eigen termijnen: **{', '.join(beside)}**.")
    if forms and current.agenda.next_wake:
        parts += _form_lines(current, forms)
    if current.agenda.held_back:
        parts += [f"## {HELD_BACK_TITLE}", HELD_BACK_HINT, held_back_table(current)]
    if current.agenda.unsent:
        parts += [f"## {UNSENT_TITLE}", UNSENT_HINT.format(number=current.number), unsent_table(current, forms)]
    parts += question_sections(current, forms, bureaus)
    parts += mail_for_a_person(current, forms, undelivered, held)
    for section in DOSSIER_SECTIONS:
        if states := _steps_with_status(current, section.status):
            table = _section_table(current, section, states, forms)
            hint = UNANSWERED_HINT if any(state.unanswered for state in states) else section.hint
            parts += filter(None, [f"## {section.title}", hint, table])
    parts += check_section(current, findings)
    parts += verdict_section(current.verdict_on(current.on), current.edition.house.roles)
    parts += [*money_sections(current, forms), *messages_section(current.number, messages)]
    parts += [*papers_section(current, mails), *agreements_section(current)]
    parts += ["## Laatst vastgelegd", _event_table(current, forms, actors)]
    parts += ["## Laatst uitgevoerd", _effect_table(current, outcomes, mails)]
    parts += all_mail(current, mails)
    return "\n\n".join(parts)


def _form_lines(current: CaseState, forms: Forms) -> Iterator[str]:
    """Yield lines with links to the run forms: of a step, of the case, and the answer of a bureau that was asked."""
    of_case = (*FACTS_BY_ACTION, COPY_ACTION, BUNDLE_ACTION, WITHDRAW_ACTION, MERGE_ACTION)
    asked = any(state.status == "vraag" for state in current.agenda.steps)
    elsewhere = (*of_case, *REFERRAL_FORMS, MAIL_ACTION, *(() if asked else (ANSWER_QUESTION_ACTION,)))
    of_steps = sorted((name for name in forms if name not in elsewhere), key=lambda name: (name != DONE_ACTION, name))
    for about, names in (("een stap", of_steps), ("het dossier", of_case)):
        if links := form_links(forms, names, zaaknummer=current.number):
            yield f"**Vastleggen over {about}:** {links}"
    index = RecordIndex(current.record)
    prepared = [effect for key, effect in current.record.effects.items() if key.kind in REFERRAL_KINDS]
    referred = [effect for effect in prepared if index.sending(effect)]
    if referred and ANSWER_ACTION in forms and index.answer(referred[-1]) is None:
        number = int(referred[-1].key.name)
        form = form_link(
            f"antwoord op verwijzing {number}",
            forms[ANSWER_ACTION],
            {"zaaknummer": current.number, "verwijzing": number},
        )
        yield f"**Wacht op een bureau:** {form}"


def _steps_with_status(current: CaseState, status: str) -> list[StepState]:
    """List the steps of the section with a status by day; done steps in reverse order."""
    states = [state for state in current.agenda.steps if _status_shown(state) == status]
    if status == "gedaan":
        return sorted(states, key=lambda state: _done_on(current, state) or date.min, reverse=True)
    states.sort(key=lambda state: (state.unanswered, judged_day(state) or date.max))
    return states[:UPCOMING] if status == "gepland" else states


def _status_shown(state: StepState) -> str:
    """Return the status of the section a step stands in."""
    return "te_laat" if state.unanswered else state.status


def _first_step(current: CaseState) -> Iterator[str]:
    """Yield the line with the step to look at first: the one the run is named after."""
    if first := find_attention(current):
        day = f", {dutch_date(first.day)}" if first.day else ""
        who = f" Aan zet: {first.who}." if first.who else ""
        yield f"**{first.lead}: {markdown_words(first.what)}{day}.**{who}"


def _summary(current: CaseState) -> str:
    plan = current.plan
    as_of = f"Stand op **{dutch_date(current.on)}**, week {sickness_week(plan.facts, current.on)}."
    reason = markdown_words(current.edition.house.choice("closing", plan.close_reason or END_OF_TERM))
    index = RecordIndex(current.record)
    if index.double_on:
        end = (
            f"Het dossier is **dubbel** en gesloten op {dutch_date(index.double_on)}: {index.double_of} loopt door. De "
            "documenten blijven hier te lezen."
        )
    elif current.agenda.next_wake is None:
        end = f"Het dossier is **gesloten** op {dutch_date(plan.ends_on)}: {reason}."
    elif plan.closed_on:
        end = f"Het dossier sluit op {dutch_date(plan.closed_on)}: {reason}."
    elif current.on >= plan.ends_on and any(state.unanswered for state in current.agenda.steps):
        end = f"De laatste termijn verstreek op {dutch_date(plan.ends_on)}. Het dossier sluit als alles is beantwoord."
    else:
        end = f"Laatste dag van de wachttijd: {dutch_date(plan.wait_ends_on)}."
    next_look = (
        f"Spoorboek kijkt er weer naar op {dutch_date(current.agenda.next_wake)}." if current.agenda.next_wake else ""
    )
    return " ".join(filter(None, [as_of, end, next_look, f"Regelversie {plan.rules}."]))


def _section_table(current: CaseState, section: DossierSection, states: Iterable[StepState], forms: Forms) -> str:
    if section.status == "gedaan":
        rows = [
            (_name(current, state), short_day(_done_on(current, state)), short_day(state.due_on or state.target_on))
            for state in states
        ]
        return page_table(("stap", "gedaan op", "termijn"), rows)
    headings = ("stap", "streefdatum", "uiterlijk", "week")
    if not (forms and section.offer):
        return page_table(headings, [_dates(current, state) for state in states])
    return page_table(
        (*headings, ""), [(*_dates(current, state), _offer(current, section, state, forms)) for state in states]
    )


def _dates(current: CaseState, state: StepState) -> tuple[str, str, str, str]:
    target = f"{short_day(state.target_on)} (uitgesteld)" if state.postponed else short_day(state.target_on)
    if state.agreed_on:
        target = f"{short_day(state.agreed_on)} (afgesproken)"
    day = judged_day(state)
    return (
        _name(current, state),
        target,
        short_day(state.due_on),
        str(term_week(current.plan.facts, day)) if day else "",
    )


def _name(current: CaseState, state: StepState) -> str:
    """Return the name of a step, with what the plan says of it beside its dates."""
    title = current.title_of(state)
    return markdown_words(f"{title}. {state.reason}" if state.reason else title)


def _offer(current: CaseState, section: DossierSection, state: StepState, forms: Forms) -> str:
    if section.status == "gepland" and not current.edition.house.step(state.ref.key).superseded:
        return ""
    parameters = {"zaaknummer": current.number, "stap": state.ref.key, "volgnummer": state.ref.occurrence}
    form = forms.get(ANSWER_QUESTION_ACTION) if state.status == "vraag" else None
    text = "beantwoorden" if state.status == "vraag" else section.offer
    return form_link(text, form or forms[DONE_ACTION], parameters) if form or DONE_ACTION in forms else ""


def _done_on(current: CaseState, state: StepState) -> date | None:
    return current.plan.facts.done.get(state.ref)


def _event_table(current: CaseState, forms: Forms, actors: Mapping[int, str]) -> str:
    """Return a table of the latest events: withdrawn ones are marked, others have a link to withdraw them."""
    withdrawn = withdrawn_numbers(current.record.events)
    headings = [("nr", "dag", "wat"), *([("door",)] if actors else []), *([("",)] if WITHDRAW_ACTION in forms else [])]
    rows = []
    for event in reversed(current.record.events[-RECENT:]):
        what = markdown_words(event_sentence(current, event)) + (" (ingetrokken)" if event.seq in withdrawn else "")
        row = [str(event.seq), short_day(event.on), what]
        if actors:
            row.append(markdown_words(actors.get(event.seq, "—")))
        if WITHDRAW_ACTION in forms:
            fixed = event.kind in NOT_WITHDRAWABLE or event.seq in withdrawn
            row.append("" if fixed else _withdraw_link(current, event, forms))
        rows.append(row)
    return page_table([head for part in headings for head in part], rows)


def _withdraw_link(current: CaseState, event: Event, forms: Forms) -> str:
    return form_link("intrekken", forms[WITHDRAW_ACTION], {"zaaknummer": current.number, "melding": event.seq})


def _effect_table(current: CaseState, outcomes: Mapping[EffectKey, MailOutcome], mails: Sequence[MadeMail] = ()) -> str:
    """Return a table of the latest effects; of one whose mail is not known to have gone, what became of the mail."""
    last = {mail.key: mail for mail in mails}  # of a mail that was sent again the last one counts
    effects = [effect for effect in current.record.effects.values() if effect.key.kind not in ("open", "skip")]
    rows = []
    for each in reversed(effects[-RECENT:]):
        sentence, mail = effect_sentence(current, each, outcomes.get(each.key)), last.get(each.key)
        sentence += "" if mail is None or mail.went else f" ({mail.outcome})"
        rows.append((short_day(each.on), markdown_words(sentence)))
    return page_table(("dag", "wat"), rows)
