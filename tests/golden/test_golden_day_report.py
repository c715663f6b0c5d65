"""The mail with the day of one person, alone and with the reminders of that morning, as people approved it."""

from dataclasses import replace
from datetime import date

from support.approved import APPROVED, compare
from support.mail_samples import PLAN

from templates.mail.day_report_texts import DayPart, PersonalReport, ReportLine, day_report_item, day_report_mail
from templates.mail.digest_text import digest_item, digest_text
from templates.samples.sample_cases import day

PAGE = "https://werkplek.huis.example"


def report(page: str | None) -> PersonalReport:
    """Return a day with something of each part; `page`: of the desk."""

    def line(number: str, what: str, on: date | None, late: int = 0) -> ReportLine:
        return ReportLine(number, what, on, late, f"{page}/zaak/{number}/stap/stap/1" if page else None)

    parts = [
        DayPart(
            "Te laat", [line("Z-7K3Q9", "Plan van aanpak", day(56), 7), line("Z-AB0CD", "Evaluatie", day(62), 1)], 3
        ),
        DayPart("Vandaag", [line("Z-AB0CE", "Probleemanalyse", day(63))]),
        DayPart("Vragen van vóór de overname", [line("Z-AB0CF", "WIA-aanvraag", None)]),
    ]
    counts = ["5 te laat", "1 voor vandaag", "1 vraag", "2 mails niet aangekomen", "12 wachten op een ander"]
    return PersonalReport(day(63), counts, parts, f"{page}/vandaag" if page else None)


def test_a_day_reads_as_approved() -> None:
    """With the desk's address and without; with reminders under it in one mail."""
    written = []
    for page in (PAGE, None):
        mail = day_report_mail(report(page), "Casper de Manager")
        written.append(f"{mail.subject}\n\n{mail.body}")
    late = replace(PLAN, today=day(63), days=7)
    items = [digest_item("escalatie", late), day_report_item(report(PAGE))]
    digest = digest_text(items, {"escalation"}, "Casper de Manager", day(63))
    written.append(f"{digest.subject}\n\n{digest.body}")
    compare(APPROVED / "day_report.txt", "\n\n----------\n\n".join(written))
