"""A home of before the corrections of the law: what `rules apply` moves, with its reason, told and withdrawn once.

`CORRECTED` names by case what the newer table says of its steps; a correction adds its rows there.
"""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlmodel import Session, col, select
from support.command_in_process import Said
from support.homes.older_editions import KEPT, edition_before_the_corrections, old_text
from support.homes.older_homes import restore_dump

from models.case_lookup import find_case, open_cases
from models.connection import case_engine, reload_configuration
from models.database_roles import APPLICATION, OWNER, SUPERUSER
from models.edition_history import edition_in_force, edition_texts_in_force
from models.record import write_effect
from models.schema import migrate_database
from models.tables import CaseEvent
from models.verification import verify_record
from spoorboek.platform.database.postgres import CASES
from spoorboek.statute.editions.edition import shipped_edition
from tasks.case_state import case_state_in
from tasks.outbox.edition_news import tell_waiting_edition

Typed = Callable[..., Said]
HOME = "before_the_corrections"
NUMBERS: dict[str, str] = json.loads((KEPT / "cases.json").read_text(encoding="utf-8"))
UNMOVED = ("gewoon", "sanctie_op_tijd")
# By case and step: which date a correction moves, from when to when; `-` where the step or its date is not there.
# A sanction: its last day is D+727+364, or that many days after a late application, less the days it was decided late.
CORRECTED: dict[str, dict[str, str]] = {
    "sanctie_na_late_aanvraag": {
        "besluit_loonsanctie": "due_on 2026-09-10 2026-10-20",
        "einde_wachttijd": "due_on 2026-12-01 2026-10-22",
        "einde_loondoorbetaling": "due_on - 2026-12-01",
        "bezwaar_loonsanctie": "due_on - 2027-01-04",
        "einde_loonsanctie": "due_on - 2027-10-30",
        "eerste_wia_dag": "due_on 2026-12-02 2027-10-31",
    },
    "sanctie_na_wachttijd": {
        "bezwaar_loonsanctie": "due_on - 2027-01-11",
        "einde_loonsanctie": "due_on - 2027-10-16",
        "eerste_wia_dag": "due_on 2026-11-30 2027-10-17",
        "einde_opzegverbod": "due_on 2026-12-02 2027-10-19",
    },
    "sanctie_laat_besloten": {
        "einde_loonsanctie": "due_on 2028-01-02 2027-12-28",
        "eerste_wia_dag": "due_on 2028-01-03 2027-12-29",
    },
    "late_aanvraag": {
        "besluit_loonsanctie": "due_on 2026-11-22 2026-12-21",
        "einde_wachttijd": "due_on 2027-02-01 2027-01-03",
        "einde_loondoorbetaling": "due_on - 2027-02-01",
        "besluit_wia": "due_on - 2027-03-08",
    },
    "late_brief_melding_dag_566": {
        "wia_aanvraag": "due_on 2026-12-21 2026-11-15",
        "riv_upload": "due_on 2026-12-22 2026-11-16",
    },
    "late_brief": {"vervroegde_iva": "target_on - 2026-05-24"},
    "geen_brief": {"vervroegde_iva": "target_on - 2026-05-24"},
    "gewoon": {"vervroegde_iva": "target_on - 2027-09-19"},
    "aow": {"einde_loondoorbetaling_aow": "due_on 2027-01-01 2026-12-31"},
    "aow_met_onderbreking": {"einde_loondoorbetaling_aow": "due_on 2026-12-14 2026-12-26"},
    "aow_voor_ziek": {"einde_loondoorbetaling_aow": "due_on 2026-12-14 2026-12-13"},
    "contract_op_zaterdag": {"ziek_uit_dienst_melding": "due_on 2026-12-04 2026-12-05"},
    "contract_op_zondag": {
        "ziek_uit_dienst_melding": "due_on 2026-12-04 2026-12-06",
        "riv_ziek_uit_dienst": "due_on - 2026-12-06",
    },
    "contract_op_feestdag": {
        "ziek_uit_dienst_melding": "due_on 2026-12-24 2026-12-25",
        "riv_ziek_uit_dienst": "due_on - 2026-12-25",
    },
    "contract_tien_weken_feestdag": {"riv_ziek_uit_dienst": "due_on 2026-12-24 2026-12-25"},
    "vangnet_zes_weken_hersteld": {"vangnet_hersteldmelding": "due_on 2026-11-29 2026-12-07"},
    "late_probleemanalyse": {"plan_van_aanpak": "target_on 2026-09-27 2026-11-23"},
    "late_probleemanalyse_met_plan": {"plan_van_aanpak": "target_on 2026-09-27 2026-10-12"},
}


