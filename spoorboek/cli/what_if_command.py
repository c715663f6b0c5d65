"""The command `spoorboek whatif`: what a change would do to the plan of a case, before anybody records it."""

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from spoorboek.cli.shared.dutch import DutchCommand
from spoorboek.cli.shared.options import FormatOption, OutputFormat, read_date
from spoorboek.cli.shared.suppositions import (
    asked_by_employer,
    read_date_or_none,
    read_day_with_code,
    read_decision,
    read_early_benefit,
    read_leave,
    read_letter,
    read_safety_net,
    read_sixty_plus,
    read_step_day,
    read_supposed_agreement,
    read_supposed_circumstance,
    read_supposed_move,
)
from spoorboek.errors import InputError
from spoorboek.outside.files import read_outside_text
from spoorboek.statute.disputes import OPINION_QUESTIONS, WAGE_GROUNDS, WageMeasure
from spoorboek.statute.editions.edition import read_rules
from spoorboek.statute.editions.plan_diff_text import plan_diff_json, plan_diff_text
from spoorboek.statute.editions.what_if import Supposition, WhatIf, facts_with, what_if
from spoorboek.statute.events import Event
from spoorboek.statute.facts import SignedSettlement
from spoorboek.statute.law.milestones import Rulebook, rulebook
from spoorboek.statute.policy.house_policy import HousePolicy
from spoorboek.statute.policy.policy_reader import house_policy
from spoorboek.statute.reports.facts_json import facts_from_text

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
        _Dates | None, _option("--riv-incomplete", "UWV vraagt het verslag aan te vullen.", "BRIEF[..UITERLIJK]")
    ] = None,
    wia: Annotated[str, _option("--wia-decided", "UWV besluit op de WIA-aanvraag.", "UITKOMST=DATUM")] = "",
    percentage: Annotated[int | None, _option("--percentage", "Werkt dit deel van de uren.", "0-99")] = None,
    aow: Annotated[str, _option("--aow", "De dag van de AOW-leeftijd; of: geen.")] = "",
    died: Annotated[str, _option("--died", "De werknemer overlijdt op deze dag.")] = "",
    own_risk: Annotated[str, _option("--own-risk", "Werkgever eigenrisicodrager Ziektewet sinds.")] = "",
    household: Annotated[bool, typer.Option("--household", help="Dienst in een huishouden, zes weken loon.")] = False,
    done: Annotated[_Dates | None, _option("--done", "Deze stap gedaan op deze dag.", "STAP=DATUM")] = None,
    first_doubt: Annotated[str, _option("--first-doubt", "Op deze dag is terugkeer twijfelachtig.")] = "",
    deviated: Annotated[
        _Dates | None, _option("--deviated", "Samen met reden op deze dag afgesproken.", "STAP=DATUM")
    ] = None,
    postponed: Annotated[
        _Dates | None, _option("--postponed", "De streefdatum uitgesteld tot deze dag.", "STAP=DATUM")
    ] = None,
    refused: Annotated[str, _option("--refused", "De werknemer werkt vanaf deze dag niet mee.")] = "",
    wage_withheld: Annotated[str, _option("--wage-withheld", "Loon gestopt of opgeschort.", "DATUM=GROND")] = "",
    opinion: Annotated[str, _option("--opinion", "De werkgever vraagt een deskundigenoordeel.", "DATUM=VRAAG")] = "",
    safety_net: Annotated[str, _option("--safety-net", "Welke meldtermijn geldt, of: geen.", "TERMIJN")] = "",
    sixty_plus: Annotated[str, _option("--sixty-plus", "60-plus: dag van het akkoord, of: geen.")] = "",
    referral: Annotated[
        _Dates | None,
        _option("--referral", "Een verwijzing komt op deze dag in een stand.", "[NR:]STAND=DATUM[..DATUM][:CODE]"),
    ] = None,
    report: Annotated[
        _Dates | None,
        _option("--report", "Een feit zoals `case report` het kent, met zijn codes.", "FEIT[=VAN[..TOT]][:KEUZE]"),
    ] = None,
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
        leaves=tuple(map(read_leave, leave or ())),
        contract_ends_on=read_date_or_none(contract_ends),
        aow_on=read_date_or_none(aow),
        sanction_decided_on=read_date(sanction) if sanction else None,
        early_benefit=read_early_benefit(early_benefit) if early_benefit else None,
        died_on=read_date(died) if died else None,
        household_staff=household,
        own_risk_since=read_date(own_risk) if own_risk else None,
        agreement=read_supposed_agreement(agreement) if agreement else None,
        signed=tuple(SignedSettlement(read_date(typed), True) for typed in signed or ()),
        circumstances=tuple(map(read_supposed_circumstance, circumstance or ())),
        sanction_revoked_on=read_date(revoked) if revoked else None,
        extension_requested_on=read_date(extension) if extension else None,
        no_uwv_letter_on=read_date(no_letter) if no_letter else None,
        riv_incomplete=tuple(map(read_letter, incomplete or ())),
        wia_decision=read_decision(wia) if wia else None,
        done=dict(map(read_step_day, done or ())),
        deviations=dict(map(read_step_day, deviated or ())),
        postponed=dict(map(read_step_day, postponed or ())),
        percentage=percentage,
        considered_on=read_date(first_doubt) if first_doubt else None,
        refused_on=read_date(refused) if refused else None,
        wage_measures=(WageMeasure(*read_day_with_code(wage_withheld, WAGE_GROUNDS)),) if wage_withheld else (),
        opinions=(asked_by_employer(*read_day_with_code(opinion, OPINION_QUESTIONS)),) if opinion else (),
        safety_net=read_safety_net(safety_net),
        sixty_plus=read_sixty_plus(sixty_plus) if sixty_plus else None,
        moves=tuple(map(read_supposed_move, referral or ())),
    )
    is_file = Path(subject).suffix.lower() == ".json"
    outcome, versions = (_of_file if is_file else _of_case)(subject, supposition, report or (), rules)
    if shape == "json":
        print(json.dumps(_outcome_json(outcome, versions), ensure_ascii=False, indent=2))
        return
    print(plan_diff_text(outcome.changes, _NO_DIFFERENCE))
    if percentage is not None:
        print(_PERCENTAGE_NOTE)


