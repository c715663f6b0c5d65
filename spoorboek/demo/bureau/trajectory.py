"""What a bureau does with a message of an employer: the messages that follow from it, each on its day."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any, NamedTuple

from spoorboek.demo.bureau.messages import MessageData, written
from spoorboek.statute.days.calendar import working_day_from

REPORT_EVERY = timedelta(days=42)
REPORTS = (  # what was done, and what follows
    ("Cv gemaakt en drie vacatures besproken.", "De werknemer schrijft twee brieven."),
    ("Kennisgemaakt bij een thuiszorgorganisatie.", "De werknemer loopt een week mee."),
)
DAY, INTAKE, PLAN, LENGTH = timedelta(days=1), timedelta(days=5), timedelta(days=7), timedelta(days=182)
FOUND_WORK, STARTS_WORK = timedelta(days=20), timedelta(days=7)  # after the last report; after the end


class Planned(NamedTuple):
    """A message a bureau will send on a day."""

    day: date
    message: MessageData


def planned_answers(
    message: Mapping[str, Any], on: date, mine: Iterator[int], *, declines: bool = False
) -> Iterator[Planned]:
    """Yield what a bureau that does all it promised answers to a message that came on a day.

    A question gets an offer, or no when it `declines`; a changed capability the word that the plan stays; a
    registration a whole trajectory, from its receipt to a job. `mine`: the numbers of the bureau's own messages.
    """
    soon = working_day_from(on + DAY)
    if message["soort"] == "uitvraag" and declines:
        yield Planned(soon, written("weigering", message, next(mine), weer_plaats_vanaf=None))
    elif message["soort"] == "uitvraag":
        days = {"intake_mogelijk_op": soon + INTAKE, "start_op": soon + INTAKE, "geldig_tot": soon + LENGTH}
        yield Planned(soon, written("aanbod", message, next(mine), **days))
    elif message["soort"] == "wijziging":
        said = {"afzender": "bureau", "plan_gewijzigd": False, "plan_ongewijzigd_omdat": "past_in_het_plan"}
        yield Planned(soon, written("wijziging", message, next(mine), **said))
    elif message["soort"] == "aanmelding":
        yield from _trajectory(message, on, soon, mine)


def _trajectory(about: Mapping[str, Any], on: date, soon: date, mine: Iterator[int]) -> Iterator[Planned]:
    intake = working_day_from(on + INTAKE)
    plan, end = working_day_from(intake + PLAN), intake + LENGTH
    received = {"ontvangen_bericht": about["bericht"], "ontvangen_op": on}
    yield Planned(soon, written("ontvangstbevestiging", about, next(mine), **received))
    yield Planned(soon, written("intake", about, next(mine), stand="gepland", intake_op=intake))
    held = {"stand": "gehouden", "intake_op": intake, "tijd": None, "contactwijze": None}
    yield Planned(intake, written("intake", about, next(mine), **held))
    yield Planned(plan, _plan(about, next(mine), plan, end))
    since = intake
    for said, follows in REPORTS:
        day = working_day_from(since + REPORT_EVERY - DAY)
        yield Planned(day, _progress(about, next(mine), (since, day), {"gedaan": said, "vervolg": follows}))
        since = day + DAY
    found = working_day_from(since + FOUND_WORK)
    done = {"geeindigd_op": found, "resultaat": "baan", "werk_begint_op": found + STARTS_WORK}
    yield Planned(found, written("eindrapport", about, next(mine), **done))


def _plan(about: Mapping[str, Any], number: int, on: date, end: date) -> MessageData:
    """Return a whole plan from today until its end, signed by all three."""
    period = {"van": on, "tot": end}
    plan = written("trajectplan", about, number, **period)
    span = {name: day.isoformat() for name, day in period.items()}
    for part in (*plan["fasen"], *plan["modules"]):
        part |= span
    for each in plan["zoekprofiel"]["vacatures"]:
        each["gezien_op"] = on.isoformat()
    for each in plan["ondertekend"]:
        each["ondertekend_op"] = on.isoformat()
    return plan


def _progress(about: Mapping[str, Any], number: int, period: tuple[date, date], told: Mapping[str, str]) -> MessageData:
    """Return a report of its own days, first and last: one activity, and an application on the last day."""
    report = written("voortgang", about, number, van=period[0], tot=period[1], fase="bemiddeling")
    report["activiteiten"] = [
        {**{name: value for name, value in each.items() if name != "vervolg_op"}, **told}
        for each in report["activiteiten"]
    ]
    for each in report["sollicitaties"]:
        each["op"] = period[1].isoformat()
    return report