@pytest.fixture
def home(server: Any, monkeypatch: pytest.MonkeyPatch, fresh: Callable[[], None]) -> Iterator[Session]:
    """Restore the record in a database of this test, brought to the present tables."""
    database = server.new_database()
    restore_dump(HOME, CASES, server.url(database, SUPERUSER), with_roles=True)
    monkeypatch.setenv("SPOORBOEK_DATABASE_URL", server.url(database, APPLICATION))
    monkeypatch.setenv("SPOORBOEK_OWNER_DATABASE_URL", server.url(database, OWNER))
    monkeypatch.setenv("SPOORBOEK_KEYS", (KEPT / "keys").read_text().strip())
    monkeypatch.setenv("SPOORBOEK_LEDGER_KEY", (KEPT / "ledger.key").read_text().strip())
    reload_configuration()
    migrate_database()
    with Session(case_engine(), expire_on_commit=False) as opened:
        yield opened
    reload_configuration()
    server.drop(server.url(database))


def woken(writing: Session, number: str) -> list[str]:
    """Wake a case on the day of the dump, without letters; return what was done, in order."""
    case, did = find_case(writing, number), []
    while actions := case_state_in(writing, number).actions:
        for action in actions:
            write_effect(writing, case, action)
            did.append(f"{action.kind} {action.step} {action.name}")
    writing.commit()
    return did


def test_a_home_under_the_older_edition_is_planned_listed_and_asleep(home: Session, typed: Typed) -> None:
    """Its texts are read as they are, every case has a plan and nothing to do, and a newer product changes no date."""
    assert edition_in_force(home).names == edition_before_the_corrections().names
    assert edition_texts_in_force(home) == (old_text("rules"), old_text("house"))
    assert f"nieuwere regels mee ({shipped_edition().names.rules}," in tell_waiting_edition(home)
    assert tell_waiting_edition(home) == ""
    home.rollback()
    assert {case.number for case in open_cases(home)} == set(NUMBERS.values())
    assert [woken(home, number) for number in NUMBERS.values()] == [[]] * len(NUMBERS)
    assert verify_record(home) == []
    listed = json.loads(typed("case", "list", "--format", "json").out)
    assert {line["number"] for line in listed} == set(NUMBERS.values())
    number = NUMBERS["contract_op_zaterdag"]
    assert [typed(*command.split(), number).code for command in ("case show", "case ical", "rules leads")] == [0, 0, 0]
    assert "4 december 2026" in typed("case", "explain", number, "ziek_uit_dienst_melding").out
    assert typed("whatif", number, "--contract-ends", "2026-12-31").code == 0


def test_the_newer_edition_is_shown_and_applied_once(home: Session, typed: Typed) -> None:
    """Nothing moves before; then one event per case with a reason for each date, and each message withdrawn once."""
    shown = typed("rules", "diff", "--format", "json")
    assert shown.code == 0
    assert home.exec(select(CaseEvent).where(CaseEvent.kind == "rules_changed")).all() == []
    applied = typed("rules", "apply", "--door", "operator-1", "--accept-late")
    assert (applied.code, applied.err) == (0, "")
    home.expire_all()
    assert edition_in_force(home).names == shipped_edition().names
    events = home.exec(select(CaseEvent).where(CaseEvent.kind == "rules_changed")).all()
    assert len({event.case_id for event in events}) == len(events)
    for event in events:
        assert all(change["why"] for change in event.data["changes"])
    for name, number in NUMBERS.items():
        _check_case(home, name, number)
    assert verify_record(home) == []
    again = typed("rules", "apply", "--door", "operator-1")
    assert (again.code, "gelden al" in again.err) == (2, True)


def _check_case(home: Session, name: str, number: str) -> None:
    case = find_case(home, number)
    events = home.exec(
        select(CaseEvent).where(CaseEvent.case_id == case.id, col(CaseEvent.kind) == "rules_changed")
    ).all()
    moved = {change["step"]: change for event in events for change in event.data["changes"]}
    for step, expected in CORRECTED.get(name, {}).items():
        field = expected.split()[0]
        days = [(moved[step][when] or {}).get(field) or "-" for when in ("before", "after")]
        assert " ".join([field, *days]) == expected, (name, step)
    if name in UNMOVED:
        before_and_after = [(change["before"], change["after"]) for change in moved.values()]
        assert [(was, now) for was, now in before_and_after if was and (now or {}).get("due_on") != was["due_on"]] == []
    withdrawn = sum(len(event.data["withdrawn"]) for event in events)
    assert sum(action.startswith("withdrawal ") for action in woken(home, number)) == withdrawn, name
    assert woken(home, number) == []
