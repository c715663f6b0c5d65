"""The command `spoorboek whatif`: what a change would do to the plan of a case, before anybody records it."""

import json
from collections.abc import Collection
from datetime import date
from pathlib import Path
from typing import Annotated, get_args

import typer

from spoorboek.cli.shared.dutch import DutchCommand
from spoorboek.cli.shared.options import FormatOption, OutputFormat, read_date
from spoorboek.errors import InputError
from spoorboek.outside.files import read_outside_text
from spoorboek.statute.disputes import OPINION_QUESTIONS, WAGE_GROUNDS, ExpertOpinion, WageMeasure
from spoorboek.statute.editions.edition import read_rules
from spoorboek.statute.editions.plan_diff_text import plan_diff_json, plan_diff_text
from spoorboek.statute.editions.what_if import UNCHANGED, Supposition, WhatIf, what_if
from spoorboek.statute.facts import (
    Agreement,
    Circumstance,
    EarlyBenefit,
    IncompleteReport,
    Leave,
    SignedSettlement,
    StepRef,
    WiaDecision,
    WiaOutcome,
)
from spoorboek.statute.law.milestones import Rulebook, rulebook
from spoorboek.statute.reports.facts_json import facts_from_text
from spoorboek.statute.reports.settlements import EFFECTS, read_weeks

_NO_DATE = "geen"
_NO_DIFFERENCE = "Geen verschil: het plan blijft zoals het is."
_PERCENTAGE_NOTE = "Het percentage verandert geen datum: gedeeltelijk herstel zet de termijnen niet stil."

_Dates = list[str]

what_if_app = typer.Typer()


def _option(name: str, text: str, metavar: str = "DATUM") -> typer.models.OptionInfo:
    option: typer.models.OptionInfo = typer.Option(name, metavar=metavar, help=text, show_default=False)
    return option


