"""What a template of a house must keep of the shipped one: for the same case both say the same where it counts."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from spoorboek.statute.days.calendar import MONTHS
from templates.document_context import DocumentContext
from templates.forms.form_fields import FormField
from templates.own.faults import TemplateFault
from templates.pdf import page_tree

ARTICLE = re.compile(r"artikel(?:en)? ([0-9]+[a-z]*(?::[0-9]+[a-z]*)?)", re.IGNORECASE)
DAY = re.compile(rf"\b[0-9]{{1,2}} (?:{'|'.join(MONTHS)}) [0-9]{{4}}\b")
AMOUNT = re.compile(r"€ [0-9.]+,[0-9]{2}")
# What a reader looks for, or has a right to, wherever the shipped text names it.
WORDS = (
    "second opinion", "deskundigenoordeel", "bezwaar", "afschrift", "medisch", "kantonrechter", "opschorten",
    "geen recht op loon", "uwv", "zonder handtekening geldig", "re-integratieverslag", "arbodienst", "bedrijfsarts",
    "privacy", "persoonsgegevens", "bewaren", "loonsanctie", "oordeel van de werknemer",
)  # fmt: skip
NINE_DIGITS = re.compile(r"(?<![0-9A-Za-z])[0-9]{9}(?![0-9A-Za-z])|(?<![0-9])[0-9]{4}[. ][0-9]{2}[. ][0-9]{3}(?![0-9])")
WEIGHTS = (9, 8, 7, 6, 5, 4, 3, 2, -1)
WARNING, ADVICE = "geen-medisch", "let-op"


class RenderedPage(NamedTuple):
    """A page as HTML, with its fields."""

    html: str
    fields: Sequence[FormField]


def lost_parts(own: RenderedPage, shipped: RenderedPage, context: DocumentContext) -> Iterator[TemplateFault]:
    """Yield what the shipped template has for this case, and the one of the house has not."""
    mine, usual = page_tree(own.html), page_tree(shipped.html)
    text, wanted = _text(mine), _text(usual)
    yield from _field_faults(own.fields, shipped.fields)
    yield from _warning_faults(mine, usual)
    for what, pattern in (("artikel ", ARTICLE), ("de datum ", DAY), ("het bedrag ", AMOUNT)):
        for found in sorted(set(pattern.findall(wanted)) - set(pattern.findall(text))):
            code = "wettekst" if pattern is ARTICLE else "datum"
            yield _lost(code, f"{what}{found} ontbreekt", f"`{found}`, als in het meegeleverde document")
    for word in WORDS:
        if word in wanted.lower() and word not in text.lower():
            yield _lost("wettekst", f"`{word}` ontbreekt", f"wat het meegeleverde document over `{word}` zegt")
    for who, name in _people(context):
        if name in wanted and name not in text:
            yield _lost("naam", f"{who} staat er niet in", f"{who}, als in het meegeleverde document")
    if any(_is_bsn(number) for number in set(NINE_DIGITS.findall(text)) - set(NINE_DIGITS.findall(wanted))):
        yield TemplateFault("bsn", "er staat een burgerservicenummer in", "geen BSN: elk document kan per mail gaan",
                            "haal het nummer weg")  # fmt: skip


def _field_faults(own: Sequence[FormField], shipped: Sequence[FormField]) -> Iterator[TemplateFault]:
    kinds = {field.anchor: field for field in own}
    for field in shipped:
        there = kinds.get(field.anchor)
        if there is None:
            code = "handtekening" if field.kind == "handtekening" else "veld"
            yield _lost(code, f"het veld `{field.anchor}` ({field.label}) ontbreekt", "elk veld van het meegeleverde "
                        "formulier: het wordt gelezen als het formulier terugkomt")  # fmt: skip
        elif there.kind != field.kind:
            yield _lost(
                "veld", f"het veld `{field.anchor}` is van een andere soort ({there.kind})", f"`veld.{field.kind}`"
            )


def _warning_faults(mine: Any, usual: Any) -> Iterator[TemplateFault]:
    said, wanted = _of_class(mine, WARNING), _of_class(usual, WARNING)
    for text in sorted(set(wanted) - set(said)):
        yield _lost("geen_medisch", f"de waarschuwing “{text[:60]}…” ontbreekt", "die alinea, woord voor woord, met de "
                    f"klasse `{WARNING}`")  # fmt: skip
    notes, wanted_notes = (Counter(_of_class(tree, ADVICE)).total() for tree in (mine, usual))
    if notes < wanted_notes:
        yield _lost("geen_medisch", f"bij {wanted_notes - notes} open velden staat niet dat er niets medisch in hoort",
                    "`f.open(…)` of `f.let_op()` bij elk open veld")  # fmt: skip


def _people(context: DocumentContext) -> Iterator[tuple[str, str]]:
    yield "de naam van de werkgever", context.employer.name
    yield "de naam van de werknemer", context.employee.name
    writer = context.signer or context.casemanager
    if writer is not None:
        yield "de naam van wie tekent", writer.name
    if context.casemanager is not None:
        yield "de naam van de casemanager", context.casemanager.name


def _text(tree: Any) -> str:
    return " ".join("".join(f"{part} " for part in tree.find("body").itertext()).split())


def _of_class(tree: Any, name: str) -> list[str]:
    found = (each for each in tree.iter() if name in (each.get("class") or "").split())
    return [" ".join("".join(each.itertext()).split()) for each in found]


def _is_bsn(written: str) -> bool:
    """Tell whether a number passes the eleven-test. Source: Logius, BSN."""
    digits = re.sub(r"[. ]", "", written)
    return int(digits) > 0 and sum(weight * int(each) for weight, each in zip(WEIGHTS, digits, strict=True)) % 11 == 0


def _lost(code: str, what: str, expected: str) -> TemplateFault:
    return TemplateFault(code, what, expected, "neem die plaats over uit het meegeleverde sjabloon")
