"""The rows of a difference, all of them, for a case that anybody can count along."""

from datetime import date, timedelta

from spoorboek.statute.editions.plan_diff import WHOLE_CASE, ChangeKind, StepChange, StepDates
from spoorboek.statute.editions.plan_diff_text import plan_diff_json, plan_diff_rows
from spoorboek.statute.editions.what_if import Supposition, what_if
from spoorboek.statute.facts import CaseFacts, StepRef
from spoorboek.statute.law.milestones import rulebook

D = date(2026, 1, 5)
GAP = "21 dagen hersteld (16 maart 2026 t/m 5 april 2026) tellen niet mee."


def day(offset: int) -> date:
    """Return the day so many days after the first sick day."""
    return D + timedelta(offset)


PREPARED = (
    "Functioneel profiel van de bedrijfsarts",
    "Haalbaarheidsonderzoek tweede spoor",
    "Werknemer ingelicht over het tweede spoor",
    "Zoekgegevens voor het tweede spoor",
)


def test_after_three_weeks_of_recovery_everything_behind_them_is_three_weeks_later() -> None:
    """What lies before the gap has no row; each row has both dates, and the gap as the first reason."""
    rows = list(
        plan_diff_rows(
            what_if(CaseFacts(D), Supposition(recovered=(day(70),), relapsed=(day(91),)), rulebook()).changes
        )
    )
    assert [row[:3] for row in rows] == [
        ("Contact met de werknemer 3 t/m 25", "streef 30-03-2026 … 06-12-2027", "streef 20-04-2026 … 27-12-2027"),
        ("Periodieke evaluatie 1 t/m 6", "streef 13-04-2026 … 09-11-2026", "streef 04-05-2026 … 30-11-2026"),
        ("42e-weeksmelding UWV", "uiterlijk 26-10-2026", "uiterlijk 16-11-2026"),
        ("Arbeidsdeskundig onderzoek", "streef 23-11-2026", "streef 14-12-2026"),
        ("Eerstejaarsevaluatie", "uiterlijk 03-01-2027", "uiterlijk 24-01-2027"),
        ("Loon tweede ziektejaar", "uiterlijk 04-01-2027", "uiterlijk 25-01-2027"),
        *((each, "streef 17-01-2027", "streef 07-02-2027") for each in PREPARED),
        ("Periodieke evaluatie 8 t/m 15", "streef 01-02-2027 … 22-11-2027", "streef 22-02-2027 … 13-12-2027"),
        ("Start tweede spoor", "uiterlijk 14-02-2027", "uiterlijk 07-03-2027"),
        ("Vervroegde IVA aanvragen (kan)", "uiterlijk 26-04-2027", "uiterlijk 17-05-2027"),
        ("Brief UWV over WIA-aanvraag", "uiterlijk 19-09-2027", "uiterlijk 10-10-2027"),
        ("Actueel oordeel bedrijfsarts", "uiterlijk 03-10-2027", "uiterlijk 24-10-2027"),
        ("Eindevaluatie", "uiterlijk 03-10-2027", "uiterlijk 24-10-2027"),
        ("Re-integratieverslag, met afschrift aan werknemer", "uiterlijk 03-10-2027", "uiterlijk 24-10-2027"),
        ("WIA-aanvraag", "uiterlijk 17-10-2027", "uiterlijk 07-11-2027"),
        ("Re-integratieverslag indienen bij UWV", "uiterlijk 18-10-2027", "uiterlijk 08-11-2027"),
        ("Besluit UWV over loonsanctie", "uiterlijk 21-11-2027", "uiterlijk 12-12-2027"),
        ("Laatste dag wachttijd en loondoorbetaling", "uiterlijk 02-01-2028", "uiterlijk 23-01-2028"),
        ("Eerste WIA-dag", "uiterlijk 03-01-2028", "uiterlijk 24-01-2028"),
        ("Einde opzegverbod", "uiterlijk 05-01-2028", "uiterlijk 26-01-2028"),
    ]
    others = {row[0]: row[3].split(" (")[0] for row in rows if row[3] != GAP}
    from_others = {*PREPARED[:2], PREPARED[3], "Start tweede spoor", "Re-integratieverslag indienen bij UWV"}
    assert others.keys() == from_others