@what_if_app.command("whatif", cls=DutchCommand)
def what_if_command(
    subject: Annotated[
        str, typer.Argument(metavar="ZAAK|FACTS.json", help="Een zaak, of een bestand met feiten.", show_default=False)
    ],
    first_day: Annotated[str, _option("--first-day", "Een andere eerste ziektedag.")] = "",
    recovered: Annotated[_Dates | None, _option("--recovered", "Hersteld vanaf deze dag.")] = None,
    relapsed: Annotated[_Dates | None, _option("--relapsed", "Opnieuw ziek vanaf deze dag.")] = None,
    leave: Annotated[_Dates | None, _option("--leave", "Verlof rond de bevalling.", "VAN..TOT")] = None,
    contract_ends: Annotated[str, _option("--contract-ends", "Einde van het dienstverband; of: geen.")] = "",
    sanction: Annotated[str, _option("--sanction", "UWV legt op deze dag een loonsanctie op.")] = "",
    early_benefit: Annotated[
        str, _option("--early-benefit", "UWV besluit over de vervroegde IVA: toegekend vanaf, of: geen.", "DAG=VANAF")
    ] = "",
    signed: Annotated[_Dates | None, _option("--signed", "Vaststellingsovereenkomst getekend op deze dag.")] = None,
    circumstance: Annotated[
        _Dates | None, _option("--circumstance", "Een periode met haar gevolg.", "GEVOLG=VAN..TOT")
    ] = None,
    agreement: Annotated[str, _option("--agreement", "Weken naast de wet, zoals 26/8.", "LOON/OPZEGVERBOD")] = "",
    revoked: Annotated[str, _option("--sanction-revoked", "De loonsanctie is op deze dag herroepen.")] = "",
    extension: Annotated[str, _option("--extension-requested", "Op deze dag is om verlenging gevraagd.")] = "",
    no_letter: Annotated[str, _option("--no-uwv-letter", "Op deze dag was er nog geen brief van UWV.")] = "",
    incomplete: Annotated[
        _Dates | None, _option("--riv-incomplete", "UWV vraagt het verslag aan te vullen.", "BRIEF..UITERLIJK")
    ] = None,
    wia: Annotated[str, _option("--wia-decided", "UWV besluit op de WIA-aanvraag.", "UITKOMST=DATUM")] = "",
    percentage: Annotated[int | None, _option("--percentage", "Werkt dit deel van de uren.", "0-99")] = None,
    aow: Annotated[str, _option("--aow", "De dag van de AOW-leeftijd; of: geen.")] = "",
    died: Annotated[str, _option("--died", "De werknemer overlijdt op deze dag.")] = "",
    own_risk: Annotated[str, _option("--own-risk", "Werkgever eigenrisicodrager Ziektewet sinds.")] = "",
    household: Annotated[bool, typer.Option("--household", help="Dienst in een huishouden, zes weken loon.")] = False,
    done: Annotated[_Dates | None, _option("--done", "Deze stap gedaan op deze dag.", "STAP=DATUM")] = None,
    first_doubt: Annotated[str, _option("--first-doubt", "Op deze dag is terugkeer twijfelachtig.")] = "",
    refused: Annotated[str, _option("--refused", "De werknemer werkt vanaf deze dag niet mee.")] = "",
    wage_withheld: Annotated[str, _option("--wage-withheld", "Loon gestopt of opgeschort.", "DATUM=GROND")] = "",
    opinion: Annotated[str, _option("--opinion", "De werkgever vraagt een deskundigenoordeel.", "DATUM=VRAAG")] = "",
    rules: Annotated[str, _option("--rules", "Andere regels: een bestand, of een versie die gold.", "BESTAND")] = "",
    shape: FormatOption = OutputFormat.table,
) -> None:
    """Toon wat er aan het plan verandert als iets anders was of wordt; legt niets vast."""
    if percentage is not None and not 0 <= percentage <= 99:
        raise InputError(f"{percentage} procent kan niet: kies 0 tot en met 99. Wie volledig werkt, is hersteld.")
    supposition = Supposition(
        first_sick_day=read_date(first_day) if first_day else None,
        recovered=tuple(map(read_date, recovered or ())),
        relapsed=tuple(map(read_date, relapsed or ())),
        leaves=tuple(map(_read_leave, leave or ())),
        contract_ends_on=_read_date_or_none(contract_ends),
        aow_on=_read_date_or_none(aow),
        sanction_decided_on=read_date(sanction) if sanction else None,
        early_benefit=_read_early_benefit(early_benefit) if early_benefit else None,
        died_on=read_date(died) if died else None,
        household_staff=household,
        own_risk_since=read_date(own_risk) if own_risk else None,
        agreement=_read_agreement(agreement) if agreement else None,
        signed=tuple(SignedSettlement(read_date(typed), True) for typed in signed or ()),
        circumstances=tuple(map(_read_circumstance, circumstance or ())),
        sanction_revoked_on=read_date(revoked) if revoked else None,
        extension_requested_on=read_date(extension) if extension else None,
        no_uwv_letter_on=read_date(no_letter) if no_letter else None,
        riv_incomplete=tuple(map(_read_letter, incomplete or ())),
        wia_decision=_read_decision(wia) if wia else None,
        done=dict(map(_read_done_step, done or ())),
        percentage=percentage,
        considered_on=read_date(first_doubt) if first_doubt else None,
        refused_on=read_date(refused) if refused else None,
        wage_measures=(WageMeasure(*_read_choice(wage_withheld, WAGE_GROUNDS)),) if wage_withheld else (),
        opinions=(_asked(*_read_choice(opinion, OPINION_QUESTIONS)),) if opinion else (),
    )
    is_file = Path(subject).suffix.lower() == ".json"
    outcome, versions = (_of_file if is_file else _of_case)(subject, supposition, rules)
    if shape == "json":
        print(json.dumps(_outcome_json(outcome, versions), ensure_ascii=False, indent=2))
        return
    print(plan_diff_text(outcome.changes, _NO_DIFFERENCE))
    if percentage is not None:
        print(_PERCENTAGE_NOTE)


def _of_file(path: str, supposition: Supposition, rules: str) -> tuple[WhatIf, tuple[str, str]]:
    """Return what changes in the plan of a file of facts, and the versions of the rules before and after."""
    other = read_rules(read_outside_text(Path(rules), "een regelbestand"), rules) if rules else None
    outcome = what_if(facts_from_text(read_outside_text(Path(path), "een FACTS.json")), supposition, rulebook(), other)
    return outcome, (rulebook().version, (other or rulebook()).version)


def _of_case(number: str, supposition: Supposition, rules: str) -> tuple[WhatIf, tuple[str, str]]:
    """Return what changes in the plan of a case of the record, and the versions of the rules before and after."""
    from spoorboek.cli.shared.edition_choice import case_and_rules  # the database: not needed for a file of facts

    current, other = case_and_rules(number, rules)
    book: Rulebook = current.edition.rules
    outcome = what_if(current.plan.facts, supposition, book, other, current.record)
    return outcome, (book.version, (other or book).version)


