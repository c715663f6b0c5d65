"""Complete a house policy of before with what came to the product since; what the house decided stays."""

from collections.abc import Iterable, Mapping
from typing import Any

from spoorboek.statute.law.data_files import read_data

PolicyData = Mapping[str, Any]
NAMED_LISTS = ("documents", "choices", "words")  # what people read; a name a policy lacks, it has not renamed


def completed_policy(data: PolicyData) -> dict[str, Any]:
    """Return a policy with what it cannot have decided, from the product.

    That are names (of roles, documents, choices, words), who approves an offer, how long invoices come, the documents
    that are made on request and those at an end of a case it does not know, and the entries of steps that are marked
    `since` in the policy of the product, with the lead times those need. A house that wants such a step to have the
    default of its force gives it an empty entry.
    """
    usual = read_data("policy/house.yaml")
    steps = {**_new_steps(usual, data["steps"]), **data["steps"]}
    return {
        **data,
        **{name: _with_defaults(usual[name], data.get(name) or {}) for name in NAMED_LISTS},
        "roles": {**usual["roles"], **data["roles"]},
        "steps": steps,
        "approves": data.get("approves", usual["approves"]),
        "on_request": data.get("on_request", usual["on_request"]),
        "invoice_days": data.get("invoice_days", usual["invoice_days"]),
        "closing": {**_new_endings(usual, data), **data["closing"]},
        "lead_times": {**_needed_leads(usual, steps.keys() - data["steps"].keys()), **data.get("lead_times", {})},
    }


def _new_steps(usual: PolicyData, decided: PolicyData) -> dict[str, PolicyData]:
    """Return the entries of the steps that came later and that a policy does not name."""
    return {key: entry for key, entry in usual["steps"].items() if "since" in entry and key not in decided}


def _new_endings(usual: PolicyData, data: PolicyData) -> dict[str, Any]:
    """Return the documents at each end of a case that a policy does not know: its list of ends does not name it."""
    known = (data.get("choices") or {}).get("closing") or {}
    return {code: documents for code, documents in usual["closing"].items() if known and code not in known}


def _needed_leads(usual: PolicyData, new_steps: Iterable[str]) -> dict[str, Any]:
    """Return the lead times of the roles that steps which came later wait for."""
    roles = {usual["steps"][key].get("awaits") for key in new_steps}
    return {role: lead for role, lead in usual["lead_times"].items() if role in roles}


def _with_defaults(defaults: PolicyData, overrides: PolicyData) -> dict[str, Any]:
    return {
        key: _with_defaults(value, overrides.get(key) or {}) if isinstance(value, dict) else overrides.get(key, value)
        for key, value in {**overrides, **defaults}.items()
    }
