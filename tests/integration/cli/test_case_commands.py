"""`spoorboek case …`, `verify` and `documents`: what is there is shown, without a person, and refusals say why."""

import json
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlmodel import Session
from support.command_in_process import Said
from support.outbox_samples import queue
from support.sealed_values import damaged

from models.record import append_event, close_case, write_effect
from models.tables import Case, Document
from spoorboek import clock
from spoorboek.statute.actions import Action
from spoorboek.statute.days.calendar import dutch_date
from tasks.case_state import read_case_state, store_case_state
from tasks.outbox.mail_queue import SendRound, send_due
from tasks.views.dossier_page import dossier_page
from tasks.views.run_list import case_run_name

Typed = Callable[..., Said]
MakeCase = Callable[..., Case]


def planned(make_case: MakeCase, sick_days: int) -> Case:
    """Open a case of somebody who fell ill some days ago, and plan it as a wake would."""
    case = make_case(clock.today() - timedelta(sick_days))
    store_case_state(read_case_state(case.number))
    return case


def reported(typed: Typed, make_case: MakeCase, sick_days: int) -> Case:
    """Open and plan a case that was reported to the health service, so that nothing is past its target."""
    case = planned(make_case, sick_days)
    on = clock.today() - timedelta(sick_days - 1)
    done = ("step", "done", case.number, "ziekmelding_arbodienst", "--on", on, "--door", "operator-1")
    assert typed(*done).code == 0
    assert typed("step", "done", case.number, "contactmoment", "--door", "operator-1").code == 0 or sick_days < 28
    store_case_state(read_case_state(case.number))
    return case


def test_an_empty_record_says_so(typed: Typed, database_url: str) -> None:
    """No cases is no error."""
    assert typed("case", "list") == (0, "Er zijn geen lopende zaken.\n", "")
    assert typed("case", "list", "--late") == (0, "Geen enkele zaak is te laat.\n", "")
    assert typed("case", "list", "--format", "json") == (0, "[]\n", "")


def test_the_list_shows_the_step_each_case_is_about_and_the_late_first(
    typed: Typed, make_case: MakeCase, session: Session
) -> None:
    """Late before open; a case that never woke says so; closed ones only when asked; never a name."""
    fresh, early, late = make_case(clock.today()), planned(make_case, 5), planned(make_case, 60)
    ended = planned(make_case, 5)
    close_case(session, ended, clock.today())
    session.commit()
    said = typed("case", "list")
    lines = [line for line in said.out.splitlines() if "Z-" in line]
    assert [line.split()[0] for line in lines] == [late.number, early.number, fresh.number]
    assert "te laat" in lines[0]
    assert "nog niet gewekt" in lines[2]
    assert "Kanarie" not in said.out
    assert [line["number"] for line in json.loads(typed("case", "list", "--late", "--format", "json").out)] == [
        late.number
    ]
    assert ended.number in typed("case", "list", "--all").out


@pytest.mark.parametrize("sick_days", [2, 20, 25, 30, 44, 60, 200, 300, 400])
def test_list_run_name_and_dossier_name_one_step(typed: Typed, make_case: MakeCase, sick_days: int) -> None:
    """The same step, day and words, with who has to act, wherever somebody looks."""
    case = planned(make_case, sick_days)
    current = read_case_state(case.number)
    (line,) = json.loads(typed("case", "list", "--format", "json").out)
    day = date.fromisoformat(line["day"])
    assert case_run_name(current) == f"{case.number} · {line['name']} · {day:%d-%m-%Y}"
    first = dossier_page(current).splitlines()[2]
    assert f": {line['name']}, {dutch_date(day)}.**" in first
    assert first.endswith(f" Aan zet: {line['who']}.") or not line["who"]
    shown = " ".join(typed("case", "list").out.split())
    assert f"{day:%d-%m-%Y}" in shown
    assert not line["who"] or line["who"].split()[0].rstrip(",") in shown


