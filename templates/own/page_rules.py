"""What may stand on a page that a template of a house made, as the program that prints it reads the page.

The page is a tree by then: what a template hid from a reader of its source does not hide from this.
"""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from templates.own.faults import TemplateFault
from templates.pdf import LOGO_ADDRESS, page_tree
from templates.plain_text import VOID as OF_TEXT

ELEMENTS = frozenset((
    "html", "head", "meta", "title", "body", "div", "header", "main", "section", "p", "h1", "h2", "h3", "strong",
    "em", "b", "i", "span", "br", "hr", "ul", "ol", "li", "table", "caption", "thead", "tbody", "tfoot", "tr", "th",
    "td", "sub", "sup", "blockquote", "img",
))  # fmt: skip
ATTRIBUTES = frozenset((
    "class", "id", "style", "colspan", "rowspan", "scope", "lang", "data-tekst", "charset", "name", "content",
    "src", "alt",
))  # fmt: skip
PROPERTIES = frozenset((
    "color", "background", "background-color", "font-size", "font-style", "font-weight", "text-align",
    "text-decoration", "line-height", "letter-spacing", "vertical-align", "width", "min-width", "max-width",
    "height", "min-height", "margin", "margin-top", "margin-right", "margin-bottom", "margin-left", "padding",
    "padding-top", "padding-right", "padding-bottom", "padding-left", "border", "border-top", "border-right",
    "border-bottom", "border-left", "border-color", "border-width", "border-style", "border-collapse",
    "list-style-type", "break-before", "break-after", "break-inside", "white-space",
))  # fmt: skip
VALUE = re.compile(r"[#\w .%-]+")
NUMBER = re.compile(r"(?<![\w#.])(-?[0-9]*\.?[0-9]+)([a-z%]*)")
MOST = {"mm": 250.0, "cm": 25.0, "pt": 700.0, "px": 900.0, "em": 60.0, "rem": 60.0, "%": 100.0, "": 900.0}
POINTS = {"pt": 1.0, "px": 0.75, "mm": 72 / 25.4, "cm": 720 / 25.4}
SMALLEST = 7.0  # points
FIXED = frozenset((
    "kop", "voet", "briefhoofd", "afzender", "adressering", "adres", "kenmerk", "betreft", "titel", "vertrouwelijk",
))  # fmt: skip
TOO_MUCH = "te_groot"  # the fault with which a page is looked at no further
ONCE = ("html", "head", "title", "meta", "body", "img")
TAG = re.compile(r"<(/?)([A-Za-z][^\s/>]*)[^<>]*>")
INSIDE = re.compile(r"<[^<>]*<")
VOID = OF_TEXT | {"hr", "img"}
DEEPEST, MOST_ELEMENTS, LONGEST_PAGE = 40, 5000, 400_000  # characters
WEAK = 4.5  # contrast against white, below which text is hard to read. Source: WCAG 2.2, 1.4.3


def page_faults(html: str, shipped: str) -> Iterator[TemplateFault]:
    """Yield what may not stand on a page, beside the page of the shipped template for the same case."""
    if len(html) > LONGEST_PAGE:
        yield _fault(TOO_MUCH, "de pagina is te lang", "de lengte van het meegeleverde document", "maak hem korter")
        return
    if _is_tangled(html):
        yield _fault(TOO_MUCH, "elementen zijn niet gesloten, of zitten te diep in elkaar",
                     "elk element gesloten, zonder `<!-- -->`", "sluit wat open staat, en gebruik `{# #}`")  # fmt: skip
        return
    tree, usual = page_tree(html), page_tree(shipped)
    if _deeper(tree, DEEPEST) or sum(1 for _ in tree.iter()) > MOST_ELEMENTS:
        yield _fault(TOO_MUCH, "de pagina zit te diep in elkaar", "gewone alinea's, lijsten en tabellen",
                     "maak hem eenvoudiger")  # fmt: skip
        return
    for element in tree.iter():
        if isinstance(element.tag, str):  # a comment is not printed
            yield from _element_faults(element)
    yield from _frame_faults(tree, usual)


def _is_tangled(html: str) -> bool:
    """Tell whether elements are left open: what prints a page opens each of them again in every paragraph."""
    if "<!--" in html or INSIDE.search(html):
        return True
    depth = 0
    for closing, name in TAG.findall(html):
        if name.lower() not in VOID:
            depth += -1 if closing else 1
        if not 0 <= depth <= DEEPEST:
            return True
    return False


def _deeper(element: Any, levels: int) -> bool:
    return levels == 0 or any(_deeper(child, levels - 1) for child in element)


