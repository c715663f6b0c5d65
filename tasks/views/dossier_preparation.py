"""What a referral waits for, as a part of the dossier page."""

from tasks.case_state import CaseState
from tasks.reports.preparation_facts import HOW_TO_PREPARE
from tasks.views.markdown_words import markdown_words
from tasks.views.page_tables import page_table, short_day

HELD_BACK_TITLE = "De verwijzing wacht op"
HELD_BACK_HINT = f"Er gaat geen verwijzing naar een bureau voordat dit er is. {HOW_TO_PREPARE}"


def held_back_table(current: CaseState) -> str:
    """Return a table of what is missing: what, who must supply it, and by when."""
    roles = current.edition.house.roles
    rows = [
        (markdown_words(each.why), roles.get(each.role, each.role), short_day(each.by))
        for each in current.agenda.held_back
    ]
    return page_table(("wat", "van wie", "streefdatum"), rows)
