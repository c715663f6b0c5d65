"""What the record itself says of the installation, and which versions of what it runs: read in a moment, no person."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from importlib.metadata import version
from pathlib import Path

from sqlalchemy import func, select, text
from sqlmodel import Session, col

from models.connection import session
from models.edition_history import edition_history
from models.standing_work import StandingWork, oldest_standing_work
from models.tables import CaseEffect, DayReport
from models.worklists.operation_figures import OperationFigures, operation_figures
from models.worklists.upkeep_rounds import EndedRound, UpkeepKind, ended_rounds
from spoorboek import clock
from spoorboek.platform.backup.backup import SUFFIX
from spoorboek.settings import Settings, settings
from tasks.outbox.edition_news import waiting_edition
from tasks.outbox.undelivered import undelivered_mail

ANCHORS = "anchors"  # the folder in HOME


@dataclass(frozen=True, slots=True)
class InstallationState:
    """What the record says of the installation at a moment.

    `mail_failed`: mails only a person can settle. `last_action`: when a wake last did something. `report_on`: the day
    of the last day report. `editions_waiting`: those that came with the product and were not applied.
    """

    now: datetime
    figures: OperationFigures
    standing: StandingWork
    rounds: Mapping[UpkeepKind, EndedRound]
    mail_failed: int
    last_action: datetime | None
    report_on: date | None
    report_made_at: datetime | None
    editions_waiting: tuple[str, ...]
    versions: Mapping[str, str]


def installation_state(reading: Session, configuration: Settings) -> InstallationState:
    """Read it now."""
    now = clock.now()
    report = reading.execute(
        select(col(DayReport.on_day), col(DayReport.made_at)).order_by(col(DayReport.on_day).desc()).limit(1)
    ).first()
    newest = select(col(CaseEffect.recorded_at)).order_by(col(CaseEffect.id).desc()).limit(1)
    waiting = waiting_edition(reading)
    return InstallationState(
        now=now,
        figures=operation_figures(reading, now),
        standing=oldest_standing_work(reading, now),
        rounds=_with_files(ended_rounds(reading), configuration),
        mail_failed=sum(mail.needs_person for mail in undelivered_mail(reading)),
        last_action=reading.execute(newest).scalar(),
        report_on=report.on_day if report else None,
        report_made_at=report.made_at if report else None,
        editions_waiting=tuple(waiting) if waiting else (),
        versions=_versions(reading),
    )


def state_of_installation() -> InstallationState:
    """Read it now, in a session of its own, for who asks without a page."""
    with session() as reading:
        return installation_state(reading, settings())


def _versions(reading: Session) -> dict[str, str]:
    history = edition_history(reading)
    rules, house = (history[-1].rules, history[-1].house) if history else ("", "")
    tables = reading.execute(text("select max(version_num) from alembic_version")).scalar()
    server = reading.execute(select(func.current_setting("server_version"))).scalar()
    return {
        "Spoorboek": version("spoorboek"),
        "Regels": str(rules),
        "Huisbeleid": str(house),
        "Tabellen": str(tables),
        "PostgreSQL": str(server).partition(" ")[0],
        "Prefect": version("prefect"),
    }


def _with_files(rounds: Mapping[UpkeepKind, EndedRound], configuration: Settings) -> dict[UpkeepKind, EndedRound]:
    """Add backups and anchors that lie in their folders: made by hand, or before rounds were kept."""
    found = dict(rounds)
    places = {
        UpkeepKind.BACKUP: (configuration.folder_of_backups, f"*{SUFFIX}"),
        UpkeepKind.ANCHOR: (configuration.home / ANCHORS, "anker-*.json"),
    }
    for kind, (folder, pattern) in places.items():
        newest = _newest(folder, pattern)
        if newest and (kind not in found or found[kind].at < newest):
            found[kind] = EndedRound(newest, 0)
    return found


def _newest(folder: Path, pattern: str) -> datetime | None:
    with suppress(OSError, ValueError):
        return datetime.fromtimestamp(max(path.stat().st_mtime for path in folder.glob(pattern)), clock.AMSTERDAM)
    return None
