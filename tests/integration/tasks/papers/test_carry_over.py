"""From form to form: what people agreed on one paper stands in the next, and what they change there stands after it."""

import io
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pikepdf
import pytest
from pypdf import PdfReader
from sqlalchemy import text
from sqlmodel import Session, col, select
from support.papers.filled_forms import by_pypdf

from models.record import append_event, load_record, write_effect
from models.tables import Case, CaseEffect, Document, PlanWords
from models.verification import verify_record
from spoorboek import clock
from spoorboek.errors import InputError
from spoorboek.statute.actions import Action
from spoorboek.statute.dossier.agreed_plan import AgreedPlan, agreed_plan
from spoorboek.statute.dossier.plan_forms import said_of_plan
from spoorboek.statute.facts import StepRef
from tasks.case_state import case_state_in
from tasks.effects.documents import create_document
from tasks.papers.confirming import Confirmation, confirm_paper
from tasks.papers.plan_lines import plan_lines
from tasks.papers.plan_recording import plan_words_of
from tasks.papers.plan_reports import report_agreed
from tasks.papers.receiving import IncomingPaper, receive_paper
from tasks.reports.report_withdrawal import withdraw_report
from tasks.views.dossier_page import dossier_page

TODAY = clock.today()
FIRST = TODAY - timedelta(390)
PLAN, REVIEW, ADJUSTED = "plan_van_aanpak", "evaluatie", "bijstelling_plan_van_aanpak"
YEAR, END = "eerstejaarsevaluatie", "eindevaluatie"


def day(after: int) -> date:
    """Return a day of the case."""
    return FIRST + timedelta(after)


def typed(after: int) -> str:
    """Write a day as people type it."""
    return f"{day(after):%d-%m-%Y}"


AGREED = {
    "einddoel": "/eigen_aangepast",
    "einddoel_datum": typed(500),
    "einddoel_uren": "32",
    "advies": "Zittend werk, hoogstens vier uur per dag.",
    "werkgever_1_wat": "Een stoel en een scherm op hoogte plaatsen",
    "werkgever_1_begin": typed(60),
    "werkgever_1_klaar": typed(80),
    "werknemer_1_wat": "Elke maandag overleg met de leidinggevende",
    "werknemer_1_klaar": typed(120),
    "opbouw_1_vanaf": typed(60),
    "opbouw_1_uren": "12",
    "opbouw_1_taken": "Administratie, op kantoor",
    "contact": "Elke week telefonisch",
    "evaluatie_ritme": "6 weken",
}


class Dossier:
    """A case of which papers come home: each is made, filled in, received and looked at."""

    def __init__(self, session: Session, case: Case) -> None:
        self.session, self.case, self.papers = session, case, 0

    def form(self, step: str, occurrence: int = 1, attempt: int = 1) -> bytes:
        """Make a form as the product does, and return it."""
        action = Action(TODAY, "document", step, occurrence, step, attempt)
        effect = write_effect(self.session, self.case, action)
        assert effect is not None
        create_document(self.session, self.case, effect, case_state_in(self.session, self.case.number), action)
        self.session.commit()
        query = select(Document.content).join(CaseEffect).where(CaseEffect.step == step)
        of_step = query.where(CaseEffect.occurrence == occurrence, Document.case_id == self.case.id)
        return self.session.exec(of_step.order_by(col(Document.id).desc()).limit(1)).one()

    def returns(self, form: bytes, after: int, **values: str) -> str:
        """Let a form come home, filled in and signed by both on a day; return what the product says."""
        dates = {f"datum_ondertekening_{each}": typed(after) for each in ("werkgever", "werknemer")}
        receipt = receive_paper(
            self.session, self.case.number, IncomingPaper(by_pypdf(form, {**values, **dates})), "op"
        )
        assert receipt.reason is None
        self.papers = receipt.number
        said = Confirmation("op", signed_by=("werkgever", "werknemer"))
        message, _ = confirm_paper(self.session, self.case.number, receipt.number, said, "op")
        self.session.commit()
        return message

    @property
    def events(self) -> Any:
        """Return what was reported."""
        self.session.expire_all()
        return load_record(self.session, self.case).events


