"""Address, telephone, education, organisation and salutation: from files, from people, and when both differ."""

from collections.abc import Callable

import pytest
from sqlmodel import Session, col, select
from support.command_in_process import Said
from support.import_rows import imported, refusal, row_of, verdicts

from models.addressees import addressee
from models.destruction import destroy_person
from models.ledger.coverage import COVERED
from models.tables import Case, Contact, Employee, Employer, LedgerEntry, PartyValue
from models.verification import verify_record
from spoorboek import clock
from spoorboek.errors import InputError
from spoorboek.importing.identity.party_data import set_mail_address
from spoorboek.statute.actions import Action
from tasks.case_state import case_state_in
from tasks.effects.document_data import document_context, with_number
from templates.document_maker import make_document
from templates.party_texts import greeting

Typed = Callable[..., Said]
BY = ("--door", "operator-1")
TODAY = f"{clock.today():%d-%m-%Y}"
MANAGER = {"Casemanager": "Iris de Boer", "Casemanager e-mail": "iris@zorg.example"}


def row(**columns: str) -> dict[str, str]:
    """Make the row of a person who fell ill today."""
    return row_of(Eerste_ziektedag=TODAY, **columns)


def only(session: Session, table: type) -> object:
    """Return the one row of a table, as it stands now."""
    session.expire_all()
    return session.exec(select(table)).one()


def test_a_number_that_is_written_otherwise_is_the_same_number(session: Session) -> None:
    """Ten spellings: the second file changes nothing, whichever it has."""
    assert verdicts(row(Telefoon="06 12345678")) == ["nieuw"]
    for spelled in ("06-12345678", "0612345678", "+31 6 12345678", "+31 (0)6 1234 5678", "0031612345678",
                    "06.12.34.56.78", "06/12345678", "(06) 12345678", "tel: 06 12345678"):  # fmt: skip
        assert verdicts(row(Telefoon=spelled)) == ["ongewijzigd"], spelled
    assert only(session, Employee).phone == "+31612345678"  # type: ignore[attr-defined]


def test_a_letter_addresses_an_employee_as_a_file_says(session: Session, typed: Typed) -> None:
    """Whole, or only the title before the name; a person may say otherwise; without one the name stands there."""
    imported(row(Aanhef="mevrouw De Wit", E_mail="a@zorg.example"))
    case = session.exec(select(Case)).one()
    assert only(session, Employee).salutation == "mevrouw De Wit"  # type: ignore[attr-defined]
    to = addressee(session, case, "werknemer", clock.today())
    assert greeting(to.name, to.salutation) == "mevrouw De Wit"
    typed("person", "set", "CB1", "A001", "aanhef", "heer", *BY)
    assert verdicts(row(Aanhef="mevrouw De Wit", E_mail="a@zorg.example")) == ["aangehouden"]
    assert only(session, Employee).salutation == "heer"  # type: ignore[attr-defined]
    current = case_state_in(session, case.number)
    action = Action(clock.today(), "document", "probleemanalyse", 1, "uitnodiging_spreekuur")
    context = document_context(session, case, current, action, "uitnodiging_spreekuur")
    name = only(session, Employee).name  # type: ignore[attr-defined]
    assert f"Geachte heer {name}," in make_document("uitnodiging_spreekuur", with_number(context, "Z-1")).text


def test_the_postcode_of_an_employer_without_an_address_stays_a_region(session: Session) -> None:
    """Two places of work in one region were one employer before, and are still."""
    here, there = row(Postcode_werkgever="3511 AB"), row(Postcode_werkgever="3512 XY", Personeelsnummer="A002")
    assert verdicts(here, {**there, "Naam": "Jo Bos"}) == ["nieuw", "nieuw"]
    employer = only(session, Employer)
    assert (employer.postcode_area, employer.postcode) == ("35", None)  # type: ignore[attr-defined]
    assert verdicts(row(Postcode_werkgever="3511ab", Werkgever_adres="Dam 1", Werkgever_plaats="Utrecht")) == [
        "gewijzigd"
    ]
    employer = only(session, Employer)
    assert (employer.street, employer.postcode, employer.place) == ("Dam 1", "3511 AB", "Utrecht")  # type: ignore[attr-defined]


