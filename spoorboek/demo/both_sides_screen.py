"""Both sides of a second track on one screen: the employer on the left, the bureaus on the right, time going down."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text
from sqlmodel import select

from models.connection import session
from models.tables import Bureau, Referral
from models.tables.channel_tables import ACCEPTED, REPEATED
from spoorboek.demo.two_sides import Exchange
from spoorboek.statute.plan import last_date
from spoorboek.statute.referrals.arrows import state_label
from spoorboek.statute.referrals.referral import ReferralFacts
from tasks.case_state import CaseState
from tasks.channels.message_list import list_messages
from tasks.reports.referral_reports import referral_steps
from tasks.reports.report_base import numeric_date
from tasks.views.second_track_section import verdict_lines

MOST_WIDTH, DAY_WIDTH, ARROW_WIDTH, RIGHT_WIDTH = 110, 10, 3, 36
OUT, IN = "──▶", "◀──"
VERDICTS = {"voldoende": "green", "zwak": "red"}
TAKEN = {ACCEPTED: "green", REPEATED: "yellow"}  # what became of a message; anything else is a refusal
_Row = tuple[str, str, str, str]  # of the employer its style and words, an arrow, the bureau


class BothSides:
    """Prints what happens between the sides; `bureaus`: their names by code."""

    def __init__(self, console: Console, bureaus: Mapping[str, str]) -> None:
        self._console, self._bureaus = console, bureaus
        self._day, self._moves, self._clocks = date.min, dict[int, int](), dict[int, str]()
        console.print()
        self._print("dag", [("bold", "werkgever", "", "bureau")])

    def show(self, current: CaseState, exchange: Exchange) -> None:
        """Print what people did, what went and came, where the referrals stand then, and which clock runs."""
        self._print("" if exchange.day == self._day else numeric_date(exchange.day), [*self._rows(exchange)])
        self._day = exchange.day
        self._print_wide([Text(line, "cyan") for line in self._news(current)])

    def end(self, current: CaseState) -> None:
        """Print who learned nothing, what was refused, and the verdict."""
        with session() as reading:
            refused = list_messages(reading, refused=True)
        verdict, names = current.verdict_on(current.on), _bureau_names(current)
        only_asked = [names[each.number] for each in current.plan.facts.referrals if not each.passed("aangemeld")]
        lines = list(verdict_lines(current.number, verdict, current.edition.house.roles))
        self._console.print()
        self._print_wide([Text(f"{name} kreeg alleen de vraag, zonder naam of BSN.") for name in only_asked])
        self._print_wide([Text(f"Vastgelegd: {each.sentence}.", "red") for each in reversed(refused)])
        self._print_wide([Text(line, f"bold {VERDICTS.get(verdict.word, '')}") for line in lines])

    def _rows(self, exchange: Exchange) -> Iterator[_Row]:
        yield from (("", f"{deed.who} {deed.what}", "", "") for deed in exchange.deeds)
        for code, news in exchange.bureaus.items():
            yield from (("", kind, OUT, self._bureaus[code]) for kind in news.received)
            for kind, outcome in news.sent:
                yield TAKEN.get(outcome, "red"), outcome, IN, f"{self._bureaus[code]}: {kind}"

    def _news(self, current: CaseState) -> Iterator[str]:
        """Yield per referral the moves and the clock that are new since the last time."""
        names = _bureau_names(current)
        for referral in current.plan.facts.referrals:
            known, clock = self._moves.get(referral.number, 0), _clock(current, referral)
            moved = " → ".join(state_label(move.to) for move in referral.moves[known:])
            if moved or clock != self._clocks[referral.number]:
                yield " · ".join(filter(None, (names[referral.number], moved, clock)))
            self._moves[referral.number], self._clocks[referral.number] = len(referral.moves), clock

    def _print(self, day: str, rows: Sequence[_Row]) -> None:
        left = min(self._console.width, MOST_WIDTH) - DAY_WIDTH - ARROW_WIDTH - RIGHT_WIDTH - 3
        grid = Table.grid(padding=(0, 1))
        for width in (DAY_WIDTH, left, ARROW_WIDTH, RIGHT_WIDTH):
            grid.add_column(width=width)
        for number, (style, words, arrow, bureau) in enumerate(rows):
            grid.add_row("" if number else day, Text(words, style), arrow, bureau)
        self._console.print(grid)

    def _print_wide(self, lines: Sequence[Text]) -> None:
        """Print lines over both sides, beside the days."""
        for line in lines:
            self._console.print(Padding(line, (0, 0, 0, DAY_WIDTH + 1)))


def _bureau_names(current: CaseState) -> dict[int, str]:
    """Return the name of the bureau of each referral, by its number."""
    query = select(Referral.number, Bureau.name).join(Bureau).where(Referral.case_id == current.case_id)
    with session() as reading:
        return dict(reading.exec(query).all())


def _clock(current: CaseState, referral: ReferralFacts) -> str:
    """Say which step watches over a referral, and until when."""
    step = next(iter(referral_steps(current, referral)), None)
    day = step and last_date(step)
    return f"klok: {step.label}, t/m {numeric_date(day)}" if step and day else ""
