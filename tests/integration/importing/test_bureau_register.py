"""The commands about bureaus: the register is shown and changed with a trace, a shortlist tells why."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook
from sqlmodel import Session, select
from support.command_in_process import Said

from models.bureau_choice import bureaus_to_ask
from models.tables import Bureau, BureauAct, BureauKey, Case, CaseEvent, KeptShortlist
from models.verification import verify_record
from spoorboek.importing.empty_workbook import write_empty_workbook
from spoorboek.importing.import_file import import_file

Typed = Callable[..., Said]
BY = ("--door", "operator-1")
FILE = (
    "Bureau;Naam;E-mail;Regio;Diensten;Specialismen;Volgorde;Contract vanaf;Contract t/m;Capaciteit;Wachttijd;OVAL t/m;"
    "Contactpersoon;Contactpersoon e-mail;Contactpersoon telefoon;Tarieven vanaf;Tarief traject tweede spoor\n"
    "eerst;Bureau Kanarie;een@kanarie.test;landelijk;spoor 2, coaching;Pools;1;01-01-2026;31-12-2099;5;7;31-12-2099;"
    "Ko Kanarie;ko@kanarie.test;030 123 45 67;01-01-2026;4.250,50\n"
    "tweede;Bureau Twee;twee@kanarie.test;landelijk;spoor_2;;2;;;;;;;;;;\n"
    "oud;Bureau Oud;oud@kanarie.test;landelijk;;;3;;31-12-2020;;;;;;;;\n"
)


@pytest.fixture
def register(session: Session) -> Session:
    """Import a register of three bureaus; one has no contract any more."""
    report = import_file(FILE.encode(), "bureaus")
    assert report.counts == {"nieuw": 3}
    return session


def test_the_same_file_twice_changes_nothing(register: Session) -> None:
    """Prices, certificates and contacts are recognised; no trace is left of nothing."""
    report = import_file(FILE.encode(), "bureaus")
    assert report.counts == {"ongewijzigd": 3}
    assert len(register.exec(select(BureauAct)).all()) == 3


def test_the_register_is_listed_without_a_name(register: Session, typed: Typed) -> None:
    """Codes and numbers, in the order of rank, as a table and as JSON."""
    assert "Kanarie" not in typed("bureau", "list").out
    lines = json.loads(typed("bureau", "list", "--format", "json").out)
    assert [line["code"] for line in lines] == ["eerst", "tweede", "oud"]
    first = lines[0]
    assert (first["services"], first["specialisms"]) == (["coaching", "spoor_2"], ["taal_pools"])
    assert first["prices"] == [{"service": "spoor_2", "cents": 425050, "from": "2026-01-01", "until": None}]
    assert (first["capacity"], first["occupied"], first["waiting_days"]) == (5, 0, 7)
    assert first["answers"] == [0, 0]


SECRET_PLACE = "https://kanarie.test/geheim"
SHOWN: list[tuple[list[tuple[object, ...]], tuple[bool, bool], str]] = [
    ([], (False, False), "HTTPS-adres niet ingesteld, sleutel niet ingesteld"),
    ([()], (False, True), "HTTPS-adres niet ingesteld, sleutel ingesteld"),
    ([("--endpoint", SECRET_PLACE)], (True, True), "HTTPS-adres ingesteld, sleutel ingesteld"),
    ([("--endpoint", SECRET_PLACE), ("--days", 0)], (True, True), "HTTPS-adres ingesteld, sleutel ingesteld"),
    ([("--endpoint", SECRET_PLACE), ("--endpoint", "")], (False, True), "HTTPS-adres niet ingesteld, sleutel"),
]


@pytest.mark.parametrize(("made", "state", "said"), SHOWN)
def test_of_an_address_and_a_key_is_told_whether_they_are_set(
    register: Session, typed: Typed, made: list[tuple[object, ...]], state: tuple[bool, bool], said: str
) -> None:
    """As they stand after each `keys bureau`, of that bureau alone; their values are shown nowhere."""
    keys = [typed("keys", "bureau", "eerst", *options, *BY).out for options in made]
    secrets = [line.partition("Geheim: ")[2] for out in keys for line in out.splitlines() if "Geheim: " in line]
    assert len(secrets) == len(made)
    views = [("show", "eerst"), ("show", "eerst", "--format", "json"), ("list",), ("list", "--format", "json")]
    shown = [typed("bureau", *view).out for view in views]
    assert [word for word in ("geheim", *secrets) for text in shown if word in text] == []
    assert said in shown[0]
    told, nothing = dict(zip(("endpoint", "key"), state, strict=True)), {"endpoint": False, "key": False}
    assert json.loads(shown[1])["https"] == told
    assert [line["https"] for line in json.loads(shown[3])] == [told, nothing, nothing]


def test_a_key_that_ended_is_told_as_none(register: Session, typed: Typed) -> None:
    """An address stays known when its key holds no longer."""
    typed("keys", "bureau", "eerst", "--endpoint", SECRET_PLACE, *BY)
    key = register.exec(select(BureauKey)).one()
    key.ends_at = key.made_at
    register.add(key)
    register.commit()
    assert "HTTPS-adres ingesteld, sleutel niet ingesteld" in typed("bureau", "show", "eerst").out


def test_a_trace_holds_nothing_of_a_person(register: Session, typed: Typed) -> None:
    """Of sealed values only that they changed."""
    typed("bureau", "set", "eerst", "contactpersoon=Bo Kanarie", "contactpersoon e-mail=bo@kanarie.test", *BY)
    traces = json.dumps([act.detail for act in register.exec(select(BureauAct))])
    assert [word for word in ("kanarie", "Kanarie", "030 123", "3130123") if word in traces] == []


def test_a_change_leaves_who_when_and_what(register: Session, typed: Typed) -> None:
    """Codes, days and numbers with their value before and after; taking out of use needs a reason."""
    assert typed("bureau", "set", "eerst", "capaciteit=9", "contract t/m=31-12-2098", *BY).code == 0
    refused = typed("bureau", "set", "eerst", "actief=nee", *BY)
    assert "ontbreekt de reden" in refused.err
    assert "contract_beeindigd" in refused.err
    assert typed("bureau", "set", "eerst", "actief=nee", "--reason", "contract-beeindigd", *BY).code == 0
    acts = register.exec(select(BureauAct).where(BureauAct.actor == "operator-1").order_by(BureauAct.id)).all()
    assert [act.detail for act in acts] == [
        {"changed": {"contract_until": ["2099-12-31", "2098-12-31"], "capacity": [5, 9]}},
        {"changed": {"active": [True, False]}, "reason": "contract_beeindigd"},
    ]
    assert "operator-1 gewijzigd: active (Het contract is beëindigd)" in typed("bureau", "show", "eerst").out


WRONG = [
    (("capaciteit",), "kop=waarde"),
    (("plekken=3",), "Onbekende kop 'plekken'"),
    (("capaciteit=veel",), "'Capaciteit': verwacht een heel getal"),
    (("capaciteit=-1",), "'Capaciteit': verwacht een heel getal"),
    (("capaciteit=1", "plaatsen=2"), "'Capaciteit' staat er twee keer"),
    (("naam=",), "'Naam' kan niet leeg zijn"),
    (("diensten=massage",), "'Diensten': 1 woord staat niet in de lijst"),
    (("tarief coaching=100",), "vul 'Tarieven vanaf' in"),
    (("contract vanaf=1-1-2100",), "zou eindigen (31-12-2099) vóór het begint"),
    (("contract vanaf=1-1-2027", "contract t/m=1-1-2026"), "ligt vóór de eerste dag"),
    (("contactpersoon telefoon=030 123 45 68",), "de naam erbij ontbreekt"),
    (("https-adres=https://kanarie.test",), "Onbekende kop 'https-adres'"),
    (("e-mail=kanarie",), "geen e-mailadres"),
    (("oval t/m=31-02-2027",), "deze datum bestaat niet"),
    (("capaciteit=5",), "dit staat er al zo"),
]


@pytest.mark.parametrize(("values", "said"), WRONG)
def test_a_wrong_value_is_refused_once_and_nothing_is_written(
    register: Session, typed: Typed, values: tuple[str, ...], said: str
) -> None:
    """One clear message, in Dutch, that never quotes what was typed as a value."""
    refused = typed("bureau", "set", "eerst", *values, *BY)
    assert refused.code != 0
    assert said in refused.err
    assert "kanarie" not in refused.err
    assert len(register.exec(select(BureauAct)).all()) == 3


def test_another_name_is_another_person(register: Session, typed: Typed) -> None:
    """Nothing of the contact before stays with the new name; an empty value takes away what is there."""
    typed("bureau", "set", "eerst", "contactpersoon=Bo Kanarie", "contactpersoon e-mail=bo@kanarie.test", *BY)
    contact = json.loads(typed("bureau", "show", "eerst", "--format", "json").out)["contacts"]["contactpersoon"]
    assert contact == {"name": "Bo Kanarie", "email": "bo@kanarie.test", "phone": None}
    typed("bureau", "set", "eerst", "contactpersoon=", "contract t/m=", "diensten=", "oval t/m=", *BY)
    shown = json.loads(typed("bureau", "show", "eerst", "--format", "json").out)
    assert (shown["contacts"], shown["contract_until"], shown["services"], shown["certificates"]) == ({}, None, [], {})


def test_an_unknown_bureau_and_an_unknown_person_are_refused(register: Session, typed: Typed) -> None:
    """What looks like it is named; who is no operator changes nothing."""
    assert "Bedoelde u tweede" in typed("bureau", "show", "twede").err
    assert "Onbekende operator" in typed("bureau", "set", "eerst", "capaciteit=1", "--door", "niemand").err


def test_a_shortlist_shows_its_parts_and_who_falls_out(
    register: Session, typed: Typed, make_case: Callable[..., Case]
) -> None:
    """Every candidate with the sum of its parts; every other with the reason; no name of anybody."""
    case = make_case()
    shown = typed("referral", "shortlist", case.number).out
    assert "oud: het contract is voorbij" in shown
    assert "Kanarie" not in shown
    found = json.loads(typed("referral", "shortlist", case.number, "--service", "spoor_2", "--format", "json").out)
    assert [each["bureau"] for each in found["candidates"]] == ["eerst", "tweede"]
    assert all(each["score"] == sum(each["parts"].values()) for each in found["candidates"])
    lacking = {"reasons": ["contract_voorbij", "dienst_ontbreekt"], "lacking": ["spoor_2"]}
    assert found["excluded"] == [{"bureau": "oud", **lacking}]
    assert sum(found["weights"].values()) == 100
    assert "zegt iets over de gezondheid" in typed("referral", "shortlist", case.number, "--specialism", "burn_out").err
    assert register.exec(select(KeptShortlist)).all() == []


def test_the_wish_of_the_employee_is_recorded_and_counts(
    register: Session, typed: Typed, make_case: Callable[..., Case]
) -> None:
    """By code; twice the same is refused; without a code there is no wish any more."""
    case = make_case()
    assert bureaus_to_ask(register, case)[0] == "eerst"
    assert "voorkeur voor bureau tweede" in typed("referral", "prefer", case.number, "TWEEDE", *BY).out
    assert "ligt al vast" in typed("referral", "prefer", case.number, "tweede", *BY).err
    assert bureaus_to_ask(register, case)[0] == "tweede"
    assert "Voorkeur van de werknemer: tweede" in typed("referral", "shortlist", case.number).out
    typed("referral", "prefer", case.number, *BY)
    assert bureaus_to_ask(register, case)[0] == "eerst"
    assert "Onbekend bureau" in typed("referral", "prefer", case.number, "nergens", *BY).err


def test_another_than_the_first_needs_a_reason_and_is_kept(
    register: Session, typed: Typed, make_case: Callable[..., Case]
) -> None:
    """The list, its weights, the choice and the reason are kept; the event holds codes; the choice is asked first."""
    case = make_case()
    choose = ("referral", "shortlist", case.number, "--choose")
    assert "ontbreekt de reden" in typed(*choose, "tweede", *BY).err
    assert "het contract is voorbij" in typed(*choose, "oud", "--reason", "loopt_al", *BY).err
    assert "Hier hoort geen reden" in typed(*choose, "eerst", "--reason", "loopt_al", *BY).err
    assert register.exec(select(KeptShortlist)).all() == []
    assert typed(*choose, "tweede", "--reason", "loopt-al", *BY).code == 0
    (kept,) = register.exec(select(KeptShortlist)).all()
    bureau = register.exec(select(Bureau).where(Bureau.id == kept.bureau_id)).one()
    assert (bureau.code, kept.reason, kept.number, kept.actor) == ("tweede", "loopt_al", 1, "operator-1")
    assert [each["bureau"] for each in kept.content["candidates"]] == ["eerst", "tweede"]
    event = register.exec(select(CaseEvent).where(CaseEvent.kind == "bureau_chosen")).one()
    assert event.data == {"bureau": "tweede", "shortlist": 1, "reason": "loopt_al"}
    assert bureaus_to_ask(register, case) == ("tweede", "eerst")


def test_the_template_of_the_register_filled_in_is_taken(session: Session, tmp_path: Path, typed: Typed) -> None:
    """The workbook we hand out is one we understand: dates, amounts and numbers as a person types them in Excel."""
    path = tmp_path / "register.xlsx"
    write_empty_workbook(path)
    workbook = load_workbook(path)
    filled: dict[str, object] = {
        "Bureau": "b1",
        "Naam": "Bureau Kanarie",
        "E-mail": "b1@kanarie.test",
        "Noloc t/m": date(2027, 12, 31),
        "Tarieven vanaf": date(2026, 1, 1),
        "Tarief coaching": 95.5,
        "Capaciteit": 3,
    }
    sheet = workbook["Bureaus"]
    for cell in sheet[1]:
        sheet.cell(2, cell.column, filled.get(str(cell.value)))
    workbook.save(path)
    assert typed("import", path, "--kind", "bureaus").code == 0
    (line,) = json.loads(typed("bureau", "list", "--format", "json").out)
    assert (line["certificates"], line["capacity"]) == ({"noloc": "2027-12-31"}, 3)
    assert line["prices"] == [{"service": "coaching", "cents": 9550, "from": "2026-01-01", "until": None}]


def test_later_prices_leave_those_of_before(register: Session, typed: Typed) -> None:
    """A new first day adds a price; the same day again corrects it; a blank last day keeps the one that was there."""
    for cells in (("01-01-2027", "4500"), ("01-01-2027", "4600")):
        values = ("tarieven vanaf=" + cells[0], "tarief traject tweede spoor=" + cells[1])
        assert typed("bureau", "set", "eerst", *values, *BY).code == 0
    typed("bureau", "set", "eerst", *values, "tarieven t/m=31-12-2027", *BY)
    assert "dit staat er al zo" in typed("bureau", "set", "eerst", *values, *BY).err
    prices = json.loads(typed("bureau", "show", "eerst", "--format", "json").out)["prices"]
    assert [(each["from"], each["cents"], each["until"]) for each in prices] == [
        ("2026-01-01", 425050, None),
        ("2027-01-01", 460000, "2027-12-31"),
    ]


def test_what_was_written_is_in_the_ledger(register: Session, typed: Typed, make_case: Callable[..., Case]) -> None:
    """Terms, contacts, prices, changes and shortlists are stated there, and the record is whole."""
    case = make_case()
    typed("bureau", "set", "eerst", "capaciteit=9", *BY)
    assert typed("referral", "shortlist", case.number, "--choose", "eerst", *BY).code == 0
    register.expire_all()
    assert verify_record(register) == []
