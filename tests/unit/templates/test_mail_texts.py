"""Mails: what, when, why and what to do, and no person in the subject."""

import re
from dataclasses import replace
from datetime import date

import pytest
from support.mail_samples import PLAN

from spoorboek.errors import InputError
from templates.document_context import DocumentDates
from templates.mail_texts import NEEDS, SUBJECTS, MailKey, make_mail
from templates.samples.sample_cases import EMPLOYEE, day
from templates.template_catalogue import find_template


@pytest.mark.parametrize("key", NEEDS)
def test_every_mail_can_be_written(key: MailKey) -> None:
    """Each kind has a text, wrapped for any screen, without a loose end."""
    body = make_mail(key, PLAN).body
    assert not re.search(r"None|\{\{|\}\}|\n\n\n|\S  ", body)
    assert max(len(line) for line in body.splitlines() if "http" not in line) <= 78


@pytest.mark.parametrize("key", NEEDS)
def test_a_subject_holds_case_kind_and_step_alone(key: MailKey) -> None:
    """No name, no employer, nothing of the content. Source: docs/wet/privacy.md, Mail."""
    subject = make_mail(key, PLAN).subject
    of_step = f"Z-7K3Q9 · {SUBJECTS.get(key)}: Plan van aanpak"
    assert subject in (
        of_step,
        "Z-7K3Q9 · 2 vragen over wat al gedaan was",
        "Z-7K3Q9 · 2 vragen zonder antwoord",
        "Z-7K3Q9 · verwijzing 1 wacht op akkoord",
        "Z-7K3Q9 · verwijzing 1: wijziging, verandert het trajectplan?",
        "Heeft u plaats voor een traject tweede spoor?",
        "Onze vraag om een traject tweede spoor",
        "Z-7K3Q9 · verwijzing 1: 80% van de offerte gebruikt",
        "Spoorboek · 2 stappen wachten op iemand",
        "Spoorboek · 3 vragen over wat al gedaan was",
    )
    assert not re.search(r"\blaat\b", subject)


@pytest.mark.parametrize("key", SUBJECTS)
@pytest.mark.parametrize(("today", "done", "late"), [(56, None, False), (57, None, True), (57, 50, False)])
def test_a_subject_says_whether_the_step_is_late(key: MailKey, today: int, done: int | None, late: bool) -> None:
    """From the day after the last lawful day, unless it was done; a letter to the employee is no alarm."""
    moment = PLAN.moment._replace(done_on=day(done) if done else None)
    subject = make_mail(key, replace(PLAN, today=day(today), moment=moment, questions=PLAN.questions[:1])).subject
    assert ("te laat" in subject.casefold()) == (late and key not in ("brief", "ingetrokken"))


@pytest.mark.parametrize("key", ["herinnering", "ingetrokken"])
@pytest.mark.parametrize("before", ["target_on", "due_on"])
@pytest.mark.parametrize("holds", [day(56), day(40), None])
def test_an_employee_reads_plain_words(key: MailKey, before: str, holds: date | None) -> None:
    """No step, no target date, no article: what it is about, and by when."""
    context = replace(PLAN, to_role="werknemer", before=before, holds=holds, desk_url=None)  # type: ignore[arg-type]
    body = " ".join(make_mail(key, context).body.split())
    assert not re.search(r"[Ss]tap\b|[Ss]treefdatum|Grondslag|leg vast", body)
    assert "Waar het om gaat: Plan van aanpak (zaak Z-7K3Q9) Uiterlijk op: 2 maart 2026" in body


@pytest.mark.parametrize("role", ["casemanager", "werknemer"])
def test_a_last_lawful_day_is_never_called_a_target(role: str) -> None:
    """Where the planned day is the last one, that is what people are told."""
    moment = PLAN.moment._replace(target_on=day(56))
    body = make_mail("herinnering", replace(PLAN, before="target_on", moment=moment, to_role=role)).body
    assert "laatste dag" in body
    assert "streefdatum" not in body.casefold()


@pytest.mark.parametrize("key", NEEDS)
def test_no_mail_says_that_it_has_nothing_on_health(key: MailKey) -> None:
    """That somebody is ill is data on health: the mail says what is true, that nothing in it is medical."""
    body = " ".join(make_mail(key, PLAN).body.split())
    assert "bevat geen gegevens over gezondheid" not in body
    assert ("Deze mail bevat geen medische gegevens." in body) == (key != "brief")