def _element_faults(element: Any) -> Iterator[TemplateFault]:
    tag = element.tag
    if tag not in ELEMENTS or (tag == "img" and element.get("src") != LOGO_ADDRESS):
        what = f"`<{tag}>` kan niet: een document haalt niets op en voert niets uit"
        yield _fault("element", what, "tekst, koppen, lijsten en tabellen; een logo hoort in het briefhoofd",
                     f"haal `<{tag}` weg (logo: `spoorboek employer letterhead`)")  # fmt: skip
        return
    for name in element.attrib.keys() - ATTRIBUTES:
        yield _fault("attribuut", f"`{name}` bij `<{tag}>` kan niet", "class, style, colspan of rowspan",
                     f"haal `{name}` weg")  # fmt: skip
    for declaration in filter(str.strip, (element.get("style") or "").split(";")):
        yield from _style_faults(*(part.strip().lower() for part in declaration.partition(":")[::2]))


def _style_faults(name: str, value: str) -> Iterator[TemplateFault]:
    todo = f"haal `{name}` daar weg, of gebruik een andere waarde"
    if name not in PROPERTIES or not VALUE.fullmatch(value):
        yield _fault("stijl", f"`{name}: {value}` kan niet", "kleur, letter, witruimte, randen en maten", todo)
        return
    for number, unit in NUMBER.findall(value):
        if float(number) < 0 or (float(number) > MOST.get(unit, 0) and name != "font-weight"):
            yield _fault("stijl", f"`{name}: {value}` past niet op een pagina", "een maat die op A4 past", todo)
        elif name == "font-size" and float(number) * POINTS.get(unit, 0) < SMALLEST:
            yield _fault("klein", f"`{name}: {value}` is te klein om te lezen", f"{SMALLEST:g}pt of meer", todo)
    if name == "color" and contrast(value) < WEAK:
        yield _fault("kleur", f"`{name}: {value}` is op wit niet te lezen", f"een contrast van {WEAK:g} of meer, "
                     "als #rrggbb", todo)  # fmt: skip


def contrast(colour: str) -> float:
    """Return the contrast of a colour (`#rrggbb`) against white, from 1 to 21; 0 for what is no such colour.

    Source: WCAG 2.2, relative luminance.
    """
    if not re.fullmatch(r"#[0-9a-f]{6}", colour):
        return 0.0
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


def _frame_faults(tree: Any, usual: Any) -> Iterator[TemplateFault]:
    """Yield what differs in what is the same on every page: head, title, foot, address, one heading on top."""
    once = [sum(1 for each in page.iter() if each.tag in ONCE) for page in (tree, usual)]
    if _said(tree.find("head")) != _said(usual.find("head")) or once[0] != once[1]:
        yield _fault("titel", "titel of kenmerken van het bestand zijn anders: daarin staat nooit wie het is",
                     "de titel van het meegeleverde document", "laat `<title>` en `<meta>` weg")  # fmt: skip
    counted, wanted = (Counter(each for each in _classes(page) if each in FIXED) for page in (tree, usual))
    for name in sorted(name for name in FIXED if counted[name] != wanted[name]):
        yield _fault("opzet", f"de vaste opmaak `{name}` staat er {counted[name]} keer", f"{wanted[name]} keer",
                     f"gebruik `{name}` niet zelf")  # fmt: skip
    headings = [each for each in tree.iter() if each.tag in ("h1", "h2", "h3")]
    ones = [each for each in headings if each.tag == "h1"]
    if len(ones) != 1 or headings[0] is not ones[0] or not "".join(ones[0].itertext()).removeprefix("Betreft:").strip():
        yield _fault("kop", "het document begint niet met één kop of betreft", "één kop (h1) of blok betreft",
                     "geef het blok betreft een tekst, en gebruik daarna h2 en h3")  # fmt: skip
    names = [each.get("id") for each in tree.iter() if each.get("id")]
    allowed = {each.get("id") for each in tree.iter() if "veld" in (each.get("class") or "").split()}
    if len(set(names)) < len(names) or set(names) - allowed:
        yield _fault("attribuut", "`id` staat twee keer, of niet bij een veld", "alleen de velden van `veld.…`",
                     "haal `id` weg")  # fmt: skip


def _said(head: Any) -> list[tuple[Any, ...]]:
    """Return what the head of a page says, without the white space between."""
    return [(each.tag, sorted(each.attrib.items()), (each.text or "").strip()) for each in head.iter()]


def _classes(tree: Any) -> Iterator[str]:
    for element in tree.iter():
        yield from (element.get("class") or "").split()


def _fault(code: str, what: str, expected: str, todo: str) -> TemplateFault:
    return TemplateFault(code, what, expected, todo)
