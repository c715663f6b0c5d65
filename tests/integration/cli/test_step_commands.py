"""`spoorboek step …`: each records who, and says what happened; nonsense is refused and nothing is kept."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlmodel import Session, select
from support.command_in_process import Said, mail_day_line

from models.record import load_record
from models.tables import Case, CaseEvent
from spoorboek import clock
from spoorboek.statute.reports.fold import fold_events

Typed = Callable[..., Said]
MakeCase = Callable[..., Case]
LATER = "Er draait nu geen platform; het wordt uitgevoerd zodra `spoorboek up` draait.\n"
BY = ("--door", "operator-1")


@pytest.fixture
def case(make_case: MakeCase) -> Case:
    """Open the case of somebody who fell ill 20 days ago: probleemanalyse is open."""
    return make_case(clock.today() - timedelta(20))


def last(session: Session) -> CaseEvent:
    """Return the event that was recorded last."""
    session.expire_all()
    return session.exec(select(CaseEvent).order_by(CaseEvent.id.desc())).first()  # type: ignore[attr-defined,return-value]


def test_a_step_is_done_and_withdrawn(typed: Typed, case: Case, session: Session) -> None:
    """Today unless a day is given; the event has the operator; without a platform the case wakes when one starts."""
    done = typed("step", "done", case.number, "probleemanalyse", *BY, "--evidence", "ondertekend_document")
    today = clock.today()
    told = f"Probleemanalyse van dossier {case.number} is gedaan op {today:%d-%m-%Y}.\n"
    assert done == (0, told + mail_day_line(session) + LATER, "")
    event = last(session)
    assert (event.kind, event.actor, event.data["on"]) == ("step_done", "operator-1", today.isoformat())
    assert event.data["evidence"] == "ondertekend_document"
    assert typed("step", "withdraw", case.number, "probleemanalyse", *BY).code == 0
    assert last(session).kind == "step_withdrawn"
    yesterday = today - timedelta(1)
    again = typed("step", "done", case.number, "Probleemanalyse", *BY, "--on", f"{yesterday:%d-%m-%Y}")
    assert again.code == 0
    assert last(session).data["on"] == yesterday.isoformat()


def test_a_step_is_postponed_deviated_from_and_triggered_again(typed: Typed, case: Case, session: Session) -> None:
    """Each is one event with its reason or mode, and the plan follows."""
    target = clock.today() + timedelta(20)
    words = "step", "postpone", case.number, "probleemanalyse", *BY
    assert typed(*words, "--to", target, "--reason", "in_overleg").code == 0
    assert last(session).data["reason"] == "in_overleg"
    agreed = clock.today() + timedelta(40)
    words = "step", "deviate", case.number, "probleemanalyse", "--door", "operator-2"
    assert typed(*words, "--to", agreed, "--reason", "onderzoek_loopt").code == 0
    assert last(session).actor == "operator-2"
    again = typed("step", "retrigger", case.number, "probleemanalyse", *BY, "--mode", "opnieuw")
    assert "acties worden nu uitgevoerd (opnieuw)" in again.out
    assert date.fromisoformat(last(session).on_day.isoformat()) == clock.today()
    facts = fold_events(load_record(session, case).events)
    assert (list(facts.postponed.values()), list(facts.deviations.values())) == ([target], [agreed])


def test_a_contact_is_recorded_before_it_opens(typed: Typed, case: Case, session: Session) -> None:
    """The next one is done, on its own day; pressed again, or of a day before, it is not the one after that."""
    words, on = ("step", "done", case.number, "contactmoment", *BY), clock.today() - timedelta(3)
    said = typed(*words, "--on", on)
    assert said.out.startswith(f"Contact met de werknemer 1 van dossier {case.number} is gedaan op {on:%d-%m-%Y}.")
    assert last(session).data["occurrence"] == 1
    for again in (on, on - timedelta(2)):
        refused = typed(*words, "--on", again)
        assert refused.code == 2
        assert f"is al vastgelegd op {on:%d-%m-%Y}; Contact met de werknemer 2 komt daarna." in refused.err
    assert typed(*words).code == 0
    assert last(session).data["occurrence"] == 2
    assert "kent de stap" in typed(*words, "--occurrence", 99).err
    assert "is nog niet open" in typed(*words, "--occurrence", 5).err


def test_sending_again_soon_asks_for_a_reason(typed: Typed, case: Case, session: Session) -> None:
    """Without one nothing is recorded; the dossier tells why it was sent again."""
    words = ("step", "retrigger", case.number, "probleemanalyse", *BY, "--mode", "opnieuw")
    assert typed(*words).code == 0
    refused = typed(*words)
    assert (refused.code, refused.out) == (2, "")
    assert "minder dan een uur geleden al opnieuw uitgevoerd, op " in refused.err
    assert "niet_aangekomen" in refused.err
    assert "Onbekende reden 'zomaar'. Kies uit:" in typed(*words, "--reason", "zomaar").err
    assert typed(*words, "--reason", "fout_in_stuk").code == 0
    assert last(session).data["reason"] == "fout_in_stuk"
    assert "opnieuw uitgevoerd (Er stond een fout in het stuk)" in " ".join(
        typed("case", "show", case.number).out.split()
    )


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("done", "probleemanalyse", "--door", "jan"), "Onbekende operator 'jan'. Bekend zijn: operator-1, operator-2"),
        (("done", "probleemanalise", *BY), "Onbekende stap 'probleemanalise'. Bedoelde u probleemanalyse?"),
        (("done", "probleemanalyse", *BY, "--on", "31-02-2026"), "'31-02-2026' is geen datum. Schrijf dd-mm-jjjj"),
        (
            ("done", "probleemanalyse", *BY, "--on", "31-12-9999"),
            "'31-12-9999': 9999-12-31 ligt niet tussen 1990 en 2199",
        ),
        (
            ("postpone", "probleemanalyse", *BY, "--to", "01-01-0001", "--reason", "in_overleg"),
            "ligt niet tussen 1990 en 2199; controleer het jaar",
        ),
        (("done", "probleemanalyse", *BY, "--evidence", "gevoel"), "Onbekende code 'gevoel'. Kies uit:"),
        (("done", "eindevaluatie", *BY), "is nog niet open; die opent op"),
        (("done", "probleemanalyse", *BY, "--on", "01-01-2099"), "ligt in de toekomst"),
        (("withdraw", "probleemanalyse", *BY), "staat op 'open'"),
        (("postpone", "probleemanalyse", *BY, "--to", "2099-01-01", "--reason", "zin"), "Onbekende code 'zin'"),
        (("postpone", "probleemanalyse", *BY, "--to", "2099-01-01", "--reason", "in_overleg"), "na de uiterste datum"),
        (("deviate", "start_spoor_2", *BY, "--to", "2099-01-01", "--reason", "opbouw_loopt"), "niet worden afgeweken"),
    ],
)
def test_nonsense_is_refused_and_nothing_is_kept(
    typed: Typed, case: Case, session: Session, words: tuple[str, ...], told: str
) -> None:
    """Exit code 2, one message on stderr that says what was expected, and the record as it was."""
    action, step, *rest = words
    said = typed("step", action, case.number, step, *rest)
    assert (said.code, said.out) == (2, "")
    assert told in said.err
    assert last(session).kind == "sick_reported"


def test_the_operator_may_come_from_the_environment(
    typed: Typed, case: Case, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who works at this terminal all day sets SPOORBOEK_DOOR once."""
    monkeypatch.setenv("SPOORBOEK_DOOR", "operator-3")
    assert typed("step", "done", case.number, "probleemanalyse").code == 0
    assert last(session).actor == "operator-3"
