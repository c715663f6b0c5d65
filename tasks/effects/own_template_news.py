"""Tell operations the same day that a template of the house is not used: of a document, and of the whole folder."""

from collections.abc import Iterator
from datetime import date, timedelta

from sqlmodel import Session, select

from models.tables import Employer
from tasks.outbox.operations_mail import queue_operations_mail
from templates.document_maker import MadeDocument
from templates.operations_texts import own_templates_text, unused_template_text
from templates.own.choosing import standing_faults
from templates.own.faults import TemplateFault
from templates.own.own_files import OF_EMPLOYER, OwnTemplate, all_own, employer_folder, own_folder
from templates.template_catalogue import find_template

UNUSED, IN_FOLDER, OUTDATED_NEWS = "sjabloon-niet-gebruikt", "sjablonen", "sjablonen-verouderd"


def tell_unused_template(writing: Session, key: str, made: MadeDocument, on: date) -> None:
    """Queue a mail to operations when a document was made without the template of the house; once a day for a fault."""
    if made.refused:
        text = unused_template_text(find_template(key).title, made.refused, on)
        queue_operations_mail(writing, UNUSED, [made.refused], text, on)


def tell_own_templates(writing: Session, on: date) -> str:
    """Mail what is wrong with the templates of the house: each day while one is not used, once a week an older one.

    Return a line that says so; empty when nothing is wrong, or when it was told before.
    """
    if not own_folder().is_dir():
        return ""
    found = list(folder_faults(writing))
    stopping = [fault.text(path) for path, fault in found if fault.stops]
    older = [fault.text(path) for path, fault in found if not fault.stops]
    monday = on - timedelta(days=on.weekday())
    told = [
        queue_operations_mail(writing, kind, lines, own_templates_text(lines, used=used, today=on), day)
        for kind, lines, used, day in ((IN_FOLDER, stopping, False, on), (OUTDATED_NEWS, older, True, monday))
        if lines
    ]
    return (
        f"Eigen sjablonen: {len(found)} keer is er iets niet in orde (`spoorboek templates check`)."
        if any(told)
        else ""
    )


def folder_faults(reading: Session) -> Iterator[tuple[str, TemplateFault]]:
    """Yield every fault in the folder of own templates, by path, those of employers that are not known among them."""
    folder = own_folder()
    known = {employer_folder(code) for code in reading.exec(select(Employer.code))}
    for each in sorted((folder / OF_EMPLOYER).iterdir()) if (folder / OF_EMPLOYER).is_dir() else ():
        if each.is_dir() and each.name not in known:
            yield f"{OF_EMPLOYER}/{each.name}", TemplateFault(
                "werkgever", "deze werkgever is hier niet bekend", "de code van een werkgever, precies zo geschreven",
                "geef de map die code (`spoorboek retention list` noemt de codes)")  # fmt: skip
    for path, own in all_own(folder):
        yield from ((path, fault) for fault in faults_of(own))


def faults_of(found: OwnTemplate | TemplateFault) -> tuple[TemplateFault, ...]:
    """Return the faults of what was found in a folder of own templates."""
    return (found,) if isinstance(found, TemplateFault) else standing_faults(found)