def test_rows_that_say_two_things_of_one_party_are_refused(session: Session) -> None:
    """Of an employer, and of a contact in whatever role; the message quotes no value."""
    other = {**row(Personeelsnummer="A002"), "Naam": "Jo Bos"}
    said = refusal(row(Werkgever_telefoon="030 1234567"), {**other, "Werkgever telefoon": "030 7654321"})
    assert "regel 3" in said
    assert "een andere waarde: telefoon" in said
    hr = {"HR": "Iris de Boer", "HR e-mail": "iris@zorg.example", "HR aanhef": "heer"}
    said = refusal({**row(Casemanager_aanhef="mevrouw"), **MANAGER}, {**other, **hr})
    assert "een andere waarde: aanhef" in said
    assert "7654321" not in said


@pytest.mark.parametrize("column", ["Casemanager telefoon", "Bedrijfsarts organisatie", "HR aanhef"])
def test_what_is_said_of_a_contact_nobody_named_is_refused(session: Session, column: str) -> None:
    """A telephone without a person belongs to nobody."""
    value = "030 1234567" if column.endswith("telefoon") else "De Brug"
    assert "de naam en het e-mailadres erbij ontbreken" in refusal({**row(), column: value})


def test_what_a_person_recorded_no_file_turns_back(session: Session, typed: Typed) -> None:
    """Of employee, employer and contact: held once and without its value, listed with both, and settled once."""
    imported({**row(Telefoon="06 11111111", Werkgever_telefoon="030 1111111"), **MANAGER})
    number = session.exec(select(Case.number)).one()
    for words in (
        ("person", "set", "cb1", "a001", "telefoon", "06-22222222"),
        ("employer", "set", "CB1", "telefoon", "030 2222222"),
        ("contact", "set", number, "casemanager", "aanhef", "Geachte mevrouw De Boer,"),
    ):
        said = typed(*words, *BY)
        assert (said.code, said.err) == (0, "")
        assert "2222" not in said.out
    again = {**row(Telefoon="06 11111111", Werkgever_telefoon="030 1111111", Casemanager_aanhef="mevrouw"), **MANAGER}
    report = imported(again)
    assert [(each.verdict, each.held) for each in report.rows] == [("aangehouden", 3)]
    assert "1111" not in str(report)
    listed = typed("difference", "list").out
    assert (
        "telefoon van personeelsnummer A001 (werkgever CB1) is hier 06 22222222, in het bestand 06 11111111" in listed
    )
    first, second, third = (line.split(":")[0].split() for line in listed.splitlines()[:3])
    assert "wat hier staat blijft" in typed("difference", "keep", *first, *BY).out
    assert "het bestand is overgenomen" in typed("difference", "take", *second, *BY).out
    assert typed("difference", "keep", *third, *BY).code == 0
    assert verdicts(again) == ["ongewijzigd"]
    assert only(session, Employee).phone == "+31622222222"  # type: ignore[attr-defined]
    assert only(session, Employer).phone == "+31301111111"  # type: ignore[attr-defined]
    assert only(session, Contact).salutation == "mevrouw De Boer"  # type: ignore[attr-defined]
    assert "geen verschil" in typed("difference", "keep", *first, *BY).err
    assert verdicts({**again, "Telefoon": "06 33333333"}) == ["aangehouden"]
    assert verify_record(session) == []


def test_what_a_person_emptied_stays_empty(session: Session, typed: Typed) -> None:
    """A number that is wrong is not put back by the file it came from."""
    imported(row(Telefoon="06 11111111"))
    assert "Leeggemaakt: telefoon" in typed("person", "set", "CB1", "A001", "telefoon", "leeg", *BY).out
    assert verdicts(row(Telefoon="06 11111111")) == ["aangehouden"]
    assert only(session, Employee).phone is None  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("person", "set", "CB1", "A001", "telefoon", "112"), "geen telefoonnummer"),
        (("person", "set", "CB1", "A001", "telefon", "06 12345678"), "Bedoelde u telefoon"),
        (("person", "set", "CB1", "A999", "telefoon", "06 12345678"), "niet bekend"),
        (("person", "set", "CB1", "A001", "telefoon", "  "), "niets ingevuld"),
        (("person", "set", "CB1", "A001", "opleiding", "x" * 201), "te lang"),
        (("employer", "set", "XX", "telefoon", "030 1234567"), "XX"),
        (("employer", "set", "CB1", "postcode", "3511"), "1234 AB"),
        (("contact", "set", "Z-00000", "casemanager", "telefoon", "030 1234567"), "niet bekend"),
    ],
)
def test_what_cannot_be_recorded_is_refused_in_one_message(
    session: Session, typed: Typed, words: tuple[str, ...], told: str
) -> None:
    """No traceback, nothing half written, and the value is not repeated."""
    imported(row())
    said = typed(*words, *BY)
    assert said.code != 0
    assert told in said.err
    assert "Traceback" not in said.err
    assert session.exec(select(PartyValue)).all() == []


