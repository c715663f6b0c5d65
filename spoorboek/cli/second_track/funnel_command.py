"""The command `spoorboek referral funnel`: how far referrals came, in all and per bureau. Without personal data."""

import json
from collections.abc import Iterator, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from models.connection import session
from spoorboek.cli.shared.dutch import DutchCommand
from spoorboek.cli.shared.options import read_date
from spoorboek.cli.shared.picture_file import check_picture, write_picture
from spoorboek.cli.shared.text_table import aligned
from spoorboek.errors import InputError
from spoorboek.platform.record_access import open_record
from spoorboek.portfolio.funnel_chart import STAGE_LABELS, draw_funnel, whole_number
from spoorboek.statute.referrals.arrows import state_label
from spoorboek.statute.second_track.funnel import stages_before
from tasks.views.referral_funnel import PortfolioFunnel, days_text, funnel_csv, funnel_json, portfolio_funnel

funnel_app = typer.Typer()
TITLE = "Trechter van het tweede spoor"


class FunnelFormat(StrEnum):
    """How a funnel is printed."""

    json = "json"
    table = "table"
    csv = "csv"


@funnel_app.command("funnel", cls=DutchCommand)
def referral_funnel_command(
    first: Annotated[str, typer.Option("--from", metavar="DATUM", help="Gevraagd vanaf.", show_default=False)] = "",
    last: Annotated[str, typer.Option("--until", metavar="DATUM", help="Gevraagd t/m.", show_default=False)] = "",
    bureau: Annotated[
        str, typer.Option("--bureau", metavar="CODE", help="Alleen dit bureau.", show_default=False)
    ] = "",
    shape: Annotated[FunnelFormat, typer.Option("--format", help="Als JSON, tabel of CSV.")] = FunnelFormat.table,
    as_csv: Annotated[bool, typer.Option("--csv", help="Hetzelfde als --format csv.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Hetzelfde als --format json.")] = False,
    picture: Annotated[
        Path | None, typer.Option("--picture", metavar="BESTAND.svg", help="Teken de trechter erbij.")
    ] = None,
) -> None:
    """Toon hoe ver verwijzingen komen: van vraag tot werk of uitkering, en hoeveel dagen dat duurt; ook per bureau."""
    if as_csv and as_json:
        raise InputError("Kies --csv of --json, een van beide.")
    chosen = FunnelFormat.csv if as_csv else FunnelFormat.json if as_json else shape
    check_picture(picture)
    since, until = (read_date(typed) if typed else None for typed in (first, last))
    with open_record(), session() as reading:
        funnel = portfolio_funnel(reading, since, until, bureau)
    if picture is not None:
        write_picture(picture, draw_funnel(TITLE, _subtitle(funnel), funnel.whole, funnel.bureaus))
    if chosen == "json":
        print(json.dumps(funnel_json(funnel), ensure_ascii=False, indent=2))
    elif chosen == "csv":
        print(funnel_csv(funnel), end="")
    else:
        print(*_lines(funnel), sep="\n")


def _subtitle(funnel: PortfolioFunnel) -> str:
    asked, bureaus = whole_number(funnel.whole.asked), len(funnel.bureaus)
    return f"{asked} verwijzingen · {bureaus} bureaus · {funnel.period} · dagen: mediaan, kalenderdagen"


def _lines(funnel: PortfolioFunnel) -> Iterator[str]:
    yield TITLE
    yield _subtitle(funnel)
    for title, rows in (
        ("Hoe ver zij kwamen.", _stage_rows(funnel)),
        ("Uitval: waar zij eindigden zonder afsluiting.", _side_rows(funnel)),
        ("Van stand naar stand.", _arrow_rows(funnel)),
        ("Per bureau.", _bureau_rows(funnel)),
    ):
        if len(listed := list(rows)) > 1:
            yield from ("", title, *aligned(listed))


def _stage_rows(funnel: PortfolioFunnel) -> Iterator[Sequence[str]]:
    yield ("stand", "aantal", "aandeel", "dagen", "geteld van")
    for before, stage in stages_before(funnel.whole):
        share = f"{100 * stage.reached / funnel.whole.asked:.0f}%" if funnel.whole.asked else "-"
        since = STAGE_LABELS.get(before, "")
        yield (STAGE_LABELS[stage.stage], whole_number(stage.reached), share, days_text(stage.days) or "-", since)


def _side_rows(funnel: PortfolioFunnel) -> Iterator[Sequence[str]]:
    yield ("einde", "aantal")
    for side, count in funnel.whole.sides.items():
        yield (state_label(side), whole_number(count))  # type: ignore[arg-type]


def _arrow_rows(funnel: PortfolioFunnel) -> Iterator[Sequence[str]]:
    yield ("van", "naar", "aantal", "dagen")
    for arrow in funnel.whole.arrows:
        labels = (state_label(arrow.from_), state_label(arrow.to))  # type: ignore[arg-type]
        yield (*labels, whole_number(arrow.taken), days_text(arrow.days))


def _bureau_rows(funnel: PortfolioFunnel) -> Iterator[Sequence[str]]:
    stages = [stage.stage for stage in funnel.whole.stages]
    yield ("bureau", *stages, *funnel.whole.sides, "dagen tot antwoord")
    for code, each in funnel.bureaus.items():
        counts = (*(stage.reached for stage in each.stages), *each.sides.values())
        yield (code, *map(whole_number, counts), days_text(each.stages[1].days) or "-")
