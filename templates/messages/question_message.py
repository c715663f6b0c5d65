"""The question to a bureau as JSON, and the words of its codes; its schema is `bericht/uitvraag.schema.json`."""

import json
from collections.abc import Mapping
from types import MappingProxyType

from spoorboek.statute.bureau_services import ASKED_SERVICES
from spoorboek.statute.second_track_facts import LIMIT_RUBRICS, SECTORS
from templates.bureau_messages import check_message
from templates.document_context import DocumentContext

LEVELS: Mapping[str, str] = MappingProxyType(
    {
        "praktisch": "praktisch",
        "vmbo": "vmbo",
        "mbo_2": "mbo-2",
        "mbo_3": "mbo-3",
        "mbo_4": "mbo-4",
        "hbo": "hbo",
        "wo": "wo",
    }
)
WORDS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {"level": LEVELS, "sector": SECTORS, "services": ASKED_SERVICES, "rubrics": LIMIT_RUBRICS}
)


def question_message(context: DocumentContext) -> str:
    """Write a question as JSON: broad terms, and nothing that tells who it is about.

    Expects a context with a question. Raises MessageError when it does not fit its schema.
    Source: BW 7:658a(5): data "voor zover deze noodzakelijk zijn".
    """
    question = context.question
    if question is None:
        raise ValueError("a question message was asked for before its needs were checked")
    message = {
        "soort": "uitvraag",
        "versie": 1,
        "bericht": f"{context.case_number}-U{question.number}-v{context.version}",
        "opgesteld_op": context.today.isoformat(),
        "zaak": context.case_number,
        "aanmelding": question.number,
        "regio": question.region,
        "werkniveau": question.level,
        "sector": question.sector,
        "uren_per_week": question.hours,
        "soort_beperkingen": list(question.rubrics),
        "diensten": list(question.services),
        "start_uiterlijk": question.start_by.isoformat(),
        "antwoord_uiterlijk": question.answer_by.isoformat(),
    }
    check_message("uitvraag", message)
    return json.dumps(message, ensure_ascii=False, indent=2) + "\n"