@pytest.fixture
def dossier(session: Session, make_case: Callable[..., Case]) -> Dossier:
    """Return a case in its second year, analysed in week 6."""
    case = make_case(FIRST, name="Tamar Kanarie", bsn="111222333", function="Bakker")
    done = {"step": "probleemanalyse", "occurrence": 1, "on": day(40), "evidence": None}
    append_event(session, case, "step_done", TODAY, done, "op")
    session.commit()
    return Dossier(session, case)


def fields(form: bytes) -> dict[str, str]:
    """Return what stands in the fields of a form; nothing for an empty one."""
    found = PdfReader(io.BytesIO(form)).get_fields() or {}
    values = {name: str(field.get("/V") or "").removeprefix("/") for name, field in found.items()}
    return {name: value for name, value in values.items() if value not in ("", "Off")}


def test_what_is_agreed_flows_from_form_to_form(dossier: Dossier) -> None:
    """Plan, evaluation, adjusted plan, first-year and end evaluation: each begins with what the one before it said."""
    assert fields(dossier.form(PLAN)) == {}
    assert "het einddoel, 2 activiteiten, afspraken" in dossier.returns(dossier.form(PLAN, attempt=2), 56, **AGREED)
    review = dossier.form(REVIEW)
    known = fields(review)
    assert known["gedaan_werkgever_1_wat"] == AGREED["werkgever_1_wat"]
    assert (known["gedaan_werkgever_1_eind"], known["gedaan_werknemer_1_eind"]) == (typed(80), typed(120))
    assert (known["advies"], known["advies_datum"]) == (AGREED["advies"], typed(40))
    text_of = "".join(page.extract_text() for page in PdfReader(io.BytesIO(review)).pages)
    assert "terugkeer in het eigen werk, met aanpassingen" in text_of
    assert "12, sinds" in text_of
    changed = {
        "gedaan_werkgever_1_klaar": typed(78),
        "gedaan_werknemer_1_eind": typed(160),
        "gedaan_1_wat": "Cursus planning",
        "gedaan_1_wie": "Werknemer",
        "gedaan_1_klaar": typed(90),
        "uren_nu": "14",
        "aanpak": "/ja",
        "doel": "/ander_werk",
    }
    dossier.returns(review, 98, **changed)
    append_event(dossier.session, dossier.case, "advised", TODAY, {"on": day(100).isoformat(), "track": 1}, "op")
    adjusted = dossier.form(ADJUSTED)
    known = fields(adjusted)
    assert known["werknemer_1_wat"] == AGREED["werknemer_1_wat"]
    assert known["werknemer_1_klaar"] == typed(160)
    assert "werkgever_1_wat" not in known  # done: nothing more to agree
    assert {"werkgever_2_wat", "werknemer_3_wat"} <= (PdfReader(io.BytesIO(adjusted)).get_fields() or {}).keys()
    assert [known[f"aanleiding_{each}"] for each in ("advies", "evaluatie", "datum")] == ["ja", "ja", typed(100)]
    assert "aanleiding_onderzoek" not in known
    assert (known["contact"], known["opbouw_1_uren"], known["einddoel_uren"]) == ("Elke week telefonisch", "12", "32")
    dossier.returns(adjusted, 105, opbouw_1_uren="20", werkgever_2_wat="Zoekt een taak in de planning", contact="")
    year = fields(dossier.form(YEAR))
    assert year["gedaan_werkgever_1_klaar"] == typed(78)
    assert year["gedaan_werknemer_2_wat"] == "Cursus planning"
    assert year["gedaan_werkgever_2_wat"] == "Zoekt een taak in de planning"
    assert year["uren_nu"] == "14"
    end = dossier.form(END)
    assert fields(end)["gedaan_werknemer_1_eind"] == typed(160)
    assert "ander werk bij de eigen werkgever" in PdfReader(io.BytesIO(end)).pages[0].extract_text()
    assert "aanleiding_evaluatie" not in fields(dossier.form(ADJUSTED, attempt=2))
    assert "contact" not in fields(dossier.form(ADJUSTED, attempt=3))
    assert verify_record(dossier.session) == []


