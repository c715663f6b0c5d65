"""What operators read of a case in lists and in its dossier: plain Dutch, no codes, nobody's name."""

import re
from datetime import date, timedelta
from typing import Any

import pytest

from models.tables import BOUNCED, REFUSED, SENT, WAITING
from spoorboek.statute.actions import Record
from spoorboek.statute.agenda.agenda import make_agenda
from spoorboek.statute.editions.edition import shipped_edition
from spoorboek.statute.events import Event, EventKind
from spoorboek.statute.reports.fold import fold_events
from spoorboek.statute.timeline.timeline import timeline
from tasks.case_state import CaseState
from tasks.outbox.mail_history import MadeMail
from tasks.outbox.mail_queue import PERHAPS_DELIVERED
from tasks.outbox.undelivered import UndeliveredMail
from tasks.views.dossier_page import dossier_page
from tasks.views.run_list import case_run_name, case_tags, next_step_message

D = date(2026, 1, 5)
FORMS = {"Stap afronden": "/deployments/deployment/1/run", "Hersteld melden": "/deployments/deployment/2/run"}
Told = tuple[int, EventKind, dict[str, Any]]


def done(day: int, step: str) -> Told:
    """Say that a step was done, so many days after the first sick day."""
    return day, "step_done", {"step": step, "occurrence": 1, "on": (D + timedelta(day)).isoformat()}


def standing(last: int, *told: Told, **context: str) -> CaseState:
    """Live a case in memory, day by day, up to so many days after its first sick day."""
    reported: list[Told] = [(0, "sick_reported", {"first_sick_day": D.isoformat(), **context}), *told]
    first = (date.fromisoformat(context.get("adopted_on", D.isoformat())) - D).days
    record, edition = Record(()), shipped_edition()
    for number in range(first, last + 1):
        on = D + timedelta(number)
        known = [each for each in reported if each[0] <= number]
        record = Record(
            tuple(Event(seq, kind, on, data) for seq, (_, kind, data) in enumerate(known, 1)), record.effects
        )
        plan = timeline(fold_events(record.events))
        while (todo := make_agenda(plan, record, edition.house, on)).actions:
            record = record.after(todo.actions)
    return CaseState(1, "Z-7K3Q9", len(known), on, False, record, plan, todo, edition)


REPORTED, ANALYSED, PLANNED = (
    done(1, "ziekmelding_arbodienst"),
    done(38, "probleemanalyse"),
    done(50, "plan_van_aanpak"),
)

DAY_90 = (D + timedelta(90)).isoformat()
READY: tuple[Told, ...] = (
    (90, "assessment_recorded", {"on": DAY_90, "outcome": "beide"}),
    (90, "feasibility_asked", {"on": DAY_90, "by": "bureau"}),
    (90, "profile_recorded", {"on": DAY_90, "source": "izp"}),
    (90, "employee_informed", {"on": DAY_90}),
    (90, "search_data_recorded", {"on": DAY_90}),
)


def test_the_name_says_number_next_step_and_date() -> None:
    """The list shows what a case is about and when, without opening it."""
    here = standing(45, REPORTED, ANALYSED)
    assert case_run_name(here) == "Z-7K3Q9 · Plan van aanpak · 26-02-2026"
    assert next_step_message(here) == "Volgende stap: Plan van aanpak, week 8 (26 februari 2026)"


def test_a_target_of_a_norm_that_passed_does_not_hide_what_the_law_asks_next() -> None:
    """A monthly contact nobody recorded stays open, but the plan of action comes first."""
    here = standing(45, REPORTED, ANALYSED)
    passed = [state.ref.key for state in here.agenda.steps if state.status == "open"]
    assert "contactmoment" in passed
    assert "Contact" not in case_run_name(here)


def test_what_is_late_comes_first() -> None:
    """A late step is in the name, in the message and in a tag."""
    here = standing(50, REPORTED)
    assert case_run_name(here).startswith("Z-7K3Q9 · Probleemanalyse · ")
    assert next_step_message(here).startswith("Te laat: Probleemanalyse, week 6 (")
    assert case_tags(here) == ["dossier", "lopend", "jaar-1", "te-laat"]


def test_a_recovered_case_says_when_it_closes() -> None:
    """After recovery nothing is asked; the case waits for its end."""
    here = standing(60, REPORTED, ANALYSED, PLANNED, (52, "recovered", {"from": (D + timedelta(52)).isoformat()}))
    assert next_step_message(here).startswith("Hersteld: Sluiting van het dossier")
    assert case_tags(here) == ["dossier", "lopend", "jaar-1", "hersteld"]