def test_a_role_nobody_has_and_an_unknown_operator_are_refused(session: Session, typed: Typed) -> None:
    """There is nobody to call, and nobody who says so."""
    imported(row())
    number = session.exec(select(Case.number)).one()
    assert "niemand de rol hr" in typed("contact", "set", number, "hr", "telefoon", "030 1234567", *BY).err
    assert "Onbekende operator" in typed("person", "set", "CB1", "A001", "telefoon", "leeg", "--door", "x").err


def test_older_rows_are_still_as_the_ledger_stated_them(session: Session) -> None:
    """A column that came later changes the hash only where it has a value; taking the value away shows."""
    imported(row())
    employee = session.exec(select(Employee)).one()
    (covered,) = (each for each in COVERED if each.table is Employee)
    before = covered.digest(employee)
    assert covered._replace(later=()).digest(employee) == before
    employee.phone = "+31612345678"
    assert covered.digest(employee) != before
    employee.phone, employee.education = None, "+31612345678"
    assert covered.digest(employee) not in (before, covered._replace(later=("phone",)).digest(employee))


def test_who_corrected_what_stands_in_the_ledger_and_a_destroyed_person_leaves_nothing(
    session: Session, typed: Typed, owner_session: Session
) -> None:
    """A code and the name of a column, no value; what a file said otherwise goes with the person."""
    imported(row(Telefoon="06 11111111"))
    typed("person", "set", "CB1", "A001", "telefoon", "06 22222222", *BY)
    imported(row(Telefoon="06 11111111"))
    entry = session.exec(select(LedgerEntry).where(col(LedgerEntry.kind) == "corrected")).one()
    assert (entry.subject, entry.data) == ("employee", {"what": "phone", "actor": "operator-1"})
    destroy_person(owner_session, owner_session.exec(select(Employee)).one(), "operator-1", clock.today())
    owner_session.commit()
    assert only(session, PartyValue).said is None  # type: ignore[attr-defined]
    assert only(session, Employee).phone is None  # type: ignore[attr-defined]


def test_what_was_recorded_under_a_double_number_is_named_when_cases_merge(session: Session, typed: Typed) -> None:
    """Nothing is copied; the answer says what somebody recorded there alone, without its value."""
    imported(row(), {**row(Personeelsnummer="A002"), "Naam": "Jo Bos"})
    first, later = session.exec(select(Case.number).order_by(col(Case.id))).all()
    typed("person", "set", "CB1", "A002", "telefoon", "06 22222222", *BY)
    said = typed("case", "merge", first, later, "--reason", "ander_nummer", *BY)
    assert said.out.startswith(f"Dossier {later} is dubbel")
    assert "telefoon" in said.out
    assert "2222" not in said.out


def test_an_accent_that_is_encoded_otherwise_is_no_difference(session: Session, typed: Typed) -> None:
    """What is printed alike is the same value."""
    imported(row(Opleiding="café"))
    typed("person", "set", "CB1", "A001", "opleiding", "café", *BY)
    assert verdicts(row(Opleiding="cafe\u0301")) == ["ongewijzigd"]


def test_a_mended_address_of_a_contact_stays(session: Session) -> None:
    """The file that still has the old address means the same person; no address and no person are not taken."""
    row = row_of(Leidinggevende="Jan Leider", **{"Leidinggevende e-mail": "jan@bedrijf.tset"})
    imported(row)
    case = session.exec(select(Case)).one()
    for role, typed in (("leidinggevende", "leeg"), ("leidinggevende", "geen adres"), ("bureau", "a@bedrijf.test")):
        with pytest.raises(InputError):
            set_mail_address(session, case, role, typed, "operator-1", clock.today())
    said = set_mail_address(session, case, "leidinggevende", "jan@bedrijf.test", "operator-1", clock.today())
    session.commit()
    assert "jan@" not in said
    assert [each.verdict for each in imported(row).rows] == ["ongewijzigd"]
    session.expire_all()
    assert session.exec(select(Contact.email)).all() == ["jan@bedrijf.test"]
    assert verify_record(session) == []