def test_events_hold_codes_and_days_and_no_word(dossier: Dossier) -> None:
    """What people wrote stands sealed beside the event; neither event nor database shows a word of it."""
    dossier.returns(dossier.form(PLAN), 56, **AGREED)
    (event,) = [each.data for each in dossier.events if each.kind == "plan_agreed"]
    assert event == {
        "on": day(56).isoformat(),
        "paper": 1,
        "type": PLAN,
        "goal": "eigen_aangepast",
        "goal_on": day(500).isoformat(),
        "activities": [
            {"by": "werkgever", "number": 1, "begins_on": day(60).isoformat(), "due_on": day(80).isoformat()},
            {"by": "werknemer", "number": 1, "due_on": day(120).isoformat()},
        ],
    }
    shown = dossier.session.connection().execute(text("select row_to_json(p)::text from plan_words p")).scalar_one()
    assert "stoel" not in shown
    assert "stoel" in dossier.session.exec(select(PlanWords)).one().content


def test_an_activity_of_which_the_day_passed_is_late_until_it_is_done(dossier: Dossier) -> None:
    """On the day itself it is not late; done or dropped it never is."""
    dossier.returns(dossier.form(PLAN), 56, **AGREED)
    assert [each.by for each in agreed_plan(dossier.events).late(day(80))] == []
    assert [(each.by, each.number) for each in agreed_plan(dossier.events).late(day(81))] == [("werkgever", 1)]
    assert [each.by for each in agreed_plan(dossier.events).late(TODAY)] == ["werkgever", "werknemer"]
    dossier.returns(dossier.form(REVIEW), 98, gedaan_werkgever_1_klaar=typed(90), gedaan_werknemer_1_wat="")
    assert agreed_plan(dossier.events).late(TODAY) == ()
    assert [(each.by, each.done_on) for each in agreed_plan(dossier.events).activities] == [("werkgever", day(90))]


def test_a_paper_that_is_withdrawn_takes_along_what_it_said_and_no_more(dossier: Dossier) -> None:
    """What later papers changed stays; a confirmation that comes back counts again, once."""
    dossier.returns(dossier.form(PLAN), 56, **AGREED)
    dossier.returns(dossier.form(REVIEW), 98, gedaan_werkgever_1_eind=typed(200), uren_nu="14")
    dossier.returns(dossier.form(REVIEW, 2), 140, uren_nu="16")
    second = next(each.seq for each in dossier.events if each.kind == "document_confirmed" and each.data["paper"] == 2)
    withdraw_report(dossier.session, dossier.case.number, second, "op")
    dossier.session.commit()
    known = fields(dossier.form(REVIEW, 3))
    assert (known["gedaan_werkgever_1_eind"], known["uren_nu"]) == (typed(80), "16")
    said = Confirmation("op", signed_by=("werkgever", "werknemer"))
    confirm_paper(dossier.session, dossier.case.number, 2, said, "op")
    dossier.session.commit()
    assert fields(dossier.form(REVIEW, 3, 2))["gedaan_werkgever_1_eind"] == typed(200)
    assert len([each for each in dossier.events if each.kind == "plan_agreed"]) == 3


def test_a_form_that_comes_back_as_it_was_filled_in_changes_nothing(dossier: Dossier) -> None:
    """Only its dates of signature are new: no event, and the next form is the same."""
    dossier.returns(dossier.form(PLAN), 56, **AGREED)
    before = agreed_plan(dossier.events)
    assert "Overgenomen" not in dossier.returns(dossier.form(REVIEW), 98)
    assert agreed_plan(dossier.events) == before


def test_what_is_no_day_is_named_and_the_rest_is_taken_over(dossier: Dossier) -> None:
    """31 February, a year that cannot be, a day on which nothing can have been done yet; wide digits are digits."""
    days = {"werkgever_1_klaar": "31-02-2027", "werknemer_1_klaar": "01-01-0202", "werkgever_1_begin": "wide"}
    wide = typed(60).translate({ord(str(each)): chr(0xFF10 + each) for each in range(10)})
    message = dossier.returns(dossier.form(PLAN), 56, **{**AGREED, **days, "werkgever_1_begin": wide})
    assert "Niet overgenomen, want geen dag die kan" in message
    assert "31-02-2027" in message
    assert "01-01-0202" in message
    employer, employee = agreed_plan(dossier.events).activities
    assert (employer.begins_on, employer.due_on, employee.due_on) == (day(60), None, None)
    future = f"{TODAY + timedelta(1):%d-%m-%Y}"
    assert future in dossier.returns(dossier.form(REVIEW), 98, gedaan_werkgever_1_klaar=future)
    assert agreed_plan(dossier.events).activities[0].done_on is None