@pytest.mark.parametrize("key", ["herinnering", "escalatie", "vraag", "waarschuwing", "ingetrokken"])
def test_a_mail_about_a_step_says_what_when_who_and_why(key: MailKey) -> None:
    """Step, week with date, who acts, the article and the phrase that decides, and where the case is."""
    body = " ".join(make_mail(key, replace(PLAN, questions=PLAN.questions[1:])).body.split())
    for said in (
        *("Zaak: Z-7K3Q9", "Stap: Plan van aanpak", "week 8, uiterlijk 2 maart 2026", "werkgever en werknemer"),
        *("Regeling procesgang art. 4 lid 1", "“binnen twee weken na het oordeel”", str(PLAN.desk_url)),
    ):
        assert said in body


@pytest.mark.parametrize(
    ("days", "before", "said"),
    [
        (0, "due_on", "Vandaag, op 2 maart 2026, is de laatste dag"),
        (1, "due_on", "Morgen, op 2 maart 2026, is de laatste dag"),
        (7, "target_on", "Over 7 dagen, op 28 februari 2026, is de streefdatum"),
    ],
)
def test_a_reminder_counts_in_words_people_use(days: int, before: str, said: str) -> None:
    """The date reminded of is the planned or the last lawful one, as asked."""
    assert said in make_mail("herinnering", replace(PLAN, days=days, before=before)).body  # type: ignore[arg-type]


@pytest.mark.parametrize("key", ["vraag", "onbeantwoord"])
def test_questions_about_one_case_are_one_mail(key: MailKey) -> None:
    """Each step with its last day, and the three answers there are."""
    body = " ".join(make_mail(key, PLAN).body.split())
    for said in (
        "- Probleemanalyse: week 6, uiterlijk 16 februari 2026",
        "- Plan van aanpak: week 8, uiterlijk 2 maart 2026",
        *("Vraag beantwoorden", "niet gedaan", "niet van toepassing"),
    ):
        assert said in body


@pytest.mark.parametrize(
    ("role", "asked"),
    [("casemanager", "Zoek vandaag uit"), ("directie", "Wijs iemand aan"), ("uwv", "Zoek vandaag uit")],
)
def test_a_question_nobody_answers_asks_of_each_role_what_it_can_do(role: str, asked: str) -> None:
    """Above the first rung it says why this role hears it; one question is not "vragen"."""
    one = replace(PLAN, questions=PLAN.questions[:1], to_role=role, rung=3, days=21)
    mail = make_mail("onbeantwoord", one)
    body = " ".join(mail.body.split())
    assert mail.subject == "Z-7K3Q9 · vraag zonder antwoord"
    assert asked in body
    assert "21 dagen geleden" in body
    assert "één stap weten wij nog steeds niets" in body
    assert "(trede 3 van de escalatie)" in body


def test_an_employee_is_not_asked_to_keep_records() -> None:
    """A reminder to the employee asks for the step, not for work in the file."""
    body = " ".join(make_mail("herinnering", replace(PLAN, to_role="werknemer")).body.split())
    assert "leg vast" not in body
    assert "contact op met uw casemanager" in body


@pytest.mark.parametrize(
    ("rung", "role", "asked"),
    [
        (1, "casemanager", "Zet de stap vandaag alsnog"),
        (2, "leidinggevende", "maak tijd voor het gesprek"),
        (3, "hr", "waardoor de stap blijft liggen"),
        (4, "directie", "Wijs iemand aan die dit oplost"),
        (2, "casemanager", "Zet de stap vandaag alsnog"),
        (3, "operatie", "Zorg dat iemand deze stap oppakt"),
    ],
)
def test_each_rung_asks_what_its_reader_can_do(rung: int, role: str, asked: str) -> None:
    """The casemanager does the step, the manager makes time, HR unblocks, the board decides."""
    body = " ".join(make_mail("escalatie", replace(PLAN, rung=rung, to_role=role)).body.split())
    assert asked in body
    assert (f"trede {rung} van de escalatie" in body) == (rung > 1)
    assert ("nu ook naar u" in body) == (rung > 1 and role != "casemanager")
    assert role != "casemanager" or "Spreek vandaag met de casemanager" not in body


@pytest.mark.parametrize(
    ("force", "said"), [("statute", "termijn uit de wet"), ("policy", "UWV let"), ("norm", "geen laatste dag")]
)
def test_an_escalation_never_threatens_with_what_the_law_does_not_say(force: str, said: str) -> None:
    """A missed date is a risk, never "the sanction". Source: BBK 4."""
    body = " ".join(make_mail("escalatie", replace(PLAN, force=force)).body.split())  # type: ignore[arg-type]
    assert said in body
    assert ("nog geen sanctie" in body) == (force != "norm")