def test_a_narrow_terminal_shows_who_acts_beside_the_step(
    typed: Typed, make_case: MakeCase, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No word is cut off on 80 columns."""
    case = planned(make_case, 60)
    monkeypatch.setenv("COLUMNS", "80")
    shown = typed("case", "list").out
    assert max(map(len, shown.splitlines())) <= 80
    assert "…" not in shown
    assert "aan zet" not in shown
    assert "(bedrijfsarts)" in "".join(shown.split())
    assert case.number in shown


def test_what_the_law_lets_expire_goes_before_a_norm_of_the_same_month(typed: Typed, make_case: MakeCase) -> None:
    """Twenty days ill: the monthly contact comes in 8 days, the problem analysis of the law in 22."""
    case = reported(typed, make_case, 20)
    (line,) = json.loads(typed("case", "list", "--format", "json").out)
    assert (line["step"], line["who"]) == ("probleemanalyse", "bedrijfsarts")
    contact = next(each for each in read_case_state(case.number).agenda.steps if each.ref.key == "contactmoment")
    assert contact.target_on is not None
    assert contact.target_on < date.fromisoformat(line["day"])


def test_the_list_shows_the_agreed_day_of_a_step(typed: Typed, make_case: MakeCase) -> None:
    """Not the day it had before."""
    case = reported(typed, make_case, 38)
    agreed = clock.today() + timedelta(2)
    words = ("deviate", case.number, "probleemanalyse", "--to", agreed.isoformat(), "--reason", "onderzoek_loopt")
    assert typed("step", *words, "--door", "operator-1").code == 0
    store_case_state(read_case_state(case.number))
    (line,) = json.loads(typed("case", "list", "--format", "json").out)
    assert (line["step"], line["day"], line["agreed_on"]) == ("probleemanalyse", *[agreed.isoformat()] * 2)


def test_the_list_as_json_has_dates_in_iso(typed: Typed, make_case: MakeCase) -> None:
    """A script reads number, step, status and dates."""
    case = planned(make_case, 60)
    (line,) = json.loads(typed("case", "list", "--format", "json").out)
    assert (line["number"], line["late"], line["step_status"]) == (case.number, True, "te_laat")
    assert date.fromisoformat(line["due_on"]) < clock.today()


def test_a_case_is_shown_with_its_steps_and_who_recorded_what(
    typed: Typed, make_case: MakeCase, session: Session
) -> None:
    """The dossier, and the events with the operator; as JSON everything, without a person."""
    case = planned(make_case, 20)
    append_event(session, case, "advised", clock.today(), {"on": clock.today(), "track": 1}, "operator-2")
    session.commit()
    shown = typed("case", "show", case.number.lower())
    assert shown.code == 0
    assert f"Dossier {case.number}" in shown.out
    assert f"Advies bedrijfsarts van {clock.today():%d-%m-%Y} (spoor 1)" in shown.out
    assert "operator-2" in shown.out
    told = json.loads(typed("case", "show", case.number, "--format", "json").out)
    assert told["number"] == case.number
    assert {"probleemanalyse", "eindevaluatie"} <= {step["key"] for step in told["steps"]}
    assert told["events"][1] == {
        "seq": 2, "kind": "advised", "on": clock.today().isoformat(), "by": "operator-2",
        "data": {"on": clock.today().isoformat(), "track": 1},
    }  # fmt: skip
    assert "Kanarie" not in json.dumps(told)


def test_a_case_shows_the_mail_that_did_not_arrive(typed: Typed, make_case: MakeCase, session: Session) -> None:
    """With its reason, on the screen and as JSON, also when the document of the mail is damaged."""
    case = planned(make_case, 20)
    message = queue(session, case)
    session.connection().execute(
        text(f"update document set content = {damaged('content')} where id = :id"),
        {"id": message.document_ids[0]},
    )
    session.commit()
    assert send_due() == SendRound(refused=1)
    assert "Niet bezorgde post" in typed("case", "show", case.number).out
    told = json.loads(typed("case", "show", case.number, "--format", "json").out)
    assert told["undelivered"] == [
        {
            "mail": message.id,
            "to": "leidinggevende",
            "subject": message.subject,
            "status": "geweigerd",
            "error": "bericht is niet te lezen; zet het opnieuw klaar",
        }
    ]


def test_a_date_is_explained(typed: Typed, make_case: MakeCase) -> None:
    """Article, phrase and sum; a step that comes back is explained for each time, or for the one asked."""
    case = planned(make_case, 20)
    said = typed("case", "explain", case.number, "plan-van-aanpak")
    assert said.code == 0
    assert "Regeling procesgang" in said.out
    assert "Uiterlijk: " in said.out
    assert typed("case", "explain", case.number, "evaluatie").out.count("Streefdatum: ") > 3
    assert typed("case", "explain", case.number, "evaluatie", "--occurrence", 2).out.count("Streefdatum: ") == 1


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("case", "show", "Z-00000"), "Zaak Z-00000 is niet bekend."),
        (("case", "show", "veel te lang"), "is geen zaaknummer. Verwacht: Z- en vijf"),
        (("case", "explain", "Z-00000", "eindeval"), "Onbekende stap 'eindeval'. Bedoelde u eindevaluatie"),
        (("case", "explain", "{}", "vangnetmelding_vierde_dag"), "kent de stap vangnetmelding_vierde_dag niet"),
        (("documents", "Z-00000", "--to", "weg"), "Zaak Z-00000 is niet bekend."),
        (("reconcile",), "Er draait geen Prefect-server. Start `spoorboek up`"),
    ],
)
def test_a_mistake_is_one_message(typed: Typed, make_case: MakeCase, words: tuple[str, ...], told: str) -> None:
    """Exit code 2, one Dutch message on stderr, nothing on stdout."""
    number = make_case().number
    said = typed(*(word.format(number) for word in words))
    assert (said.code, said.out) == (2, "")
    assert told in said.err


def test_a_whole_record_is_in_order_and_a_changed_one_is_not(
    typed: Typed, make_case: MakeCase, as_owner: Callable[[str], None]
) -> None:
    """Exit code 0 with counts; after an alteration behind our back exit code 1 with the case and the place."""
    case = make_case()
    good = typed("verify")
    assert (good.code, good.err) == (0, "")
    assert "In orde: 1 zaken, 1 gebeurtenissen, 0 handelingen" in good.out
    as_owner("alter table case_event disable trigger append_only; update case_event set actor = 'iemand-anders'")
    bad = typed("verify")
    assert (bad.code, bad.out) == (1, "")
    assert f"Zaak {case.number}: gebeurtenis 1 is gewijzigd" in bad.err


def test_documents_become_files_of_their_owner_alone(
    typed: Typed, make_case: MakeCase, session: Session, tmp_path: Path
) -> None:
    """Each document of the case, and of no other, as it was made; nobody else may read the files."""
    case, other = make_case(), make_case()
    for each in (case, other):
        effect = write_effect(session, each, Action(clock.today(), "document", "dossier", 1, "afsluiting"))
        assert effect is not None
        session.add(
            Document(
                case_id=each.id, effect_id=effect, number=f"{each.number}-0001", template="afsluiting",
                template_version="1", rules="x", file_name=f"{each.number}.pdf", sha256="", size=4, content=b"%PDF",
            )
        )  # fmt: skip
    session.commit()
    said = typed("documents", case.number, "--to", tmp_path / "uit")
    file = tmp_path / "uit" / case.number / f"{case.number}.pdf"
    assert (said.code, said.out) == (0, f"1 documenten van {case.number} geschreven in {file.parent}.\n")
    assert file.read_bytes() == b"%PDF"
    assert file.stat().st_mode & 0o077 == 0
    assert [path.name for path in (tmp_path / "uit").iterdir()] == [case.number]
    (tmp_path / "dicht").write_text("")
    refused = typed("documents", case.number, "--to", tmp_path / "dicht")
    assert (refused.code, "is geen map" in refused.err) == (1, True)
    refused = typed("documents", case.number, "--to", tmp_path / "dicht" / "map")
    assert (refused.code, "een deel van het pad is geen map" in refused.err) == (1, True)
