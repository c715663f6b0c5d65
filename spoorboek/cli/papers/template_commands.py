"""The commands `spoorboek templates …`: which template makes a document, and whether own ones are in order."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from models.connection import session
from spoorboek.cli.shared.dutch import DutchCommand
from spoorboek.cli.shared.text_table import aligned
from spoorboek.errors import InputError
from spoorboek.platform.record_access import open_record
from tasks.effects.own_template_news import faults_of, folder_faults
from templates.own.choosing import first_line, shipped_text
from templates.own.faults import TemplateFault
from templates.own.own_files import OwnTemplate, all_own, overridable, own_folder
from templates.template_catalogue import catalogue, find_template

templates_app = typer.Typer()
FaultInFile = tuple[str, TemplateFault]


@templates_app.command("list", cls=DutchCommand)
def list_templates_command() -> None:
    """Toon per document welk sjabloon geldt, waar het vandaan komt en van welke versie het is."""
    own = list(all_own(own_folder())) if own_folder().is_dir() else []
    print("\n".join(aligned([("document", "geldt voor", "sjabloon", "versie", "stand"), *_rows(own)])))
    for path, each in own:
        if isinstance(each, TemplateFault):
            print(f"! {each.text(path)}")


def _rows(own: Sequence[tuple[str, OwnTemplate | TemplateFault]]) -> Iterator[tuple[str, ...]]:
    for key, template in catalogue().items():
        mine = [each for _, each in own if isinstance(each, OwnTemplate) and each.template.key == key]
        shipped_of = "de andere" if any(each.employer for each in mine) else "alle werkgevers"
        if not any(each.employer is None and _is_used(each) for each in mine):
            yield key, shipped_of, "meegeleverd", f"versie {template.version}", "in gebruik"
        for each in mine:
            of = f"werkgever {each.employer}" if each.employer else shipped_of
            stand = "in gebruik" if _is_used(each) else "niet in gebruik: zie `templates check`"
            yield key, of, each.path, f"van versie {each.made_from or '?'}, {each.mark.strip()}", stand


def _is_used(own: OwnTemplate) -> bool:
    return not any(fault.stops for fault in faults_of(own))


@templates_app.command("show", cls=DutchCommand)
def show_template_command(
    key: Annotated[str, typer.Argument(metavar="DOCUMENT", help="Zoals uitnodiging_spreekuur.", show_default=False)],
) -> None:
    """Schrijf het meegeleverde sjabloon van een document, om een eigen sjabloon mee te beginnen."""
    template = find_template(key.strip().lower().replace("-", "_"))
    if template.source not in overridable():
        raise InputError(f"Van ‘{template.title}’ kan geen eigen sjabloon worden gemaakt. `spoorboek templates list` "
                         "noemt de documenten.")  # fmt: skip
    print(first_line(template) + shipped_text(template), end="")


@templates_app.command("check", cls=DutchCommand)
def check_templates_command(
    folder: Annotated[
        Path | None,
        typer.Argument(metavar="[MAP]", help="Zonder: de eigen sjablonen van deze installatie.", show_default=False),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Als JSON.")] = False,
) -> None:
    """Zie na of eigen sjablonen in orde zijn; eindigt met 1 als er iets niet klopt."""
    if folder is not None and not folder.is_dir():
        raise InputError(f"{folder} is geen map. Geef de map met de mappen brief, formulier, … erin.")
    place = folder or own_folder()
    found = list(_in_folder(place)) if folder else list(_in_this_installation())
    count = sum(1 for _ in all_own(place)) if place.is_dir() else 0
    if as_json:
        print(json.dumps(_as_json(place, count, found), ensure_ascii=False, indent=2))
    else:
        for path, fault in found:
            print(fault.text(path))
        print(_summary(count, found) if count or found else f"In {place} staan geen eigen sjablonen.")
    raise typer.Exit(code=1 if found else 0)


def _in_folder(folder: Path) -> Iterator[FaultInFile]:
    for path, own in all_own(folder):
        yield from ((path, fault) for fault in faults_of(own))


def _in_this_installation() -> Iterator[FaultInFile]:
    if own_folder().is_dir():
        with open_record(), session() as reading:
            yield from folder_faults(reading)


def _summary(count: int, found: Sequence[FaultInFile]) -> str:
    if not found:
        return f"{count} eigen {'sjabloon is' if count == 1 else 'sjablonen zijn'} in orde."
    unused = len({path for path, fault in found if fault.stops})
    return (
        f"{count} nagezien, {len(found)} niet in orde; {unused} {'wordt' if unused == 1 else 'worden'} niet gebruikt."
    )


def _as_json(folder: Path, count: int, found: Sequence[FaultInFile]) -> dict[str, Any]:
    faults = [{"path": path, **fault._asdict(), "in_use": not fault.stops} for path, fault in found]
    return {"folder": str(folder), "checked": count, "faults": faults}