def test_a_step_without_a_last_day_is_never_called_too_late() -> None:
    """Where the law names no last day, the planned one has passed, no more."""
    body = make_mail(
        "escalatie", replace(PLAN, moment=DocumentDates(target_on=day(94), week=14), force="norm", days=7)
    ).body
    assert "7 dagen over de streefdatum" in body
    assert "te laat" not in body


def test_a_covering_mail_names_the_documents_and_what_to_do() -> None:
    """Title, number and file name, and the sentence of the catalogue."""
    body = " ".join(make_mail("document", PLAN).body.split())
    assert "Plan van aanpak (document Z-7K3Q9-0003, Z-7K3Q9_2026-02-23_plan-van-aanpak_v1.pdf)" in body
    assert find_template("plan_van_aanpak").mail in body


def test_a_covering_mail_keeps_the_content_behind_the_attachment() -> None:
    """Who reads the mail over a shoulder learns nothing of the employee. Source: docs/wet/privacy.md, Mail."""
    assert EMPLOYEE.name not in make_mail("document", PLAN).body


def test_a_letter_is_read_in_the_mail_as_it_was_written() -> None:
    """Its own lines and indents stay; what is added tells where the PDF is."""
    letter = "Geachte Noor,\n\n- een punt\n  op twee regels\n"
    body = make_mail("brief", replace(PLAN, letter=letter)).body
    assert body.startswith(letter)
    assert "ook als PDF bij deze mail" in body


def test_open_work_is_listed_case_by_case() -> None:
    """Work nobody sees: which case, which step, which day, how late."""
    body = make_mail("open_werk", PLAN).body
    assert "- Z-7K3Q9, Plan van aanpak: 2 maart 2026, 2 dagen te laat" in body
    assert "- Z-AB0CD, Evaluatie: 9 april 2026\n" in body


@pytest.mark.parametrize(("key", "missing"), [(key, name) for key, needed in NEEDS.items() for name in needed])
def test_a_mail_that_misses_something_is_refused_by_name(key: MailKey, missing: str) -> None:
    """The message names the case, the mail and what is missing."""
    empty = () if missing in ("documents", "open_work") else None
    with pytest.raises(InputError, match=rf"Z-7K3Q9.*‘{key}’.*{missing}"):
        make_mail(key, replace(PLAN, **{missing: empty}))  # type: ignore[arg-type]


def test_a_warning_names_the_earliest_day_and_where_that_comes_from() -> None:
    """Who is asked, how long that takes by whose account, and the first day that can be met."""
    body = " ".join(make_mail("waarschuwing", PLAN).body.split())
    assert (
        "De wachttijd bij de bedrijfsarts is 10 werkdagen (huisbeleid), dus op zijn vroegst is dit klaar op 16 maart"
        in body
    )
    assert "niet meer te halen" in body


@pytest.mark.parametrize(
    ("holds", "said"), [(day(56), "geldt voor deze stap 2 maart 2026"), (None, "geldt die datum niet meer")]
)
def test_a_withdrawal_names_what_was_told_and_what_holds(holds: date | None, said: str) -> None:
    """The date people were told, and the one that holds now, or that none does."""
    body = " ".join(make_mail("ingetrokken", replace(PLAN, holds=holds)).body.split())
    assert "Dat ging over 24 februari 2026" in body
    assert said in body


@pytest.mark.parametrize(
    ("today", "said"),
    [
        (day(55), "Voor de nieuwe datum krijgt u op tijd bericht"),
        (day(56), "Die dag is vandaag. Is de stap gedaan"),
        (day(57), "Die dag is al voorbij. Is de stap gedaan"),
    ],
)
def test_a_withdrawal_promises_no_word_in_time_for_a_day_that_came(today: date, said: str) -> None:
    """New rules may name a day that is there or has passed; then something has to be done at once."""
    body = " ".join(make_mail("ingetrokken", replace(PLAN, holds=day(56), today=today)).body.split())
    assert said in body
    assert ("op tijd bericht" in body) == (today < day(56))


def test_an_unknown_mail_is_refused() -> None:
    """A wrong key is refused with the keys there are."""
    with pytest.raises(InputError, match="herinnering_verzoek, escalatie"):
        make_mail("groet", PLAN)  # type: ignore[arg-type]


def test_a_mail_says_what_the_plan_says_of_its_step() -> None:
    """Who may object to a sanction that came too late, reads so; the employee reads no words of the house."""
    note = "Vermoedelijk te laat: maak bezwaar."
    assert f"Let op: {note}" in make_mail("herinnering", replace(PLAN, note=note)).body
    assert "Let op" not in make_mail("herinnering", PLAN).body
    assert note not in make_mail("herinnering", replace(PLAN, note=note, to_role="werknemer")).body
