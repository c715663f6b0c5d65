"""What somebody can work now, as JSON for a bureau; its schema is `bericht/wijziging.schema.json`."""

import json
from collections.abc import Iterable, Iterator
from textwrap import wrap

from templates.bureau_messages import check_message
from templates.document_context import DocumentContext

LINE = 200  # characters of a line of the schema


def change_message(context: DocumentContext) -> str:
    """Write a changed capability as JSON: what can be done in terms of work, and nobody's name.

    Expects a context with the functional profile of a referral. Raises MessageError when it does not fit its schema.
    Source: BW 7:658a(5): data "voor zover deze noodzakelijk zijn".
    """
    referral = context.referral
    if referral is None or referral.functional_on is None:
        raise ValueError("a message of a change was asked for before its needs were checked")
    message = {
        "soort": "wijziging",
        "versie": 1,
        "bericht": f"{context.case_number}-W{referral.number}-v{context.version}",
        "opgesteld_op": context.today.isoformat(),
        "zaak": context.case_number,
        "aanmelding": referral.number,
        "afzender": "werkgever",
        "gewijzigd_op": referral.functional_on.isoformat(),
        "belastbaarheid": {
            "bron": referral.functional_source or "opgave van de bedrijfsarts",
            "datum": referral.functional_on.isoformat(),
            "mogelijkheden": list(_short_lines(referral.possibilities)),
            "beperkingen": list(_short_lines(referral.limits)),
        },
    }
    check_message("wijziging", message)
    return json.dumps(message, ensure_ascii=False, indent=2) + "\n"


def _short_lines(texts: Iterable[str]) -> Iterator[str]:
    """Yield texts as lines that the schema takes."""
    for text in texts:
        for line in text.splitlines():
            yield from wrap(line, LINE)
