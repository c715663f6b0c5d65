"""The text of every document and mail of one fixed case, as people approved it.

`SPOORBOEK_GOLDEN=write` rewrites the files; the change is then read as a diff.
"""

from dataclasses import replace
from pathlib import Path

import pytest
from support.approved import compare
from support.mail_samples import PLAN

from templates.document_maker import make_document
from templates.mail_texts import NEEDS, MailKey, make_mail
from templates.samples.sample_cases import day, full
from templates.template_catalogue import catalogue, find_template

FOLDER = Path(__file__).parent / "documents"


@pytest.mark.parametrize("key", catalogue())
def test_a_document_reads_as_approved(key: str) -> None:
    """A changed word is a decision: it shows in the diff, together with a higher template version."""
    compare(FOLDER / f"{key}_v{find_template(key).version}.txt", make_document(key, full(key)).text)


@pytest.mark.parametrize("key", NEEDS)
def test_a_mail_reads_as_approved(key: MailKey) -> None:
    """What people get in their mailbox changes by decision only."""
    context = replace(PLAN, today=day(63)) if key == "escalatie" else PLAN  # a week after its last day
    mail = make_mail(key, context)
    compare(FOLDER / f"mail_{key}.txt", f"{mail.subject}\n\n{mail.body}")


def test_no_approved_text_is_left_behind() -> None:
    """Every file belongs to a document or a mail there is, in its present version."""
    known = {f"{key}_v{row.version}.txt" for key, row in catalogue().items()} | {f"mail_{key}.txt" for key in NEEDS}
    assert {path.name for path in FOLDER.glob("*.txt")} == known
