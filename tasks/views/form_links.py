"""Links to the run forms of the operator actions, filled in as far as is known."""

import json
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any
from urllib.parse import quote

Forms = Mapping[str, str]  # the name of an action, where its run form is
NO_FORMS: Forms = MappingProxyType({})


def form_link(text: str, form: str, given: Mapping[str, Any]) -> str:
    """Write a Markdown link to a run form with these parameters filled in."""
    return f"[{text}]({form}?parameters={quote(json.dumps(given, separators=(',', ':')))})"


def form_links(forms: Forms, names: Iterable[str], **given: Any) -> str:
    """Write links to the run forms of these actions, as far as they are known, with these parameters filled in."""
    return " · ".join(form_link(name, forms[name], given) for name in names if name in forms)
