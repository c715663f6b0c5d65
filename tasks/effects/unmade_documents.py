"""Why a document cannot be made: found by making it once more, without keeping it."""

from models.case_lookup import find_case
from models.connection import session
from spoorboek.errors import SpoorboekError
from spoorboek.statute.actions import Action
from tasks.case_state import CaseState
from tasks.effects.document_data import document_context, with_number
from templates.document_maker import make_document
from templates.template_catalogue import find_template

NO_NUMBER = "proef"


def why_not_made(current: CaseState, action: Action) -> str:
    """Return in Dutch which document of an action cannot be made and why, without personal data; empty when it can."""
    try:
        with session() as reading:
            case = find_case(reading, current.number)
            context = document_context(reading, case, current, action, action.name)
            make_document(action.name, with_number(context, NO_NUMBER))
    except SpoorboekError as error:
        return str(error).removesuffix(".")
    except Exception as error:
        return f"het document ‘{find_template(action.name).title}’: fout in het programma ({type(error).__name__})"
    return ""
