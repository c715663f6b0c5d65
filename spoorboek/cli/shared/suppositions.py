"""Read what is supposed at the command line of `spoorboek whatif`: each reader refuses in Dutch what it cannot read."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any, get_args

from spoorboek.cli.shared.options import read_code, read_date
from spoorboek.errors import InputError
from spoorboek.statute.disputes import ExpertOpinion
from spoorboek.statute.editions.what_if import UNCHANGED, SupposedMove
from spoorboek.statute.facts import (
    Agreement,
    Circumstance,
    EarlyBenefit,
    IncompleteReport,
    Leave,
    SafetyNet,
    SixtyPlus,
    StepRef,
    WiaDecision,
    WiaOutcome,
)
from spoorboek.statute.referrals.referral import STATES, Move, ReferralState
from spoorboek.statute.reports.settlements import EFFECTS, read_weeks

NO_DATE = "geen"
# What a second day says of a state; of any other it is the last day of the trajectory.
DAY_OF_STATE: Mapping[ReferralState, str] = {
    "intake_gepland": "at",
    "aangeboden": "starts_on",
    "eindrapport": "starts_on",
    "nazorg": "starts_on",
}


def read_date_or_none(typed: str) -> date | str | None:
    """Return a date, None for `geen`; unchanged when nothing is typed."""
    if not typed:
        return UNCHANGED
    return None if typed.strip().lower() == NO_DATE else read_date(typed)


def read_leave(typed: str) -> Leave:
    """Return a leave around childbirth."""
    return Leave(*read_two_dates(typed, "geen verlof. Schrijf VAN..TOT"))


def read_letter(typed: str) -> IncompleteReport:
    """Return a letter of UWV about an incomplete report, with the last day it names, or without."""
    if ".." not in typed:
        return IncompleteReport(read_date(typed))
    return IncompleteReport(*read_two_dates(typed, "geen brief met een termijn. Schrijf BRIEF..UITERLIJK"))


def read_two_dates(typed: str, wrong: str) -> tuple[date, date]:
    """Return VAN..TOT as two dates; `wrong`: what is said of anything else."""
    first, dots, last = typed.partition("..")
    if not dots:
        raise InputError(f"'{typed}' is {wrong}, zoals 01-06-2026..20-09-2026.")
    return read_date(first), read_date(last)


def read_decision(typed: str) -> WiaDecision:
    """Return the decision of UWV on the application."""
    outcome, _, day = typed.partition("=")
    known: tuple[WiaOutcome, ...] = get_args(WiaOutcome)
    decided = next((choice for choice in known if choice == outcome.strip().lower()), None)
    if decided is None or not day:
        raise InputError(f"'{typed}' is geen besluit. Schrijf UITKOMST=DATUM; een uitkomst is {', '.join(known)}.")
    return WiaDecision(read_date(day), decided)


def read_supposed_circumstance(typed: str) -> Circumstance:
    """Return a period with what it does."""
    effect, equals, period = typed.partition("=")
    first, dots, last = period.partition("..")
    known = effect.strip().lower().replace("-", "_")
    if not (equals and dots) or known not in EFFECTS:
        raise InputError(
            f"'{typed}' is geen omstandigheid. Schrijf GEVOLG=VAN..TOT; bekend zijn: {', '.join(EFFECTS)}."
        )
    return Circumstance(read_date(first), read_date(last), EFFECTS[EFFECTS.index(known)])


def read_supposed_agreement(typed: str) -> Agreement:
    """Return what a case has beside the law, whatever its first sick day."""
    return Agreement(date.min, None, "cao", *read_weeks_beside(typed))


def read_weeks_beside(typed: str) -> tuple[int, int]:
    """Return weeks of wage and of dismissal ban."""
    wage, slash, ban = typed.partition("/")
    if not slash or not typed.isascii() or not (wage.strip().isdecimal() and ban.strip().isdecimal()):
        raise InputError(f"'{typed}' zijn geen weken. Schrijf LOON/OPZEGVERBOD, zoals 26/8 of 26/0.")
    return read_weeks(int(wage.strip()[:9]), "--agreement"), read_weeks(int(ban.strip()[:9]), "--agreement")


def read_safety_net(typed: str) -> SafetyNet | str | None:
    """Return the safety net that applies, None for none; unchanged when nothing is typed."""
    known = typed.strip().lower().replace("-", "_").replace(" ", "_")
    if not typed:
        return UNCHANGED
    if known not in (NO_DATE, *get_args(SafetyNet)):
        raise InputError(f"'{typed}' is geen vangnet. Kies uit: {', '.join((NO_DATE, *get_args(SafetyNet)))}.")
    return None if known == NO_DATE else known


def read_sixty_plus(typed: str) -> SixtyPlus:
    """Return that somebody will be 60 or older, with the day both agreed; `geen` for not agreed yet."""
    return SixtyPlus(None if typed.strip().lower() == NO_DATE else read_date(typed))


def read_early_benefit(typed: str) -> EarlyBenefit:
    """Return the decision of UWV on a benefit with a shortened wait."""
    decided, equals, first = typed.partition("=")
    if not equals:
        raise InputError(
            f"'{typed}' is geen besluit. Schrijf DAG=VANAF, de dag van het besluit en de eerste dag van de uitkering, "
            "of DAG=geen als UWV afwees."
        )
    return EarlyBenefit(read_date(decided), None if first.strip().lower() == NO_DATE else read_date(first))


def read_day_with_code(typed: str, known: Collection[str]) -> tuple[date, str]:
    """Return a day with one of the known codes."""
    day, equals, code = typed.partition("=")
    code = code.strip().replace("-", "_")
    if not equals or code not in known:
        raise InputError(f"'{typed}' is geen dag met een keuze. Schrijf DATUM=CODE, met een van: {', '.join(known)}.")
    return read_date(day), code


def asked_by_employer(on: date, question: str) -> ExpertOpinion:
    """Return a question of the employer to UWV's expert."""
    return ExpertOpinion(on, "werkgever", question)


def read_supposed_move(typed: str) -> SupposedMove:
    """Return a move of a referral; the second day is what its state names: of the intake, the work, or the end."""
    named, equals, said = typed.partition("=")
    number, _, state = named.rpartition(":")
    days, _, code = said.partition(":")
    first, dots, second = days.partition("..")
    if not equals or not number.isascii() or not (number.strip() or "0").isdecimal():
        raise InputError(
            f"'{typed}' is geen stand met een dag. Schrijf STAND=DATUM, of NR:STAND=DATUM als er meer zijn; "
            "zoals intake_gepland=01-06-2026..08-06-2026 of 2:eindrapport=01-06-2026:werk."
        )
    to = next((each for each in STATES if each == read_code(state, STATES, "Onbekende stand")), STATES[0])
    details: dict[str, Any] = {DAY_OF_STATE.get(to, "until"): read_date(second)} if dots else {}
    if code:
        details["result" if to == "eindrapport" else "reason"] = code.strip().replace("-", "_")
    return int(number.strip() or 0), Move(to, read_date(first), **details)


def read_step_day(typed: str) -> tuple[StepRef, date]:
    """Return a step with a day."""
    step, equals, day = typed.partition("=")
    key, _, occurrence = step.strip().replace("-", "_").partition(":")
    if not equals or not occurrence.isascii() or not (occurrence or "1").isdecimal():
        raise InputError(
            f"'{typed}' is geen stap met een dag. Schrijf STAP=DATUM, of STAP:KEER=DATUM voor een latere keer."
        )
    return StepRef(key, int(occurrence or 1)), read_date(day)
