"""From what was seen of the installation to the lines of the page: how each part is, in words, and what to do. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from enum import IntEnum
from typing import Any, NamedTuple

from flows.watch.engine_questions import EngineAnswer
from flows.watch.troubles import Observations, Part, Trouble, find_troubles
from models.worklists.upkeep_rounds import UpkeepKind
from spoorboek.clock import AMSTERDAM
from spoorboek.desk.operations.installation_state import InstallationState

LATE_AFTER: Mapping[UpkeepKind, timedelta] = {
    UpkeepKind.RECONCILE: timedelta(minutes=40),
    UpkeepKind.MAIL: timedelta(minutes=20),
    UpkeepKind.ANCHOR: timedelta(hours=26),
    UpkeepKind.BACKUP: timedelta(hours=26),
}
TITLES = {
    UpkeepKind.RECONCILE: "Herstel van dossiers",
    UpkeepKind.MAIL: "Ronde van de post",
    UpkeepKind.ANCHOR: "Anker",
    UpkeepKind.BACKUP: "Reservekopie",
}
ROUND_ADVICE = {
    UpkeepKind.RECONCILE: "Start `spoorboek reconcile`, en lees wat elk-kwartier in Prefect zegt.",
    UpkeepKind.MAIL: "Lees wat elke-vijf-minuten in Prefect zegt.",
    UpkeepKind.ANCHOR: "Lees wat elke-nacht-anker in Prefect zegt; `spoorboek verify` rekent alles na.",
    UpkeepKind.BACKUP: "Maak er nu een met `spoorboek backup`, en lees wat elke-nacht-reservekopie in Prefect zegt.",
}
ADVICE: Mapping[Part, str] = {
    Part.RECORD: "Kijk of de databaseserver draait. Is de database weg, zet dan een reservekopie terug.",
    Part.DATABASE: "`spoorboek up` herstart haar vanzelf; helpt dat niet, kijk in het log postgresql.log.",
    Part.SERVER: "`spoorboek up` herstart hem vanzelf; draait dat niet, start het dan.",
    Part.DEPLOYMENTS: "`spoorboek up` zet ze binnen een minuut terug; draait dat niet, start het dan.",
    Part.WORKER: "`spoorboek up` herstart hem vanzelf; draait dat niet, start het dan.",
    Part.SWITCHED_OFF: "Zet dit in Prefect weer aan, als niemand het met reden uitzette.",
    Part.WORK: "Zoek de oorzaak hierboven; is alles daar goed, lees dan de laatste runs in Prefect.",
}
LOOK_AT_FAILING = "De weergave ‘Loopt vast’ in Prefect zegt welke, en waarom."
MAIL_TROUBLE = frozenset({"post", "mailserver", "mailinstelling"})


class StateLevel(IntEnum):
    """How a part is: in order, to look at, or wrong."""

    GOOD, LOOK, WRONG = range(3)

    @property
    def word(self) -> str:
        """Say it in a word."""
        return ("goed", "let op", "fout")[self]

    @property
    def color(self) -> str:
        """Return the colour that goes with the word."""
        return ("groen", "geel", "rood")[self]


class StateLine(NamedTuple):
    """One part of the installation: how it is, what was seen, and what to do when that is not good."""

    part: str
    level: StateLevel
    seen: str
    advice: str = ""


def state_lines(
    seen: Observations | None, state: InstallationState, shipped: Sequence[Mapping[str, Any]], *, answered: bool
) -> list[StateLine]:
    """List every part, what is wrong first. `seen`: None while nothing was; `answered`: whether that is of now."""
    troubles = find_troubles(seen, shipped) if seen else []
    lines = [
        *_of_engine(seen, troubles, answered=answered),
        *_of_wakes(state, troubles),
        *_of_mail(state, troubles),
        *(_of_round(kind, state) for kind in UpkeepKind),
        _of_day_report(state),
        _of_edition(state),
        *(_wrong("Schijf", each) for each in troubles if each.key == "schijf"),
    ]
    return sorted(lines, key=lambda line: -line.level)


def _of_engine(seen: Observations | None, troubles: Sequence[Trouble], *, answered: bool) -> Iterator[StateLine]:
    if not answered:
        since = f" Hieronder staat wat om {_time(seen.now)} is gezien." if seen else ""
        advice = (
            "Laad de pagina zo opnieuw. Blijft dit staan, dan hangt Prefect of de database: herstart `spoorboek up`."
        )
        yield StateLine("Prefect", StateLevel.WRONG, f"Prefect gaf binnen twee seconden geen antwoord.{since}", advice)
    if seen is None:
        if answered:
            yield StateLine("Prefect", StateLevel.WRONG, "Er was niets te zien.", ADVICE[Part.SERVER])
        return
    named = (
        ("Prefect", {Part.SERVER}, _server_words(seen)),
        ("Worker", {Part.WORKER}, _worker_words(seen)),
        ("Deployments", {Part.DEPLOYMENTS}, "alle aanwezig en zoals geleverd"),
        ("Pool en schema's", {Part.SWITCHED_OFF}, "staan aan"),
        ("Database", {Part.RECORD, Part.DATABASE}, "antwoordt"),
    )
    knows = isinstance(seen.engine, EngineAnswer)
    for title, parts, good in named:
        wrong = [each for each in troubles if each.part in parts]
        yield from (_wrong(title, each) for each in wrong)
        if not wrong and good and (knows or title == "Database" or (title == "Prefect" and answered)):
            yield StateLine(title, StateLevel.GOOD, good)


def _server_words(seen: Observations) -> str:
    return f"antwoordde om {_time(seen.now)}" if isinstance(seen.engine, EngineAnswer) else ""


def _worker_words(seen: Observations) -> str:
    beats = seen.engine.heartbeats if isinstance(seen.engine, EngineAnswer) else {}
    last = max(beats.values(), default=None)
    return f"meldde zich om {_time(last)}" if last else "nog niet gezien; hij start"


def _of_wakes(state: InstallationState, troubles: Sequence[Trouble]) -> Iterator[StateLine]:
    figures, last = state.figures, state.last_action
    yield from (
        _wrong("Wekbeurten", each)
        for each in troubles
        if each.part == Part.WORK and each.key in ("wekbeurt", "melding", "onderhoud")
    )
    open_cases = _counted(figures.open_cases, "lopende zaak", "lopende zaken")
    counts = f"{open_cases}, {figures.due} te wekken, {figures.awake} wakker"
    done = f"; laatste handeling {_moment(last, state.now)}" if last else ""
    if figures.late:
        counts = f"{figures.late} zaken hadden al wakker moeten zijn; {counts}"
        advice = "Kijk of de worker draait; `spoorboek reconcile` wekt wat bleef liggen."
        yield StateLine(
            "Wekbeurten", StateLevel.WRONG, f"{figures.late} zaken hadden al wakker moeten zijn; {counts}{done}", advice
        )
    else:
        yield StateLine("Wekbeurten", StateLevel.GOOD, f"{counts}{done}")
    if figures.failed:
        seen = f"{_counted(figures.failed, 'zaak loopt', 'zaken lopen')} vast"
        yield StateLine("Vastgelopen", StateLevel.WRONG, seen, LOOK_AT_FAILING)


def _of_mail(state: InstallationState, troubles: Sequence[Trouble]) -> Iterator[StateLine]:
    yield from (_wrong("Post", each) for each in troubles if each.key in MAIL_TROUBLE)
    oldest = state.standing.mail
    waits = f"{_counted(state.figures.mail_waiting, 'mail wacht', 'mails wachten')}"
    waits += f", de oudste sinds {_moment(oldest, state.now)}" if oldest else ""
    yield StateLine("Post", StateLevel.GOOD, waits)
    if state.mail_failed:
        seen = f"{_counted(state.mail_failed, 'mail kwam', 'mails kwamen')} niet aan"
        yield StateLine(
            "Post niet bezorgd",
            StateLevel.LOOK,
            seen,
            "De casemanagers herstellen ze op Post; `spoorboek mail list` toont ze alle.",
        )
    if state.figures.mail_held:
        held = _counted(state.figures.mail_held, "mail wordt", "mails worden")
        seen = f"{held} aangehouden na het terugzetten van een reservekopie"
        yield StateLine("Post aangehouden", StateLevel.LOOK, seen, "Beslis wat er mee moet: `spoorboek mail held`.")


def _of_round(kind: UpkeepKind, state: InstallationState) -> StateLine:
    ended, title = state.rounds.get(kind), TITLES[kind]
    if ended is None:
        return StateLine(title, StateLevel.LOOK, "nog niet gebeurd", ROUND_ADVICE[kind])
    seen = f"laatst {_moment(ended.at, state.now)}"
    if state.now - ended.at > 2 * LATE_AFTER[kind]:
        return StateLine(title, StateLevel.WRONG, f"{seen}, veel te lang geleden", ROUND_ADVICE[kind])
    if state.now - ended.at > LATE_AFTER[kind]:
        return StateLine(title, StateLevel.LOOK, f"{seen}, te lang geleden", ROUND_ADVICE[kind])
    if ended.findings:
        found = _counted(ended.findings, "bevinding", "bevindingen")
        return StateLine(title, StateLevel.WRONG, f"{seen}, {found}", ROUND_ADVICE[kind])
    return StateLine(title, StateLevel.GOOD, f"{seen}, in orde")


def _of_day_report(state: InstallationState) -> StateLine:
    if state.report_made_at is None or state.report_on is None:
        return StateLine("Dagrapport", StateLevel.GOOD, "nog niet gemaakt")
    seen = f"van {state.report_on:%d-%m-%Y}, gemaakt om {_time(state.report_made_at)}"
    return StateLine("Dagrapport", StateLevel.GOOD, seen)


def _of_edition(state: InstallationState) -> StateLine:
    if not state.editions_waiting:
        return StateLine("Regels", StateLevel.GOOD, "de meegeleverde regels en het huisbeleid gelden")
    advice = "Bekijk het verschil met `spoorboek rules diff` en zet ze in werking met `spoorboek rules apply`."
    return StateLine(
        "Regels", StateLevel.LOOK, f"nieuwere wachten: {', huisbeleid '.join(state.editions_waiting)}", advice
    )


def _wrong(title: str, trouble: Trouble) -> StateLine:
    return StateLine(title, StateLevel.WRONG, trouble.text, ADVICE[trouble.part])


def _counted(count: int, one: str, more: str) -> str:
    return f"{count} {one if count == 1 else more}"


def _time(at: datetime) -> str:
    return f"{at.astimezone(AMSTERDAM):%H:%M}"


def _moment(at: datetime, now: datetime) -> str:
    """Say when something was: the time for today, else the day too."""
    local, today = at.astimezone(AMSTERDAM), now.astimezone(AMSTERDAM).date()
    return f"{local:%H:%M}" if local.date() == today else f"{local:%d-%m-%Y %H:%M}"
