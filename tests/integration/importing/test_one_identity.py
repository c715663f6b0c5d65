"""However a person, an employer or a bureau is written: one of each; who may be somebody else is refused."""

from datetime import date

import pytest
from sqlmodel import Session, SQLModel, func, select
from support.import_rows import as_csv, imported, refusal, row_of, verdicts

from models.addressees import find_employee
from models.identity.doubles import find_doubles
from models.ledger.entries import CORRECTED
from models.retention_queries import find_employer
from models.tables import Bureau, Case, Employee, Employer, LedgerEntry, PersonIdentity
from models.verification import verify_record
from models.virtual_calendar import set_virtual_day
from spoorboek.errors import InputError
from spoorboek.importing.identity.corrections import clear_value, renumber_person
from spoorboek.importing.import_file import import_file

BSN, OTHER_BSN = "123456782", "111222333"


@pytest.fixture(autouse=True)
def fixed_day(session: Session) -> None:
    """Let it be 22 November 2026."""
    set_virtual_day(session, date(2026, 11, 22))
    session.commit()


def count(session: Session, table: type[SQLModel]) -> int:
    """Count the rows of a table."""
    session.expire_all()
    return session.exec(select(func.count()).select_from(table)).one()


@pytest.mark.parametrize(
    ("first", "again"),
    [
        ({"Personeelsnummer": "A001"}, {"Personeelsnummer": "a001"}),
        ({"Personeelsnummer": "00123"}, {"Personeelsnummer": "123"}),
        ({"Personeelsnummer": "123"}, {"Personeelsnummer": "000123"}),
        ({"Personeelsnummer": "00aB"}, {"Personeelsnummer": "Ab"}),
        ({"Personeelsnummer": "0"}, {"Personeelsnummer": "000"}),
        ({"Personeelsnummer": "P-01/x"}, {"Personeelsnummer": "p-01/X "}),
        ({"Werkgever": "CB1"}, {"Werkgever": "cb1"}),
        ({"Werkgever": "007"}, {"Werkgever": "7"}),
        ({"Werkgever": "007", "Personeelsnummer": "x1"}, {"Werkgever": "7", "Personeelsnummer": "X1"}),
        ({"Naam": "Zoë Smit", "Personeelsnummer": "1"}, {"Naam": "Zoë Smit", "Personeelsnummer": "01"}),
    ],
)
def test_a_person_written_differently_is_the_same_person(
    session: Session, first: dict[str, str], again: dict[str, str]
) -> None:
    """Across files the second writing changes nothing; within a file it is a second line of one person."""
    assert verdicts(row_of(**first)) == ["nieuw"]
    shown = session.exec(select(Employee)).one().personnel_number, session.exec(select(Employer)).one().code
    assert verdicts(row_of(**again)) == ["ongewijzigd"]
    assert (count(session, Employer), count(session, Employee), count(session, Case)) == (1, 1, 1)
    assert (session.exec(select(Employee)).one().personnel_number, session.exec(select(Employer)).one().code) == shown
    assert "staat al op regel 2" in refusal(row_of(**first), row_of(**again))
    employer, number = ({**row_of(), **again}[name] for name in ("Werkgever", "Personeelsnummer"))
    assert find_employee(session, employer, number) is not None
    assert find_employer(session, employer) is not None
    assert verify_record(session) == []


def test_numbers_that_differ_otherwise_are_two_people(session: Session) -> None:
    """A zero inside or behind a number, a letter more, another employer: nothing of it is the same."""
    rows = [row_of(Personeelsnummer=each) for each in ("A1", "A01", "A10", "A1B", "10", "1", "1.0")]
    assert verdicts(*rows, row_of(Werkgever="CB2")) == ["nieuw"] * 8
    assert find_doubles(session) == []


def test_a_known_bsn_under_another_number_is_refused_with_both(session: Session) -> None:
    """The message names both numbers and the ways on; nothing of the file is taken, the number written as here."""
    imported(row_of(BSN=BSN))
    told = refusal(row_of(Personeelsnummer="B2", BSN=BSN), row_of(Personeelsnummer="C3"))
    for words in ("A001", "B2", "person renumber", "Ander dienstverband", "herstel dan het BSN"):
        assert words in told
    assert BSN not in told
    assert count(session, Employee) == 1
    with pytest.raises(InputError, match=r"A001; deze regel heeft B2"):  # not that his own case is missing
        import_file(as_csv(row_of(Personeelsnummer="B2", BSN=BSN)))
    assert "A001" in refusal(row_of(Werkgever="cb1", Personeelsnummer="B2", BSN=BSN))
    assert verdicts(row_of(Werkgever="CB2", Personeelsnummer="B2", BSN=BSN)) == ["nieuw"]