def test_an_end_of_employment_adds_its_reports_and_ends_the_rest() -> None:
    """The case closes on the day; what appears has no earlier date, what lapses no later one."""
    changes = what_if(CaseFacts(D), Supposition(contract_ends_on=day(60)), rulebook()).changes
    rows = list(plan_diff_rows(changes))
    assert rows[0] == ("Sluiting van de zaak", "-", "op 06-03-2026", "Het dienstverband is geëindigd")
    assert [row[:3] for row in rows[1:4]] == [
        ("Re-integratieverslag ziek uit dienst (verkort)", "-", "uiterlijk 06-03-2026"),
        ("Ziekmelding UWV bij einde dienstverband", "-", "uiterlijk 06-03-2026"),
        ("Contact met de werknemer 3 t/m 25", "streef 30-03-2026 … 06-12-2027", "vervalt"),
    ]
    assert {row[2] for row in rows[3:]} == {"vervalt"}
    assert {row[3] for row in rows[3:]} == {
        "De zaak sluit op 6 maart 2026.",
        "Het dienstverband eindigt op 6 maart 2026.",
    }
    closing, report, *_ = plan_diff_json(changes)
    assert (closing["step"], closing["change"], closing["before"]) == ("dossier", "nieuw", None)
    assert closing["after"] == {"opens_on": None, "target_on": None, "due_on": "2026-03-06"}
    assert (report["occurrence"], report["label"]) == (1, "Re-integratieverslag ziek uit dienst (verkort)")


def change(number: int, first: int, second: int, what: ChangeKind = "verschoven", key: str = "evaluatie") -> StepChange:
    """Make a change of one occurrence: its target moves from one day to another."""
    before, after = StepDates(day(first - 14), day(first), None), StepDates(day(first - 14), day(second), None)
    return StepChange(StepRef(key, number), f"Stap {number}", what, before, after, ())


def test_three_turns_in_a_row_that_changed_alike_are_one_row_and_two_are_not() -> None:
    """In whatever order they come; a row of several says the first and the last date."""
    three = [change(3, 30, 33), change(1, 10, 13), change(2, 20, 23)]
    assert list(plan_diff_rows(three)) == [
        ("Stap 1 t/m 3", "streef 15-01-2026 … 04-02-2026", "streef 18-01-2026 … 07-02-2026", "")
    ]
    assert [row[0] for row in plan_diff_rows(three[1:])] == ["Stap 1", "Stap 2"]


def test_a_turn_that_is_left_out_or_changed_otherwise_ends_a_row() -> None:
    """Four of five, or four of which one lapses: no row spans what did not change alike."""
    gap = [change(number, 10 * number, 10 * number + 3) for number in (1, 2, 4, 5)]
    assert [row[0] for row in plan_diff_rows(gap)] == ["Stap 1", "Stap 2", "Stap 4", "Stap 5"]
    lapsed = [*gap[:2], change(3, 30, 33, "vervalt"), change(4, 40, 43, "vervalt"), change(5, 50, 53, "vervalt")]
    assert [row[0] for row in plan_diff_rows(lapsed)] == ["Stap 1", "Stap 2", "Stap 3 t/m 5"]
    assert [row[2] for row in plan_diff_rows(lapsed)][-1] == "vervalt"


def test_a_row_shows_the_last_date_that_differs_or_else_the_last_there_is() -> None:
    """The last day before the target, the target before the opening; a step without dates has a dash."""
    one, other = StepDates(day(1), day(2), day(3)), StepDates(day(0), day(1), day(3))
    step = StepRef("probleemanalyse")
    shown = [
        next(plan_diff_rows([StepChange(step, "Stap", "verschoven", before, after, ("Daarom.", "En verder."))]))
        for before, after in (
            (one, other),
            (one, one),
            (StepDates(day(1)), StepDates(day(2))),
            (StepDates(), StepDates()),
        )
    ]
    assert shown == [
        ("Stap", "streef 07-01-2026", "streef 06-01-2026", "Daarom."),
        ("Stap", "uiterlijk 08-01-2026", "uiterlijk 08-01-2026", "Daarom."),
        ("Stap", "vanaf 06-01-2026", "vanaf 07-01-2026", "Daarom."),
        ("Stap", "-", "-", "Daarom."),
    ]


def test_what_happens_to_the_case_itself_is_a_row_of_its_own() -> None:
    """Its closing and the end of its wait both belong to the case, and are never joined."""
    both = [
        StepChange(WHOLE_CASE, label, "verschoven", StepDates(due_on=day(10)), StepDates(due_on=day(number)), ())
        for label, number in (("Sluiting van de zaak", 20), ("Einde van de zaak", 30))
    ]
    assert list(plan_diff_rows(both)) == [
        ("Sluiting van de zaak", "op 15-01-2026", "op 25-01-2026", ""),
        ("Einde van de zaak", "op 15-01-2026", "op 04-02-2026", ""),
    ]
