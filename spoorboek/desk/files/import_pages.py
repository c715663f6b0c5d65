"""Import a file of cases or bureaus: see what it would do, choose where somebody must, confirm exactly that."""

import json
from http import HTTPStatus
from typing import Any

from starlette.background import BackgroundTask
from starlette.responses import RedirectResponse

from models.accounts.accounts import note_act
from models.accounts.waiting_uploads import answers_of, find_upload, keep_upload, kept_uploads
from models.tables import Account, WaitingUpload
from models.tables.upload_tables import FILE_TO_IMPORT
from models.wake_basis import mark_to_wake
from spoorboek import clock
from spoorboek.desk.files.import_words import import_workbook, page_message
from spoorboek.desk.permissions import Permission
from spoorboek.desk.sent_files import UploadLimits
from spoorboek.desk.visit import DeskPage, PageAnswer, ShownPage, Visit
from spoorboek.desk.work.case_pages import file_answer
from spoorboek.desk.work.step_forms import ACTION
from spoorboek.desk.work.waking import wake_soon
from spoorboek.desk.work.work_pages import page_number
from spoorboek.importing.empty_workbook import empty_workbook
from spoorboek.importing.reading.import_limits import MAX_BYTES
from spoorboek.importing.row_choices import WHOLE_FILE, RowChoice, way_in_words
from spoorboek.importing.shown_import import WRONG, ImportAsked, ShownImport, ShownRow, as_planned, run_import
from tasks.views.desk.case_workbook import MEDIA_TYPE

IMPORT_PATH, ONE_PATH = "/import", "/import/bestand/{sleutel}"
KINDS = {"zaken": "zaken", "bureaus": "bureaus"}
HIDDEN = {"refuse": "melden als ze er zijn", "include": "meenemen", "skip": "overslaan"}
CHOOSE, RESET, CONFIRM, FORGET = "kiezen", "wissen", "overnemen", "wegdoen"
ROWS_SHOWN = 100
ALL = "alle"
GONE = "Dit bestand is er niet meer: het wacht ten hoogste een uur. Kies het nog eens."
CHANGED = "Intussen is er iets veranderd: hieronder staat wat het bestand nu zou doen. Er is niets overgenomen."
NOT_YET = "Het bestand kan zo nog niet worden overgenomen. Er is niets gewijzigd."
FOR_ALL = "Het register van bureaus geldt voor alle werkgevers; alleen wie die allemaal ziet, neemt het over."
IMPORTED = "import"  # what was done with an account


def show_import(visit: Visit) -> PageAnswer:
    """Ask for a file."""
    return _first_page(visit)


def take_import(visit: Visit) -> PageAnswer:
    """Keep the file for an hour, and show what it would do."""
    sent, kind, hidden = visit.file("bestand"), visit.text("soort"), visit.text("verborgen")
    if sent is None:
        return _first_page(visit, "Kies een bestand.")
    if kind not in KINDS or hidden not in HIDDEN:
        return _first_page(visit, "Kies iets uit de lijst. Er is niets gewijzigd.")
    if kind == "bureaus" and not visit.viewer.reach.everyone:
        return _first_page(visit, FOR_ALL)
    content = sent.read()
    answers = {"soort": kind, "verborgen": hidden, "klopt": False, "keuzes": {}}
    row = keep_upload(
        visit.record, visit.viewer.account, FILE_TO_IMPORT, content, sent.name, clock.now(), answers=answers
    )
    _look_again(visit, row)
    return _to(row)


def show_one_import(visit: Visit) -> PageAnswer:
    """Show what a file would do, or did."""
    row = _row(visit)
    return _import_page(visit, row) if row else _first_page(visit, GONE)


def take_one_import(visit: Visit) -> PageAnswer:
    """Choose about rows, confirm what was shown, or forget the file."""
    row, asked = _row(visit), visit.text(ACTION)
    if row is None:
        return _first_page(visit, GONE)
    if row.content is None:
        return _to(row)  # it was done: a form that is sent twice acts once
    if asked == FORGET:
        visit.record.delete(row)
        return RedirectResponse(IMPORT_PATH, HTTPStatus.SEE_OTHER)
    if asked == CONFIRM:
        return _confirmed(visit, row)
    if asked == RESET:
        row.answers = json.dumps({**answers_of(row), "keuzes": {}, "klopt": False})
    elif asked == CHOOSE:
        row.answers = json.dumps(_with_choices(visit, row))
    _look_again(visit, row)
    return _to(row)


def give_rows(visit: Visit) -> PageAnswer:
    """Give what is shown of a file as an Excel file: its errors, or all rows when there are none."""
    row = _row(visit)
    if row is None:
        return _first_page(visit, GONE)
    shown = ShownImport.from_json(row.told or "")
    wrong = [each for each in shown.rows if each.verdict == WRONG]
    return file_answer(import_workbook(wrong or shown.rows), MEDIA_TYPE, "import.xlsx", inline=False)


def give_template(_: Visit) -> PageAnswer:
    """Give the empty workbook to fill in."""
    return file_answer(empty_workbook(), MEDIA_TYPE, "spoorboek-sjabloon.xlsx", inline=False)