def _outcome_json(outcome: WhatIf, versions: tuple[str, str]) -> dict[str, object]:
    """Return an outcome as JSON: both versions of the rules, both closing days, and what differs."""
    closed = [plan.closed_on.isoformat() if plan.closed_on else None for plan in outcome[:2]]
    return {
        "rules": {"before": versions[0], "after": versions[1]},
        "closed_on": {"before": closed[0], "after": closed[1]},
        "changes": plan_diff_json(outcome.changes),
    }


def _read_date_or_none(typed: str) -> date | str | None:
    if not typed:
        return UNCHANGED
    return None if typed.strip().lower() == _NO_DATE else read_date(typed)


def _read_leave(typed: str) -> Leave:
    return Leave(*_read_two_dates(typed, "geen verlof. Schrijf VAN..TOT"))


def _read_letter(typed: str) -> IncompleteReport:
    return IncompleteReport(*_read_two_dates(typed, "geen brief met een termijn. Schrijf BRIEF..UITERLIJK"))


def _read_two_dates(typed: str, wrong: str) -> tuple[date, date]:
    first, dots, last = typed.partition("..")
    if not dots:
        raise InputError(f"'{typed}' is {wrong}, zoals 01-06-2026..20-09-2026.")
    return read_date(first), read_date(last)


def _read_decision(typed: str) -> WiaDecision:
    outcome, _, day = typed.partition("=")
    known: tuple[WiaOutcome, ...] = get_args(WiaOutcome)
    decided = next((choice for choice in known if choice == outcome.strip().lower()), None)
    if decided is None or not day:
        raise InputError(f"'{typed}' is geen besluit. Schrijf UITKOMST=DATUM; een uitkomst is {', '.join(known)}.")
    return WiaDecision(read_date(day), decided)


def _read_circumstance(typed: str) -> Circumstance:
    effect, equals, period = typed.partition("=")
    first, dots, last = period.partition("..")
    known = effect.strip().lower().replace("-", "_")
    if not (equals and dots) or known not in EFFECTS:
        raise InputError(
            f"'{typed}' is geen omstandigheid. Schrijf GEVOLG=VAN..TOT; bekend zijn: {', '.join(EFFECTS)}."
        )
    return Circumstance(read_date(first), read_date(last), EFFECTS[EFFECTS.index(known)])


def _read_agreement(typed: str) -> Agreement:
    wage, slash, ban = typed.partition("/")
    if not slash or not (wage.strip().isdecimal() and ban.strip().isdecimal()):
        raise InputError(f"'{typed}' zijn geen weken. Schrijf LOON/OPZEGVERBOD, zoals 26/8 of 26/0.")
    weeks = (read_weeks(int(each[:9]), "--agreement") for each in (wage, ban))
    return Agreement(date.min, None, "cao", *weeks)


def _read_early_benefit(typed: str) -> EarlyBenefit:
    decided, equals, first = typed.partition("=")
    if not equals:
        raise InputError(
            f"'{typed}' is geen besluit. Schrijf DAG=VANAF, de dag van het besluit en de eerste dag van de uitkering, "
            "of DAG=geen als UWV afwees."
        )
    return EarlyBenefit(read_date(decided), None if first.strip().lower() == _NO_DATE else read_date(first))


def _read_choice(typed: str, known: Collection[str]) -> tuple[date, str]:
    day, equals, code = typed.partition("=")
    code = code.strip().replace("-", "_")
    if not equals or code not in known:
        raise InputError(f"'{typed}' is geen dag met een keuze. Schrijf DATUM=CODE, met een van: {', '.join(known)}.")
    return read_date(day), code


def _asked(on: date, question: str) -> ExpertOpinion:
    return ExpertOpinion(on, "werkgever", question)


def _read_done_step(typed: str) -> tuple[StepRef, date]:
    step, equals, day = typed.partition("=")
    key, _, occurrence = step.strip().replace("-", "_").partition(":")
    if not equals or not (occurrence or "1").isdecimal():
        raise InputError(f"'{typed}' is geen gedane stap. Schrijf STAP=DATUM, of STAP:KEER=DATUM voor een latere keer.")
    return StepRef(key, int(occurrence or 1)), read_date(day)