def test_a_closed_case_is_late_no_more() -> None:
    """A closed case is tagged closed and nothing else that asks for work; its dossier says why it closed."""
    here = standing(90, REPORTED, (52, "recovered", {"from": (D + timedelta(52)).isoformat()}))
    assert case_run_name(here) == "Z-7K3Q9 · Gesloten"
    assert next_step_message(here) == "Het dossier is gesloten"
    assert {"gesloten", "te-laat", "lopend"} & set(case_tags(here)) == {"gesloten"}
    assert "Vier weken volledig hersteld" in dossier_page(here, FORMS)
    assert "Vastleggen" not in dossier_page(here, FORMS)


def test_the_dossier_lists_what_was_done_with_its_day() -> None:
    """Done steps show the day they were done, the last one first."""
    text = dossier_page(standing(60, REPORTED, ANALYSED, PLANNED))
    assert "| Plan van aanpak | 24-02-2026 | " in text
    assert text.index("| Plan van aanpak | 24-02") < text.index("| Probleemanalyse | 12-02")


def test_mail_that_did_not_arrive_comes_before_the_steps() -> None:
    """What mail it is, to whom in words, and why; what is still being tried says so. Without such mail: nothing."""
    here = standing(45, REPORTED, ANALYSED)
    refused = UndeliveredMail(7, "Z-7K3Q9", "hr", REFUSED, 3, PERHAPS_DELIVERED, "Z-7K3Q9 · Plan van aanpak")
    waiting = refused._replace(role="bureau", status=WAITING, error="geen verbinding: TimeoutError")
    text = dossier_page(here, undelivered=[refused, waiting])
    assert text.index("## Niet bezorgde post") < text.index("## Staat open")
    assert f"| Z-7K3Q9 · Plan van aanpak | HR | {PERHAPS_DELIVERED} |" in text
    assert "| wordt nog geprobeerd: geen verbinding: TimeoutError |" in text
    assert "bezorgd" not in dossier_page(here)


def test_mail_that_did_not_arrive_is_settled_from_the_dossier() -> None:
    """A link with case and number filled in, for what waits for a person; what is still tried has none."""
    here = standing(45, REPORTED, ANALYSED)
    returned = UndeliveredMail(7, "Z-7K3Q9", "hr", BOUNCED, 1, "teruggestuurd: 550 5.1.1", "Z-7K3Q9 · Brief: Plan")
    tried = returned._replace(id=8, status=WAITING, needs_person=False)
    text = dossier_page(here, {"Post afhandelen": "/deployments/deployment/4/run"}, undelivered=[returned, tried])
    assert "| teruggekomen: dit adres bestaat niet (550 5.1.1) | [afhandelen](/deployments/deployment/4/run?" in text
    assert text.count("[afhandelen]") == 1
    assert "%22mail%22%3A7" in text
    assert "Vastleggen over een stap" not in text


def test_a_mail_that_is_not_known_to_have_gone_says_so_where_it_was_made() -> None:
    """What was carried out is not told as mailed, and no more; of a mail sent again the last one counts."""
    here = standing(45, REPORTED, ANALYSED)
    key = next(key for key in reversed(here.record.effects) if key.kind == "reminder")
    refused = MadeMail(7, key, here.on, "hr", "Z-7K3Q9 · Plan", REFUSED, "geweigerd: dit adres bestaat niet (550)")
    again = refused._replace(id=8, status=SENT, outcome="verstuurd op 02-03-2026")
    assert "(geweigerd: dit adres bestaat niet (550))" in dossier_page(here, mails=[refused])
    page = dossier_page(here, mails=[refused, again])
    assert "(geweigerd" not in page.partition("## Post")[0]
    assert "| geweigerd: dit adres bestaat niet (550) |" in page.partition("## Post")[2]


def test_an_adopted_case_asks() -> None:
    """What should have been done before the adoption is a question, with a link to answer it."""
    here = standing(210, adopted_on=(D + timedelta(205)).isoformat())
    text = dossier_page(here, FORMS)
    assert "vraag" in case_tags(here)
    assert "Was dit al gedaan toen het dossier werd overgenomen?" in text
    assert "[beantwoorden](/deployments/deployment/1/run?parameters=%7B%22zaaknummer%22%3A%22Z-7K3Q9%22%2C" in text