def _confirmed(visit: Visit, row: WaitingUpload) -> PageAnswer:
    """Do the import when it does what was shown; else take it back and show what it would do now."""
    saved = visit.record.begin_nested()
    shown, woken = run_import(visit.record, row.content or b"", _asked(visit, row), visit.on)
    seen = as_planned(shown).digest == visit.text("gezien")
    if not (shown.can_be_done and seen):
        saved.rollback()
        _keep_shown(visit, row, as_planned(shown))
        return _import_page(visit, row, CHANGED if not seen else NOT_YET)
    saved.commit()
    row.content, row.told = None, shown.as_json()
    visit.record.add(row)
    mark_to_wake(visit.record, woken)
    detail = {"digest": row.digest, "rows": len(shown.rows), "kind": answers_of(row)["soort"]}
    note_act(visit.record, visit.record.get_one(Account, visit.viewer.account), IMPORTED, visit.viewer.code, detail)
    after = BackgroundTask(wake_soon, tuple(woken))
    return RedirectResponse(ONE_PATH.format(sleutel=row.key), HTTPStatus.SEE_OTHER, background=after)


def _look_again(visit: Visit, row: WaitingUpload) -> None:
    """See what the file would do now, and take all of it back."""
    asked = _asked(visit, row)
    saved = visit.record.begin_nested()
    shown, _ = run_import(visit.record, row.content or b"", asked, visit.on)
    saved.rollback()
    _keep_shown(visit, row, as_planned(shown))


def _keep_shown(visit: Visit, row: WaitingUpload, shown: ShownImport) -> None:
    row.told = shown.as_json()
    visit.record.add(row)
    visit.record.flush()


def _asked(visit: Visit, row: WaitingUpload) -> ImportAsked:
    answers, reach = answers_of(row), visit.viewer.reach
    return ImportAsked(
        answers["soort"],
        visit.viewer.code,
        {int(line): RowChoice(*choice) for line, choice in answers["keuzes"].items()},
        answers["klopt"],
        answers["verborgen"],
        None if reach.everyone else reach.employers,
    )


def _with_choices(visit: Visit, row: WaitingUpload) -> dict[str, Any]:
    """Return the answers with what was chosen on the page; only ways that were offered there count."""
    shown, answers = ShownImport.from_json(row.told or ""), answers_of(row)
    chosen = dict(answers["keuzes"])
    for each in shown.rows:
        if (way := visit.text(f"keuze-{each.line}")) and way in each.ways:
            chosen[str(each.line)] = [way, each.known]
    hidden = visit.text("verborgen")
    more = {"verborgen": hidden} if hidden in HIDDEN else {}
    klopt = answers["klopt"] or (visit.text("klopt") == "ja" and WHOLE_FILE in shown.ways)
    return {**answers, **more, "keuzes": chosen, "klopt": klopt}


def _row(visit: Visit) -> WaitingUpload | None:
    return find_upload(visit.record, visit.viewer.account, FILE_TO_IMPORT, visit.path["sleutel"], clock.now())


def _to(row: WaitingUpload) -> PageAnswer:
    return RedirectResponse(ONE_PATH.format(sleutel=row.key), HTTPStatus.SEE_OTHER)


def _first_page(visit: Visit, refusal: str = "") -> PageAnswer:
    data = {
        "kinds": KINDS.items() if visit.viewer.reach.everyone else [("zaken", "zaken")],
        "hidden": HIDDEN.items(),
        "megabytes": MAX_BYTES // 1024**2,
        "kept": kept_uploads(visit.record, visit.viewer.account, FILE_TO_IMPORT, clock.now()),
        "refusal": refusal,
    }
    return ShownPage("werkplek/import.html", data, HTTPStatus.UNPROCESSABLE_ENTITY if refusal else HTTPStatus.OK)


def _import_page(visit: Visit, row: WaitingUpload, refusal: str = "") -> PageAnswer:
    shown, answers, page = ShownImport.from_json(row.told or ""), answers_of(row), page_number(visit)
    asked = visit.query.get("toon", "")
    asked = "" if asked == ALL else asked if asked in shown.counts else _first_shown(shown)
    rows = [each for each in shown.rows if asked in ("", each.verdict)]
    part = rows[(page - 1) * ROWS_SHOWN : page * ROWS_SHOWN]
    data = {
        "name": row.file_name,
        "kind": answers["soort"],
        "key": row.key,
        "is_done": row.content is None,
        "shown": shown,
        "wrong": page_message(shown.wrong),
        "rows": [(each, [page_message(what, each.ways) for what in each.what], _ways(each)) for each in part],
        "asked": asked,
        "page": page,
        "more": len(rows) > page * ROWS_SHOWN,
        "chosen": len(answers["keuzes"]),
        "whole": WHOLE_FILE in shown.ways,
        "hidden": HIDDEN.items() if "--hidden" in shown.wrong else (),
        "refusal": refusal,
        "until": row.ends_at.astimezone(clock.AMSTERDAM),
    }
    status = HTTPStatus.CONFLICT if refusal else HTTPStatus.OK
    return ShownPage("werkplek/import_bestand.html", data, status)


def _first_shown(shown: ShownImport) -> str:
    """Return which rows are shown first: those about which somebody has to do something."""
    return WRONG if WRONG in shown.counts else ""


def _ways(row: ShownRow) -> list[tuple[str, str]]:
    return [(way, way_in_words(way, row.known)) for way in row.ways]


IMPORT_PAGES = (
    DeskPage(
        IMPORT_PATH,
        "Import",
        Permission.IMPORT,
        show_import,
        take_import,
        in_menu=True,
        uploads=UploadLimits(MAX_BYTES, seconds=600.0),
    ),
    DeskPage(f"{IMPORT_PATH}/sjabloon.xlsx", "Leeg sjabloon", Permission.IMPORT, give_template),
    DeskPage(ONE_PATH, "Import nakijken", Permission.IMPORT, show_one_import, take_one_import),
    DeskPage(f"{ONE_PATH}/regels.xlsx", "Regels van een import", Permission.IMPORT, give_rows),
)