def test_a_known_person_who_gets_the_bsn_of_another_is_refused(session: Session) -> None:
    """Also when both numbers were known before the BSN came."""
    imported(row_of(BSN=BSN), row_of(Personeelsnummer="B2"))
    assert "A001" in refusal(row_of(Personeelsnummer="B2", BSN=BSN))


def test_the_same_name_and_birth_date_may_be_the_same_person(session: Session) -> None:
    """Without a BSN of both it is refused; a BSN that differs, or `nee` in the column, tells them apart."""
    born = {"Geboortedatum": "1-2-1980"}
    imported(row_of(**born))
    told = refusal(row_of(Personeelsnummer="B2", Naam="KIM  de boer", **born))
    assert "A001" in told
    assert "B2" in told
    assert verdicts(row_of(Personeelsnummer="B2", Ander_dienstverband="Nee", **born)) == ["nieuw"]
    assert verdicts(row_of(Personeelsnummer="B2", **born)) == ["ongewijzigd"]
    assert find_doubles(session) == []
    assert verdicts(row_of(Personeelsnummer="C3", Geboortedatum="2-2-1980")) == ["nieuw"]


@pytest.mark.parametrize(
    ("known", "said", "title"),
    [
        ({"BSN": BSN}, {"BSN": OTHER_BSN}, "BSN"),
        ({"Geboortedatum": "1-2-1980"}, {"Geboortedatum": "1-2-1981"}, "geboortedatum"),
        ({"BSN": BSN}, {"BSN": OTHER_BSN, "Personeelsnummer": "a001"}, "BSN"),
        ({"Personeelsnummer": "00123"}, {"Personeelsnummer": "123", "Naam": "Piet Bos"}, "naam"),
    ],
)
def test_equal_numbers_of_people_who_differ_are_refused_never_merged(
    session: Session, known: dict[str, str], said: dict[str, str], title: str
) -> None:
    """The record is as it was, and the message says which value differs without quoting it."""
    imported(row_of(**known))
    told = refusal(row_of(**{**known, **said}), row_of(Personeelsnummer="Z9", Naam="Ander"))
    assert title in told
    assert "eigen nummer" in told
    assert OTHER_BSN not in told
    assert count(session, Employee) == 1
    assert session.exec(select(Employee)).one().name == "Kim de Boer"


def test_a_wrong_value_is_cleared_by_a_person_and_then_filled_by_the_file(session: Session) -> None:
    """Who did it stands in the ledger."""
    imported(row_of(Geboortedatum="1-2-1980"))
    told = clear_value(session, "cb1", "a001", "geboortedatum", "operator-1")
    session.commit()
    assert "Leeggemaakt" in told
    with pytest.raises(InputError, match="geen geboortedatum bekend"):
        clear_value(session, "cb1", "a001", "geboortedatum", "operator-1")
    assert verdicts(row_of(Geboortedatum="1-2-1981")) == ["gewijzigd"]
    entry = session.exec(select(LedgerEntry).where(LedgerEntry.kind == CORRECTED)).one()
    assert entry.data == {"what": "birth_date", "actor": "operator-1"}
    assert verify_record(session) == []


