"""Which template makes a document: that of the house where there is a good one, else the shipped one.

A template of a house that fails, for whatever reason, keeps no document from being made.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from jinja2 import UndefinedError
from jinja2.exceptions import SecurityError

from templates.document_context import DocumentContext
from templates.document_page import document_html, document_values, letterhead_of
from templates.forms.form_fields import FieldSheet
from templates.own.allowed_syntax import parsed, syntax_faults
from templates.own.faults import OUTDATED, OwnTemplateRefused, TemplateFault
from templates.own.kept_parts import RenderedPage, lost_parts
from templates.own.own_files import OwnTemplate, find_own, own_folder
from templates.own.page_rules import TOO_MUCH, page_faults
from templates.own.pdf_rules import page_count, pdf_faults
from templates.own.sandbox import OWN_NAME, render_own
from templates.pdf import make_pdf
from templates.render import RENDER_FOLDER, template_environment
from templates.samples.longest_case import longest
from templates.samples.sample_cases import bare, full
from templates.template_catalogue import Template

OF_PAGE = re.compile(r"^`(<?[a-z-]+)[`>:]")  # the element, attribute or style that a fault begins with
SAMPLES = (("met alles bekend", full), ("met bijna niets bekend", bare), ("met de langste namen", longest))


@dataclass(frozen=True, slots=True)
class ChosenPage:
    """The page of a document, which template of the house made it (None: the shipped one), and why one was not used.

    `refused`: in Dutch; empty when none was.
    """

    page: RenderedPage
    own: OwnTemplate | None = None
    refused: str = ""


def chosen_page(template: Template, context: DocumentContext) -> ChosenPage:
    """Return the page of a document. Raises InputError, as the shipped template does, for a value that is not known."""
    shipped = shipped_page(template, context)
    own: OwnTemplate | None = None
    try:
        own = find_own(own_folder(), template, context.employer.code)
        if own is None:
            return ChosenPage(shipped)
        _refuse(fault for fault in text_faults(own) if fault.stops)
        page = _good_page(own, shipped, context)
    except OwnTemplateRefused as refused:
        path = own.path if own else template.source
        return ChosenPage(shipped, refused=refused.faults[0].text(path))
    return ChosenPage(page, own)


def chosen_pdf(template: Template, context: DocumentContext) -> tuple[ChosenPage, bytes]:
    """Return the page of a document and its file; the shipped one where that of the house gets too long.

    Raises InputError as above, and for characters the font does not have.
    """
    chosen = chosen_page(template, context)
    pdf = _printed_page(chosen.page, template, context)
    if chosen.own is None:
        return chosen, pdf
    if not any(pdf_faults(pdf, template, context, 0)):
        return chosen, pdf
    shipped = shipped_page(template, context)
    usual = _printed_page(shipped, template, context)
    found = list(pdf_faults(pdf, template, context, page_count(usual)))
    if not found:
        return chosen, pdf
    return ChosenPage(shipped, refused=found[0].in_general().text(chosen.own.path)), usual


def _good_page(own: OwnTemplate, shipped: RenderedPage, context: DocumentContext) -> RenderedPage:
    """Return the page of a template of the house. Raises OwnTemplateRefused, which quotes nothing of the case."""
    try:
        page = own_page(own, context)
        _refuse(_faults_of(page, shipped, context))
    except OwnTemplateRefused as refused:
        raise OwnTemplateRefused(*(fault.in_general() for fault in refused.faults)) from None
    return page


def _printed_page(page: RenderedPage, template: Template, context: DocumentContext) -> bytes:
    return make_pdf(page.html, page.fields, letterhead_of(template, context))


def shipped_page(template: Template, context: DocumentContext) -> RenderedPage:
    """Return the page the shipped template makes. Raises InputError for a value that is not known."""
    sheet = FieldSheet(context.carried.filled)
    return RenderedPage(document_html(template, context, sheet), sheet.fields)


def own_page(own: OwnTemplate, context: DocumentContext) -> RenderedPage:
    """Return the page a template of the house makes. Raises OwnTemplateRefused when it cannot."""
    sheet = FieldSheet(context.carried.filled)
    try:
        html = render_own(own.text, {**document_values(own.template, context, own.mark), "veld": sheet})
    except Exception as error:  # whatever it is, the document is made
        raise OwnTemplateRefused(_render_fault(error)) from None
    return RenderedPage(html, sheet.fields)


@lru_cache(maxsize=256)
def text_faults(own: OwnTemplate) -> tuple[TemplateFault, ...]:
    """Return the faults in the text of a template of the house, whatever the case: each is named once."""
    return tuple(dict.fromkeys((*_of_text(own), *_of_version(own))))


@lru_cache(maxsize=256)
def standing_faults(own: OwnTemplate) -> tuple[TemplateFault, ...]:
    """Return every fault of a template of the house: those of its text, else those of documents of invented cases."""
    found = text_faults(own)
    return found if any(fault.stops for fault in found) else (*found, *dict.fromkeys(_of_samples(own)))


def shipped_text(template: Template) -> str:
    """Return the source of a shipped template."""
    return (RENDER_FOLDER / template.source).read_text(encoding="utf-8")


def first_line(template: Template) -> str:
    """Return the first line of a template that is made from the shipped one: it says from which version."""
    return f"{{# gemaakt van {template.key} versie {template.version} #}}\n"


def _of_text(own: OwnTemplate) -> Iterator[TemplateFault]:
    tree = parsed(own.text)
    if isinstance(tree, TemplateFault):
        yield tree
        return
    yield from syntax_faults(tree, template_environment().parse(shipped_text(own.template)), own.template.key)


def _of_version(own: OwnTemplate) -> Iterator[TemplateFault]:
    now, then = own.template.version, own.made_from
    expected = f"`{first_line(own.template).strip()}`"
    if then is None or then > now:
        yield TemplateFault("herkomst", "de eerste regel zegt niet van welke versie dit sjabloon is gemaakt", expected,
                            "zet die regel bovenaan", 1)  # fmt: skip
    elif then < now:
        yield TemplateFault(OUTDATED, f"het is gemaakt van versie {then}, en meegeleverd wordt versie {now}", expected,
                            f"vergelijk met `spoorboek templates show {own.template.key}`, neem over wat veranderde, "
                            "en pas de eerste regel aan", 1)  # fmt: skip


def _of_samples(own: OwnTemplate) -> Iterator[TemplateFault]:
    """Yield what is wrong with the documents of invented cases; what goes wrong in the first is not said again."""
    for said, sample in SAMPLES:
        context = sample(own.template.key)
        shipped = shipped_page(own.template, context)
        try:
            page = own_page(own, context)
            found = list(_faults_of(page, shipped, context))
            if not found:
                pages = page_count(_printed_page(shipped, own.template, context))
                found = list(pdf_faults(_printed_page(page, own.template, context), own.template, context, pages))
        except OwnTemplateRefused as refused:
            found = list(refused.faults)
        if found:
            yield from (_placed(fault, own.text)._replace(what=f"{fault.what} (zaak {said})") for fault in found)
            return


def _placed(fault: TemplateFault, text: str) -> TemplateFault:
    """Return a fault about a page with the line of the template it comes from, where the template says it itself."""
    named = OF_PAGE.search(fault.what) if fault.line is None else None
    lines = [number for number, line in enumerate(text.lower().split("\n"), 1) if named and named[1] in line]
    return fault._replace(line=lines[0]) if lines else fault


def _faults_of(page: RenderedPage, shipped: RenderedPage, context: DocumentContext) -> Iterator[TemplateFault]:
    try:
        found = list(page_faults(page.html, shipped.html))
        yield from found
        if not any(fault.code == TOO_MUCH for fault in found):
            yield from lost_parts(page, shipped, context)
    except Exception as error:  # a page that cannot be looked at is not used
        yield _render_fault(error)


def _render_fault(error: Exception) -> TemplateFault:
    """Return why a template could not be rendered, without the values of a case."""
    if isinstance(error, UndefinedError):
        said = "een gegeven is bij deze zaak niet bekend"
    else:
        said = str(error).rstrip(".") if isinstance(error, SecurityError) else f"fout: {type(error).__name__}"
    todo = "verbeter die regel; een gegeven dat niet altijd bekend is, hoort in `if`"
    return TemplateFault("maken", f"hiermee kan geen document worden gemaakt ({said})",
                         "een sjabloon dat met elke zaak een document geeft", todo, _line_of(error))  # fmt: skip


def _line_of(error: Exception) -> int | None:
    """Return the line of the template in which something went wrong."""
    place: Any = error.__traceback__
    line = None
    while place is not None:
        if place.tb_frame.f_code.co_filename == OWN_NAME:
            line = place.tb_lineno
        place = place.tb_next
    return line


def _refuse(faults: Iterator[TemplateFault]) -> None:
    if found := tuple(faults):
        raise OwnTemplateRefused(*found)
