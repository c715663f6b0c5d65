"""The command `spoorboek timeline`: the plan for given facts."""

import json
from pathlib import Path
from typing import Literal

from spoorboek.errors import InputError
from spoorboek.statute.explain.explanation_text import explanation_text, requests_text
from spoorboek.statute.explain.plan_text import timeline_json, timeline_text
from spoorboek.statute.policy.policy_reader import house_policy
from spoorboek.statute.reports.facts_json import facts_from_text
from spoorboek.statute.timeline.timeline import timeline


def run(path: Path, shape: Literal["json", "table"]) -> None:
    """Print the plan for the facts in a file.

    Errors: InputError when the file cannot be read, is no JSON, or its facts do not hold together.
    """
    plan = timeline(facts_from_text(text_of(path)))
    if shape == "json":
        print(json.dumps(timeline_json(plan), ensure_ascii=False, indent=2))
    else:
        parts = (timeline_text(plan), requests_text(plan, house_policy()), explanation_text(plan))
        print(*filter(None, parts), sep="\n\n")


def text_of(path: Path, wanted: str = "een FACTS.json") -> str:
    """Return the text of a file; InputError that says what to do (`wanted`: in Dutch) when it cannot be read."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise InputError(f"Bestand niet gevonden: {path}. Geef het pad van {wanted}.") from None
    except UnicodeDecodeError:
        raise InputError(f"{path} is geen tekst in UTF-8. Bewaar het bestand als UTF-8.") from None
    except OSError as error:
        raise InputError(f"{path} kan niet worden gelezen: {error.strerror}.") from None
