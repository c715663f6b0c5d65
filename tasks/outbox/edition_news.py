"""Tell that a newer edition of the law came with the product and waits to be applied: once, for it is no trouble."""

from sqlmodel import Session

from models.edition_history import edition_history, edition_text
from models.tables import HOUSE, RULES
from spoorboek.clock import today
from spoorboek.statute.editions.edition import EditionNames, shipped_edition
from tasks.outbox.operations_mail import queue_operations_mail
from templates.operations_texts import edition_waits_text

KIND = "editie"


def waiting_edition(reading: Session) -> EditionNames | None:
    """Return the versions of the edition that came with the product, when one of both was never in force here."""
    names = shipped_edition().names
    known = [edition_text(reading, kind, version) for kind, version in zip((RULES, HOUSE), names, strict=True)]
    return names if None in known else None


def tell_waiting_edition(writing: Session) -> str:
    """Return the line that an edition waits, and mail it to operations; empty when none does, or that was told before.

    It is told once for each edition in force, whoever asks first.
    """
    waiting, history = waiting_edition(writing), edition_history(writing)
    if waiting is None or not history:
        return ""
    in_force = history[-1]
    line = waiting_edition_line(waiting, EditionNames(in_force.rules, in_force.house))
    told_now = queue_operations_mail(writing, KIND, waiting, edition_waits_text(line, today()), in_force.on_day)
    return line if told_now else ""


def waiting_edition_line(waiting: EditionNames, in_force: EditionNames) -> str:
    """Say in one line which edition waits, which is in force, and with which commands to look and apply."""
    return (
        f"Met Spoorboek kwamen nieuwere regels mee ({waiting.rules}, huisbeleid {waiting.house}); tot u ze toepast, "
        f"gelden {in_force.rules} en huisbeleid {in_force.house}. Bekijk wat ze veranderen met `spoorboek rules diff` "
        "en zet ze in werking met `spoorboek rules apply --door OPERATOR`."
    )