def test_a_question_about_a_last_day_that_passed_stands_among_what_is_late() -> None:
    """With its own word, in the section, the name of the run, its message and its tags; a norm is only asked about."""
    here = standing(210, adopted_on=(D + timedelta(205)).isoformat())
    forms = {**FORMS, "Vraag beantwoorden": "/deployments/deployment/4/run"}
    late, asked = dossier_page(here, forms).split("## Te beantwoorden")
    late = late[late.index("## Te laat") :]
    assert "| Probleemanalyse (onbeantwoord) | " in late
    assert "Bij *onbeantwoord* weet niemand of de stap op tijd was." in late
    assert "[beantwoorden](/deployments/deployment/4/run?parameters=" in late
    assert "onbeantwoord" not in asked
    assert "| Ziekmelding aan arbodienst of bedrijfsarts | " in asked
    assert case_run_name(here) == "Z-7K3Q9 · Probleemanalyse (onbeantwoord) · 16-02-2026"
    assert next_step_message(here).startswith("Te laat: Probleemanalyse (onbeantwoord), week 6 (")
    assert case_tags(here) == ["dossier", "lopend", "jaar-1", "te-laat", "vraag", "onbeantwoord"]


def test_a_step_that_is_surely_late_comes_before_a_question() -> None:
    """What is known to be undone is more urgent than what may have been done, also when its day came later."""
    told: Told = (206, "step_not_done", {"step": "plan_van_aanpak", "occurrence": 1})
    here = standing(210, told, adopted_on=(D + timedelta(205)).isoformat())
    assert case_run_name(here) == "Z-7K3Q9 · Plan van aanpak · 02-03-2026"
    text = dossier_page(here, FORMS)
    assert text.index("| Plan van aanpak | ") < text.index("| Probleemanalyse (onbeantwoord) | ")
    assert "Plan van aanpak: niet gedaan vóór de overname" in text


def test_a_case_that_waits_for_an_answer_says_so() -> None:
    """Past its last day the dossier tells what is missing, and what was chased; the form stands above only then."""
    here = standing(760, adopted_on=(D + timedelta(700)).isoformat())
    forms = {**FORMS, "Vraag beantwoorden": "/deployments/deployment/4/run"}
    text = dossier_page(here, forms)
    assert "Het dossier sluit als alles is beantwoord." in text
    assert "Dossier: escalatie trede 4 over " in text
    assert "vragen zonder antwoord aan directie" in text
    assert text.count("[Vraag beantwoorden]") == 1
    assert "[Vraag beantwoorden]" not in dossier_page(standing(45, REPORTED, ANALYSED), forms)


def test_a_bureau_that_was_asked_can_be_answered_from_the_dossier() -> None:
    """Above the steps stands a link to the filled-in form; once the bureau answered it is gone."""
    advised: Told = (100, "advised", {"on": (D + timedelta(100)).isoformat(), "track": 2})
    yes: list[Told] = [(101, kind, {"referral": 1}) for kind in ("referral_confirmed", "referral_approved")]
    answered: Told = (103, "bureau_answered", {"referral": 1, "answer": "akkoord", "on": D.isoformat()})
    forms = {**FORMS, "Antwoord bureau": "/deployments/deployment/3/run"}
    link = "[antwoord op verwijzing 1](/deployments/deployment/3/run?parameters=%7B%22zaaknummer%22%3A%22Z-7K3Q9%22"
    told = (REPORTED, ANALYSED, PLANNED, *READY, advised)
    assert "op verwijzing 1" not in dossier_page(standing(102, *told), forms)
    told = (*told, *yes)
    assert link in dossier_page(standing(102, *told), forms)
    assert "op verwijzing 1" not in dossier_page(standing(104, *told, answered), forms)
    assert "op verwijzing 1" not in dossier_page(standing(102, *told), FORMS)


