"""The days on which mail goes out: every day, or working days alone (docs/decisions/027-mail-on-working-days.md)."""

from datetime import date
from typing import Literal

from spoorboek.statute.days.calendar import working_day_from, working_day_until

MailDays = Literal["every", "working"]


def mail_day_from(mail_days: MailDays, day: date, last_lawful: date | None = None) -> date:
    """Return the first day on or after `day` on which mail goes out.

    `last_lawful`: the last lawful day of what the mail is about. When that comes before the next working day, the mail
    does not wait for it.
    """
    if mail_days == "every":
        return day
    later = working_day_from(day)
    return day if last_lawful is not None and day <= last_lawful < later else later


def mail_day_until(mail_days: MailDays, day: date) -> date:
    """Return the last day on or before `day` on which mail goes out."""
    return day if mail_days == "every" else working_day_until(day)


def mails_on(mail_days: MailDays, day: date, last_lawful: date | None = None) -> bool:
    """Return whether mail goes out on a day, about something with this last lawful day."""
    return mail_day_from(mail_days, day, last_lawful) == day
