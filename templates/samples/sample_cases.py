"""One invented case, complete, for every test of documents: Noor Ğül-Łaska, sick since 5 January 2026."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from spoorboek.statute.disputes import WAGE_GROUNDS
from spoorboek.statute.facts import StepRef
from templates.document_context import (
    DocumentContext,
    DocumentDates,
    EmployeeDetails,
    EmployerDetails,
    InventoryRow,
    PersonDetails,
    QuestionDetails,
    ReferralDetails,
    WageDetails,
)
from templates.template_catalogue import find_template

FIRST = date(2026, 1, 5)


def day(offset: int) -> date:
    """Return the day so many days after the first sick day."""
    return FIRST + timedelta(offset)


def _moment(opens: int | None, target: int | None, due: int | None, done: int | None = None) -> DocumentDates:
    days = [None if offset is None else day(offset) for offset in (opens, target, due, done)]
    counts = next(offset for offset in (due, target, opens) if offset is not None)
    opens_on, target_on, due_on, done_on = days
    return DocumentDates(opens_on, target_on, due_on, max(counts - 1, 0) // 7 + 1, done_on)


DATES = {
    "probleemanalyse": _moment(14, 41, 42, 40),
    "plan_van_aanpak": _moment(40, 54, 56, 52),
    "evaluatie": _moment(80, 94, None),
    "bijstelling_plan_van_aanpak": _moment(180, 187, 194),
    "melding_42_weken": _moment(280, 287, 294),
    "arbeidsdeskundig_onderzoek": _moment(280, 322, None),
    "eerstejaarsevaluatie": _moment(315, 336, 363, 335),
    "loon_tweede_ziektejaar": _moment(350, 357, 364),
    "functioneel_profiel": _moment(314, 349, None),
    "zoekgegevens_spoor_2": _moment(314, 349, None),
    "start_spoor_2": _moment(56, 363, 377),
    "actueel_oordeel": _moment(602, 622, 636, 624),
    "eindevaluatie": _moment(602, 629, 636),
    "re_integratieverslag": _moment(602, 629, 636),
    "riv_aanvulling": _moment(660, None, 667),
    "herbeoordeling_mogelijkheden": _moment(110, 124, None),
    "bezwaar_loonsanctie": _moment(686, 714, 728),
    "wia_aanvraag": _moment(616, 643, 650),
    "einde_wachttijd": _moment(None, None, 727),
    "eerste_wia_dag": _moment(None, None, 728),
    "ziek_uit_dienst_melding": _moment(48, None, 51),
    "riv_ziek_uit_dienst": _moment(48, None, 51),
}
EMPLOYEE = EmployeeDetails(
    name="Noor Ğül-Łaska",
    birth_date=date(1984, 2, 29),
    bsn_masked="•••••• 333",
    personnel_number="004711",
    function="Medewerker magazijn",
    hours_per_week=Decimal("36.50"),
    address=("Kersenlaan 12", "3511 AB Utrecht"),
    email="noor@voorbeeld.example",
    phone="030 123 45 67",
    education="mbo-4 logistiek",
)
EMPLOYER = EmployerDetails(
    name="Van Dijk & Zonen Transport B.V.",
    address=("Havenweg 1", "3542 AA Utrecht"),
    loonheffingennummer="123456789L01",
    phone="030 765 43 21",
)
MANAGER = PersonDetails(name="Iris de Boer", role="casemanager", email="iris@voorbeeld.example", phone="030 111 22 33")
DOCTOR = PersonDetails(
    name="M. Postma", role="bedrijfsarts", organisation="Arbodienst De Brug", address=("Postbus 10", "3500 AA Utrecht")
)
PEOPLE = {
    "bedrijfsarts": DOCTOR,
    "arbeidsdeskundige": PersonDetails(
        name="T. Verhoeven", role="register-arbeidsdeskundige", organisation="Bureau Kompas"
    ),
    "salarisadministratie": PersonDetails(name="R. Bakker", role="salarisadministratie"),
    "casemanager": MANAGER,
}
REFERRAL = ReferralDetails(
    number=1,
    bureau="Re-integratiebureau Nieuwe Koers",
    answer_by=date(2026, 12, 9),
    offer_by=date(2026, 12, 14),
    informed_on=date(2026, 11, 20),
    assessment_on=date(2026, 11, 30),
    assessment_tracks=(1, 2),
    functional_source="inzetbaarheidsprofiel van de bedrijfsarts",
    functional_on=date(2026, 11, 16),
    possibilities=("zittend werk, afgewisseld met lopen", "vier uur per dag, vijf dagen per week"),
    limits=("tillen tot 5 kilo", "geen werk in de nacht"),
    search=("20 uur per week in postcodegebied 35, hoogstens 45 minuten reizen", "vervoer: openbaar vervoer"),
)
NOBODY = EmployerDetails(name="Opdrachtgever")  # whom a question says it is from
QUESTION = QuestionDetails(
    number=1,
    region="35",
    level="mbo_4",
    sector="vervoer",
    hours=20,
    rubrics=("dynamische_handelingen", "werktijden"),
    services=("spoor_2", "jobhunting"),
    start_by=date(2027, 1, 15),
    answer_by=date(2026, 12, 10),
)
INVENTORY = (
    InventoryRow(title="Probleemanalyse", dated=day(40), author="M. Postma, bedrijfsarts", signed=True),
    InventoryRow(title="Plan van aanpak", dated=day(52), author="werkgever en werknemer", signed=True),
    InventoryRow(title="Bijstelling plan van aanpak", dated=day(190), author="werkgever en werknemer", signed=None),
    InventoryRow(title="Eerstejaarsevaluatie", dated=day(335), author="werkgever en werknemer", signed=False),
    InventoryRow(title="Actueel oordeel", dated=day(624), author="M. Postma, bedrijfsarts", signed=True),
    InventoryRow(title="Eindevaluatie", present=False),
)
DEATH = {"overlijden_loon", "overlijden_dossier"}
WITHHELD = WageDetails(
    article="derde lid, onder c",
    suspends=False,
    says=WAGE_GROUNDS["lid_3_c"].says,
    asks=WAGE_GROUNDS["lid_3_c"].asks,
    from_on=day(70),
    answer_by=day(69),
    price=100,
    opinion_by=day(84),
)
SUSPENDED = replace(
    WITHHELD,
    article="zesde lid",
    suspends=True,
    says=WAGE_GROUNDS["lid_6"].says,
    asks=WAGE_GROUNDS["lid_6"].asks,
)
WAGE = {
    "loon_waarschuwing": replace(WITHHELD, opinion_by=day(76)),
    "loon_opschorting": SUSPENDED,
    "loon_stop": WITHHELD,
    "loon_verwerken": SUSPENDED,
    "loon_hervat": replace(WITHHELD, until_on=day(89), resumed_on=day(90), opinion_by=day(104)),
}
LEAVING = {"ziek_uit_dienst_melding", "riv_ziek_uit_dienst"}
MADE_ON = {
    "verzoek_probleemanalyse": 14,
    "uitnodiging_spreekuur": 14,
    "plan_van_aanpak": 40,
    "evaluatie": 80,
    "bijstelling_plan_van_aanpak": 180,
    "ziek_uit_dienst_melding": 48,
    "riv_ziek_uit_dienst": 48,
    "melding_42_weken": 280,
    "opdracht_arbeidsdeskundig_onderzoek": 280,
    "eerstejaarsevaluatie": 315,
    "informatie_spoor_2": 315,
    "functioneel_profiel": 314,
    "zoekgegevens": 314,
    "aanmelding_spoor_2": 336,
    "aanmelding_spoor_2_bericht": 336,
    "uitvraag_spoor_2": 336,
    "uitvraag_spoor_2_bericht": 336,
    "wijziging_spoor_2": 420,
    "wijziging_spoor_2_bericht": 420,
    "loon_tweede_ziektejaar": 350,
    "verzoek_actueel_oordeel": 602,
    "eindevaluatie": 602,
    "re_integratieverslag": 602,
    "wia_informatie": 616,
    "riv_aanvulling": 660,
    "bekortingsverzoek": 760,
    "afsluiting": 120,
    "verzoek_bijstelling_probleemanalyse": 110,
    "oordeel_werknemer": 602,
    "verzoek_deskundigenoordeel": 210,
    "bezwaarschrift": 690,
    "gespreksverslag": 96,
    "gemist_spreekuur": 32,
    "overlijden_loon": 121,
    "overlijden_dossier": 121,
    "loon_waarschuwing": 62,
    "loon_opschorting": 70,
    "loon_stop": 70,
    "loon_verwerken": 70,
    "loon_hervat": 90,
}


def full(key: str) -> DocumentContext:
    """Return a context in which everything is known, on the day the document `key` is usually made."""
    made_on = day(MADE_ON[key])
    dates = {
        name: moment if moment.done_on is None or moment.done_on <= made_on else moment._replace(done_on=None)
        for name, moment in DATES.items()
    }
    follow_up = next(offset for offset in range(94, 1000, 42) if offset > MADE_ON[key] + 35)
    dates["volgende_evaluatie"] = _moment(None, follow_up, None)
    return DocumentContext(
        case_number="Z-7K3Q9",
        document_number="Z-7K3Q9-0003",
        version=1,
        rules="2026-11-22",
        today=made_on,
        first_sick_day=FIRST,
        employer=NOBODY if key.startswith("uitvraag") else EMPLOYER,
        employee=EMPLOYEE,
        step=StepRef(find_template(key).step),
        dates=dates,
        wait_ends_on=day(727),
        addressee=PEOPLE.get(find_template(key).receiver),
        signer=PersonDetails(name="Sanne van Dijk", role="directeur"),
        casemanager=MANAGER,
        bedrijfsarts=DOCTOR,
        recovered_on=day(92) if key == "afsluiting" else None,
        closed_on=day(119) if key == "afsluiting" else None,
        close_reason="hersteld" if key == "afsluiting" else None,
        died_on=day(120) if key in DEATH else None,
        death_benefit=(day(121), day(151)) if key in DEATH else None,
        contract_ends_on=day(53) if key in LEAVING else None,
        days_sick_on_leaving=53 if key in LEAVING else None,
        sanction_decided_on=date(2027, 11, 15),
        variant="verkort",
        referral=REFERRAL,
        question=QUESTION,
        inventory=INVENTORY,
        wage=WAGE.get(key),
        about_on=day(MADE_ON[key] - 1),
        opinion_price=400,
    )


def _bare_wage(wage: WageDetails | None) -> WageDetails | None:
    """Leave out what a letter about wage may not know; only the ground of a suspension is always in words."""
    if wage is None or wage.suspends:
        return wage and replace(wage, price=None)
    return replace(wage, price=None, says=None, asks=None)


def _bare_referral(key: str) -> ReferralDetails:
    """Return a referral of which nothing is known; what tells of a changed capability always has its days."""
    known = ReferralDetails(number=1, bureau=REFERRAL.bureau)
    return replace(known, functional_on=day(419), answer_by=day(434)) if key.startswith("wijziging") else known


def bare(key: str) -> DocumentContext:
    """Return a context with nothing in it but what no case is without, and the dates."""
    known = full(key)
    return DocumentContext(
        case_number=known.case_number,
        document_number=known.document_number,
        version=1,
        rules=known.rules,
        today=known.today,
        first_sick_day=FIRST,
        employer=EmployerDetails(name=EMPLOYER.name),
        employee=replace(
            EmployeeDetails(name=EMPLOYEE.name), function=EMPLOYEE.function, hours_per_week=EMPLOYEE.hours_per_week
        ),
        dates=known.dates,
        wait_ends_on=known.wait_ends_on,
        closed_on=day(119),
        died_on=day(120),
        death_benefit=(day(121), day(151)),
        sanction_decided_on=known.sanction_decided_on,
        variant="volledig",
        referral=_bare_referral(key),
        question=QUESTION._replace(rubrics=()),
        wage=_bare_wage(known.wage),
        about_on=known.about_on,
    )
