"""Links to the run forms of operator actions in the Prefect UI, with known parameters filled in."""

import json
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any
from urllib.parse import quote

Forms = Mapping[str, str]  # the address of the run form of each action, by its name
NO_FORMS: Forms = MappingProxyType({})


def form_link(text: str, form: str, parameters: Mapping[str, Any]) -> str:
    """Write a Markdown link to a run form with these parameters filled in."""
    return f"[{text}]({form}?parameters={quote(json.dumps(parameters, separators=(',', ':')))})"


def form_links(forms: Forms, names: Iterable[str], **parameters: Any) -> str:
    """Write links to those of these run forms that exist, with these parameters filled in."""
    return " · ".join(form_link(name, forms[name], parameters) for name in names if name in forms)
