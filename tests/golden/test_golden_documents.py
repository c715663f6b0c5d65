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

# To who has no account of the house: their mails name none of its addresses.
OUTSIDE = ("brief", "uitvraag", "vraag_vervalt", "wijziging")
LINK = "\nOp de werkplek:\nhttps://werkplek.huis.example/zaak/Z-7K3Q9/stap/plan_van_aanpak/1\n"
FOLDER = Path(__file__).parent / "documents"


@pytest.mark.parametrize("key", catalogue())
def test_a_document_reads_as_approved(key: str) -> None:
    """A changed word is a decision: it shows in the diff, together with a higher template version."""
    compare(FOLDER / f"{key}_v{find_template(key).version}.txt", make_document(key, full(key)).text)


@pytest.mark.parametrize("key", NEEDS)
def test_a_mail_reads_as_approved(key: MailKey) -> None:
    """What people get in their mailbox changes by decision only; the link to the desk is a line that may be absent."""
    context = replace(PLAN, today=day(63)) if key == "escalatie" else PLAN  # a week after its last day
    bare = make_mail(key, replace(context, desk_url=None))
    mail = bare if key in OUTSIDE else make_mail(key, context)
    assert mail.body.count(LINK) == (key not in OUTSIDE)
    assert mail.body.replace(LINK, "") == bare.body
    compare(FOLDER / f"mail_{key}.txt", f"{mail.subject}\n\n{mail.body}")


def test_no_approved_text_is_left_behind() -> None:
    """Every file belongs to a document or a mail there is, in its present version."""
    known = {f"{key}_v{row.version}.txt" for key, row in catalogue().items()} | {f"mail_{key}.txt" for key in NEEDS}
    assert {path.name for path in FOLDER.glob("*.txt")} == known