def test_a_number_that_changed_is_recorded_and_then_the_file_goes_in(session: Session) -> None:
    """The old number is then the stranger; somebody else's number is not given away."""
    imported(row_of(BSN=BSN), row_of(Personeelsnummer="B2", Naam="Piet"))
    with pytest.raises(InputError, match="case merge"):
        renumber_person(session, "CB1", "A001", "b2", "operator-1")
    renumber_person(session, "CB1", "a001", "N7", "operator-1")
    session.commit()
    assert verdicts(row_of(Personeelsnummer="n7", BSN=BSN)) == ["ongewijzigd"]
    assert "N7" in refusal(row_of(BSN=BSN))
    assert "gewijzigd in N7" in refusal(row_of(Personeelsnummer="a001"))
    assert verdicts(row_of(Naam="Nieuw Iemand", Ander_dienstverband="nee")) == ["nieuw"]
    assert verify_record(session) == []


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
@pytest.mark.parametrize("together", [True, False])
def test_two_employments_of_one_person_are_accepted_when_the_file_says_so(
    session: Session, order: tuple[int, int], together: bool
) -> None:
    """In one file or two, in either order; each has its case, and the next file needs not say it again."""
    pair = row_of(BSN=BSN), row_of(Personeelsnummer="B2", BSN=BSN, Ander_dienstverband="a001")
    rows = [pair[each] for each in order]
    if together:
        assert "Ander dienstverband" in refusal(*({**each, "Ander dienstverband": ""} for each in rows))
        report = imported(*rows)
    elif order == (0, 1):
        imported(rows[0])
        assert "Ander dienstverband" in refusal({**rows[1], "Ander dienstverband": ""})
        report = imported(rows[1])
    else:
        assert "niet bekend" in refusal(rows[0])
        return
    assert any("ander dienstverband naast personeelsnummer A001" in str(each) for each in report.rows)
    assert count(session, Case) == 2
    assert verdicts({**pair[1], "Ander dienstverband": ""}) == ["ongewijzigd"]
    assert find_doubles(session) == []
    assert verify_record(session) == []


def test_a_column_that_contradicts_itself_is_refused(session: Session) -> None:
    """Its own number, a stranger's, one that is not there."""
    assert "van de regel zelf" in refusal(row_of(Ander_dienstverband="a001"))
    other = row_of(Personeelsnummer="B2", BSN=OTHER_BSN)
    assert "ander BSN" in refusal(row_of(BSN=BSN, Ander_dienstverband="B2"), other)
    assert "niet bekend" in refusal(row_of(Ander_dienstverband="weg"))
    assert count(session, Employee) == 0


@pytest.mark.parametrize("again", [{}, {"Naam": "SANNE  DE WIT"}, {"E-mail": "Sanne@Thuis.example"}])
def test_a_name_with_the_same_address_is_refused_under_another_number(session: Session, again: dict[str, str]) -> None:
    """Without BSN and birth date the mailbox tells that it is one person, who would get every mail twice."""
    first = {"Naam": "Sanne de Wit", "E-mail": "sanne@thuis.example"}
    imported(row_of(**first))
    other = first | again | {"Personeelsnummer": "771"}
    with pytest.raises(InputError, match=r"deze naam en dit e-mailadres.*Ander dienstverband"):
        imported(row_of(**other))
    assert "deze naam en dit e-mailadres staat bij dezelfde werkgever al op regel 2" in refusal(
        row_of(**first), row_of(**other)
    )
    told_apart = {
        "801": {"Naam": "Sanne de Boer"},
        "802": {"E-mail": "s@b.example"},
        "803": {"Ander dienstverband": "nee"},
    }
    for number, apart in told_apart.items():
        imported(row_of(**(other | apart | {"Personeelsnummer": number})))
    assert count(session, Employee) == 4


def test_bureaus_are_one_however_their_code_is_written(session: Session) -> None:
    """Within a file and across files; the code stays as it was first written."""
    head = "Bureau;Naam;E-mail\n"
    import_file(f"{head}WW01;Wegwijs;ww@b.example\n".encode(), "bureaus")
    for code in ("ww01", "0WW01", "Ww01"):
        report = import_file(f"{head}{code};Wegwijs;ww@b.example\n".encode(), "bureaus")
        assert [each.verdict for each in report.rows] == ["ongewijzigd"]
    with pytest.raises(InputError, match="al op regel 2"):
        import_file(f"{head}X1;Een;a@b.example\nx1;Twee;b@b.example\n".encode(), "bureaus")
    assert session.exec(select(Bureau.code)).all() == ["WW01"]


def test_a_person_who_was_destroyed_is_recognised_by_nothing(session: Session, owner_session: Session) -> None:
    """No hash of a BSN or a birth date is kept of who is gone."""
    from models.destruction import destroy_person

    imported(row_of(BSN=BSN, Geboortedatum="1-2-1980"))
    employee = owner_session.exec(select(Employee)).one()
    destroy_person(owner_session, employee, "operator-1", date(2026, 11, 22))
    owner_session.commit()
    known = session.exec(select(PersonIdentity)).one()
    assert (known.number_hash, known.bsn_hash, known.birth_hash) == (None, None, None)
    assert find_doubles(session) == []