def test_a_referral_that_waits_for_a_yes_stands_on_top_with_the_form_that_is_next() -> None:
    """First to confirm, then to approve; sent, it waits no more. Without forms the actions are named."""
    advised: Told = (100, "advised", {"on": (D + timedelta(100)).isoformat(), "track": 2})
    confirmed: Told = (101, "referral_confirmed", {"referral": 1})
    approved: Told = (101, "referral_approved", {"referral": 1})
    told = (REPORTED, ANALYSED, PLANNED, *READY, advised)
    forms = {"Verwijzing bevestigen": "/bevestigen", "Verwijzing goedkeuren": "/goedkeuren"}
    page = dossier_page(standing(102, *told), forms)
    assert page.index("## Wacht op akkoord") < page.index("## Staat open")
    assert "| voorbereid | [Verwijzing bevestigen](/bevestigen?parameters=" in page
    assert "| voorbereid | Verwijzing bevestigen |" in dossier_page(standing(102, *told))
    assert "| bevestigd | [Verwijzing goedkeuren](" in dossier_page(standing(102, *told, confirmed), forms)
    assert "Wacht op akkoord" not in dossier_page(standing(102, *told, confirmed, approved), forms)


def test_actions_are_linked_only_where_their_forms_are_known() -> None:
    """Without a server to link to, as on the command line, the dossier has no links and no empty column."""
    here = standing(50, REPORTED)
    assert "](" not in dossier_page(here)
    assert "| Probleemanalyse | 15-02-2026 | 16-02-2026 | 6 |\n" in dossier_page(here)
    assert "[Hersteld melden](/deployments/deployment/2/run?parameters=" in dossier_page(here, FORMS)


@pytest.mark.parametrize("day", [3, 20, 45, 60, 160, 300, 420, 640, 730])
def test_no_code_shows_in_a_dossier(day: int) -> None:
    """Whatever was done or is to come, a dossier is written in words; only links carry codes."""
    words = re.sub(r"\]\([^)]*\)", "]", dossier_page(standing(day, REPORTED, ANALYSED), FORMS))
    assert re.findall(r"\w+_\w+|None|\{|\}", words) == []


def test_the_first_line_names_the_step_of_the_run_and_who_has_to_act() -> None:
    """Whoever opens the dossier sees what the list and the run said."""
    line = dossier_page(standing(45, REPORTED, ANALYSED)).splitlines()[2]
    assert line == "**Volgende stap: Plan van aanpak, 26 februari 2026.** Aan zet: werkgever, werknemer."


def test_a_contact_that_comes_can_be_recorded_already() -> None:
    """Of the steps that come, only the contact has a link; the others are not open."""
    page = dossier_page(standing(20, REPORTED), FORMS)
    coming = page[page.index("## Komt eraan") : page.index("## Gedaan")].splitlines()
    linked = [line for line in coming if "[nu al afronden](" in line]
    assert linked
    assert all(line.startswith("| Contact met de werknemer ") for line in linked)
    assert any(line.startswith("| Plan van aanpak |") for line in coming)


def test_the_dossier_shows_the_code_of_who_recorded() -> None:
    """Beside each report, as at the command line."""
    page = dossier_page(standing(20, REPORTED), actors={2: "operator-3"})
    assert "| nr | dag | wat | door |" in page
    assert "| operator-3 |" in page


def moved(day: int, to: str, **said: str) -> Told:
    """Say that referral 1 came to a state, so many days after the first sick day."""
    return day, "referral_moved", {"referral": 1, "to": to, "on": (D + timedelta(day)).isoformat(), **said}


REGISTERED = (*READY, moved(92, "aangemeld"), moved(96, "intake_gehouden"), moved(103, "trajectplan"))
RUNNING = (*REGISTERED, moved(105, "loopt"))


@pytest.mark.parametrize(
    ("last", "told", "tags"),
    [
        (91, READY, set()),
        (93, (*READY, moved(92, "aangemeld")), {"wacht-op-bureau"}),
        (104, REGISTERED, set()),
        (106, RUNNING, {"spoor-2-loopt"}),
        (150, RUNNING, {"spoor-2-loopt", "wacht-op-bureau", "spoor-2-zwak"}),
        (110, (*RUNNING, moved(109, "opgeschort", reason="verlof")), set()),
        (110, (*RUNNING, moved(109, "gestaakt", reason="in_overleg")), set()),
        (94, (*READY, moved(92, "aangemeld"), moved(93, "geweigerd")), set()),
    ],
)
def test_tags_say_how_the_second_track_goes(last: int, told: tuple[Told, ...], tags: set[str]) -> None:
    """Who waits for a bureau, which trajectory runs, and where UWV may say that too little was done."""
    found = set(case_tags(standing(last, REPORTED, ANALYSED, PLANNED, *told)))
    assert found & {"wacht-op-bureau", "spoor-2-loopt", "spoor-2-zwak"} == tags