@pytest.mark.parametrize(
    "words",
    [
        "",
        "Lang " * 500,
        "Eenheelheellangwoord" * 40,
        "<script>alert(1)</script>",
        "eerste regel\ntweede regel\r\nderde",
        "Zoë · Łódź · ﬁets · 漢字 · \u202etxt",
        "(haakjes) \\ en {{ 7 * 7 }} %PDF",
    ],
)
def test_any_text_comes_back_as_it_was_written(dossier: Dossier, words: str) -> None:
    """Nothing, far too much, a script, several lines, letters the font lacks: the next form holds it all."""
    dossier.returns(dossier.form(PLAN), 56, **{**AGREED, "werkgever_1_wat": words})
    review = dossier.form(REVIEW)
    kept = words.replace("\r\n", "\n").replace("\u202e", "").strip()
    assert fields(review).get("gedaan_werkgever_1_wat", "") == kept
    assert (("werkgever", 1) in {(each.by, each.number) for each in agreed_plan(dossier.events).activities}) == bool(
        kept
    )


def test_names_that_are_none_of_ours_say_nothing(dossier: Dossier) -> None:
    """Renamed fields, numbers out of range, a goal that is no code: not taken over, and nothing breaks."""
    odd = {"werkgever_1_wat": "Ja", "werkgever_0_wat": "x", "werkgever_1_WAT": "x", "einddoel": "/genezen"}
    said = said_of_plan(PLAN, {**odd, "directeur_1_wat": "x", "werkgever_1_wie": "x"}, {}, AgreedPlan())
    assert said.data == {"activities": [{"by": "werkgever", "number": 1}]}
    assert said.words == {"werkgever_1_wat": "Ja"}
    assert not said_of_plan("gespreksverslag", {"einddoel": "eigen_werk"}, {}, AgreedPlan())


def test_a_form_that_was_flattened_in_part_empties_nothing(dossier: Dossier) -> None:
    """A field that is not there says nothing; what others hold is taken over, also beside data of another program."""
    dossier.returns(dossier.form(PLAN), 56, **AGREED)
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(dossier.form(REVIEW))) as pdf:
        form: Any = pdf.Root.AcroForm
        form.Fields = pikepdf.Array([each for each in form.Fields if "gedaan_" not in str(each.T)])
        form.XFA = pdf.make_stream(b"<xdp:xdp xmlns:xdp='http://ns.adobe.com/xdp/'><a>Iets anders</a></xdp:xdp>")
        pdf.save(out)
    dossier.returns(out.getvalue(), 98, uren_nu="14")
    plan = agreed_plan(dossier.events)
    assert [(each.by, each.due_on) for each in plan.activities] == [("werkgever", day(80)), ("werknemer", day(120))]
    assert fields(dossier.form(REVIEW, 2))["uren_nu"] == "14"


def test_a_form_of_another_case_says_nothing_of_this_one(
    dossier: Dossier, make_case: Callable[..., Case], session: Session
) -> None:
    """It is refused by the number at its foot, whatever stands in its fields."""
    other = Dossier(session, make_case(FIRST + timedelta(1), name="Kees Kanarie"))
    content = by_pypdf(other.form(PLAN), AGREED)
    receipt = receive_paper(session, dossier.case.number, IncomingPaper(content, kind=PLAN), "op")
    assert receipt.reason == "andere_zaak"
    assert [each for each in dossier.events if each.kind == "plan_agreed"] == []