def _of_file(path: str, supposed: Supposition, reports: Sequence[str], rules: str) -> tuple[WhatIf, tuple[str, str]]:
    """Return what changes in the plan of a file of facts, and the versions of the rules before and after."""
    other = read_rules(read_outside_text(Path(rules), "een regelbestand"), rules) if rules else None
    facts = facts_from_text(read_outside_text(Path(path), "een FACTS.json"))
    if reports:
        from spoorboek.portfolio.facts_to_events import recorded_events  # with all that can be reported

        supposed = _reported(supposed, recorded_events(facts), reports, house_policy(), rulebook())
    outcome = what_if(facts, supposed, rulebook(), other)
    return outcome, (rulebook().version, (other or rulebook()).version)


def _of_case(number: str, supposed: Supposition, reports: Sequence[str], rules: str) -> tuple[WhatIf, tuple[str, str]]:
    """Return what changes in the plan of a case of the record, and the versions of the rules before and after."""
    from spoorboek.cli.shared.edition_choice import case_and_rules  # the database: not needed for a file of facts

    current, other = case_and_rules(number, rules)
    book: Rulebook = current.edition.rules
    supposed = _reported(supposed, current.record.events, reports, current.edition.house, book)
    outcome = what_if(current.plan.facts, supposed, book, other, current.record)
    return outcome, (book.version, (other or book).version)


def _reported(
    supposed: Supposition, events: tuple[Event, ...], reports: Sequence[str], house: HousePolicy, book: Rulebook
) -> Supposition:
    """Return the supposition with what the facts would be after these reports."""
    if not reports:
        return supposed
    from spoorboek.cli.shared.supposed_reports import read_reports  # all that can be reported: not needed without

    return replace(supposed, reported=facts_with(events, read_reports(reports, house), book))


def _outcome_json(outcome: WhatIf, versions: tuple[str, str]) -> dict[str, object]:
    """Return an outcome as JSON: both versions of the rules, both closing days, and what differs."""
    closed = [plan.closed_on.isoformat() if plan.closed_on else None for plan in outcome[:2]]
    return {
        "rules": {"before": versions[0], "after": versions[1]},
        "closed_on": {"before": closed[0], "after": closed[1]},
        "changes": plan_diff_json(outcome.changes),
    }
