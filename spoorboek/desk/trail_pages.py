"""Pages about the desk itself: who read about a case, and the cases nobody who could act on them may see."""

from models.accounts.account_reach import reach_of
from models.accounts.account_roles import AccountRole
from models.accounts.accounts import all_accounts, can_log_in
from models.accounts.reach import Reach, unseen_cases
from models.accounts.reading_trail import readings_of
from spoorboek.clock import AMSTERDAM
from spoorboek.desk.permissions import Permission, permissions_of
from spoorboek.desk.visit import DeskPage, PageAnswer, ShownPage, Visit


def show_readings(visit: Visit) -> PageAnswer:
    """Show who read about a case, the latest first; this reading is among them."""
    people = {account.code: account for account in all_accounts(visit.record)}
    rows = [
        {
            "moment": f"{line.read_at.astimezone(AMSTERDAM):%d-%m-%Y %H:%M}",
            "actor": line.actor,
            "name": person.name if (person := people.get(line.actor)) else "",
            "roles": ", ".join(person.roles) if person else "",
            "page": line.page,
        }
        for line in readings_of(visit.record, visit.case)
    ]
    return ShownPage("werkplek/inzage_zaak.html", {"number": visit.case.number, "rows": rows})


def show_unseen(visit: Visit) -> PageAnswer:
    """Show the open cases that nobody who records steps may see: by number and employer, without a name."""
    return ShownPage("werkplek/ongezien.html", {"rows": unseen_cases(visit.record, _reaches(visit))})


def _reaches(visit: Visit) -> list[Reach]:
    """Return what each reaches who can log in and record steps."""
    able = [
        account
        for account in all_accounts(visit.record)
        if can_log_in(account) and Permission.RECORD_STEPS in permissions_of(map(AccountRole, account.roles))
    ]
    return [reach_of(visit.record, account, visit.on) for account in able]


TRAIL_PAGES = (
    DeskPage("/zaak/{zaak}/inzage", "Wie keek in deze zaak", Permission.READ_TRAIL, show_readings, in_case=True),
    DeskPage("/ongezien", "Zaken zonder mens", Permission.READ_UNSEEN, show_unseen, in_menu=True),
)