def test_the_second_track_that_runs_is_known(dossier: Dossier) -> None:
    """An evaluation is pre-ticked with the day on which the second track began."""
    done = {"step": "start_spoor_2", "occurrence": 1, "on": day(300).isoformat(), "evidence": None}
    append_event(dossier.session, dossier.case, "step_done", TODAY, done, "op")
    known = fields(dossier.form(YEAR))
    assert (known["spoor_2"], known["spoor_2_datum"]) == ("ja", typed(300))
    assert StepRef("start_spoor_2") in case_state_in(dossier.session, dossier.case.number).plan.facts.done


TOLD = {
    "datum": typed(60),
    "doel": "eigen_werk",
    "doel_op": typed(400),
    "uren": "36",
    "activiteiten": [
        {"wie": "werkgever", "wat": "Taken verdelen", "klaar": typed(90)},
        {"wie": "werknemer", "wat": "Opbouwen naar 20 uur", "begin": typed(61), "klaar": typed(120)},
    ],
}


def test_a_file_tells_what_stands_on_a_plan_on_paper(dossier: Dossier) -> None:
    """The next form begins with it; the same file again records nothing, and a change only what changed."""
    number = dossier.case.number
    assert "2 activiteiten" in report_agreed(dossier.session, number, TOLD, "op")[0]
    known = fields(dossier.form(REVIEW))
    assert (known["gedaan_werkgever_1_wat"], known["gedaan_werknemer_1_eind"]) == ("Taken verdelen", typed(120))
    again = {**TOLD, "activiteiten": [{**each, "nummer": 1} for each in TOLD["activiteiten"]]}  # type: ignore[arg-type]
    assert "al zo vast" in report_agreed(dossier.session, number, again, "op")[0]
    done = {"datum": typed(95), "activiteiten": [{"wie": "werkgever", "nummer": 1, "gedaan": typed(91)}]}
    report_agreed(dossier.session, number, done, "op")
    plan = agreed_plan(dossier.events)
    assert [(each.by, each.due_on, each.done_on) for each in plan.activities] == [
        ("werkgever", day(90), day(91)),
        ("werknemer", day(120), None),
    ]
    words = plan_words_of(dossier.session, case_state_in(dossier.session, number), plan)
    lines = "\n".join(plan_lines(plan, words, TODAY))
    assert "- werkgever 1: Taken verdelen [gedaan op" in lines
    assert "Opbouwen naar 20 uur [te laat: klaar op" in lines
    page = dossier_page(case_state_in(dossier.session, number))
    assert "| werknemer 1 | te laat" in page
    assert "Opbouwen" not in page


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"doelen": "x"}, "Onbekend veld 'doelen'"),
        ({"doel": "genezen"}, "geen bekend doel"),
        ({"doel_op": "31-02-2027"}, "geen bestaande dag"),
        ({"datum": f"{TODAY + timedelta(1):%d-%m-%Y}"}, "ligt in de toekomst"),
        ({"activiteiten": "bellen"}, "geen lijst"),
        ({"activiteiten": [{"wie": "directeur", "wat": "x"}]}, "verwacht werkgever of werknemer"),
        ({"activiteiten": [{"wie": "werkgever"}]}, "'wat' van activiteit 1 ontbreekt"),
        ({"activiteiten": [{"wie": "werkgever", "nummer": 7, "wat": "x"}]}, "laat het weg voor een nieuwe"),
        ({"activiteiten": [{"wie": "werkgever", "wat": "x" * 700}]}, "hoogstens 600"),
        ({"activiteiten": [{"wie": "werkgever", "wat": "a\u202eb"}]}, "leesrichting"),
        (
            {"activiteiten": [{"wie": "werkgever", "wat": "x", "gedaan": f"{TODAY + timedelta(9):%d-%m-%Y}"}]},
            "kan niet",
        ),
        ({}, "al zo vast"),
    ],
)
def test_a_file_that_is_not_clear_records_nothing(dossier: Dossier, given: dict[str, Any], expected: str) -> None:
    """One message that names the field; no event."""
    try:
        message, _ = report_agreed(dossier.session, dossier.case.number, given, "op")
    except InputError as error:
        message = str(error)
    assert expected in message
    dossier.session.rollback()
    assert [each for each in dossier.events if each.kind == "plan_agreed"] == []
