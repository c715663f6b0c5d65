"""What may change in a paper after a signature: values of form fields, of which each also stands in the structure tree.

pyHanko takes it that a widget is reached by the form and its page alone. In a tagged form, as ours are, its structure
element leads to it too, and a value filled in by a second signer would seem a change without a reason. Whose field it
was is judged by who asks, see `signatures.py`.
"""

from collections.abc import Iterator
from functools import cache
from typing import Any

TOLD = ("/V", "/AS")
VALUE = frozenset({*TOLD, "/AP"})


@cache
def filling_in_policy() -> Any:
    """Return pyHanko's own policy with the widgets that only got a value allowed wherever they stand."""
    from pyhanko.sign.diff_analysis import DEFAULT_DIFF_POLICY, ModificationLevel, ReferenceUpdate, StandardDiffPolicy
    from pyhanko.sign.diff_analysis.rules_api import WhitelistRule

    class FilledWidgets(WhitelistRule):
        """Clear the widgets of form fields that differ in their value alone."""

        def apply(self, old: Any, new: Any) -> Iterator[Any]:
            for widget in _widgets(new.root.get("/AcroForm", {}).get("/Fields", ())):
                try:
                    before, after = old(widget), new(widget)
                except KeyError:
                    continue  # a new one is for the rules about new fields
                told = any(before.get(name) != after.get(name) for name in TOLD)  # never another picture of one value
                if told and _but_value(before) == _but_value(after):
                    yield ReferenceUpdate(widget)

    own: Any = DEFAULT_DIFF_POLICY
    rules = [*own.global_rules, FilledWidgets().as_qualified(ModificationLevel.FORM_FILLING)]
    return StandardDiffPolicy(rules, own.form_rule)


def _widgets(fields: Any) -> Iterator[Any]:
    """Yield the references of fields and of the widgets below them."""
    for place in range(len(fields)):
        reference = fields.raw_get(place)
        if hasattr(reference, "idnum"):
            yield getattr(reference, "reference", reference)
            yield from _widgets(reference.get_object().get("/Kids", ()))


def _but_value(field: Any) -> dict[str, Any]:
    return {name: field.raw_get(name) for name in field if name not in VALUE}
