"""Finish the structure of a PDF for a screen reader, where WeasyPrint stops: fields, headers, layout, running text.

Source: ISO 14289-1 (PDF/UA-1) 7.1 and 7.18; ISO 32000-1 14.7 and 14.8. What remains open stands in
docs/decisions/057-papers-as-they-should-be.md.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pydyf

OF_TABLES = {"/Table": "/Div", "/THead": "/Div", "/TBody": "/Div", "/TR": "/Div", "/TD": "/Div"}
POINTS_PER_PIXEL = 0.75
# PDF/UA is no schema that PDF/A knows by itself, so it is described. Source: ISO 19005-3 6.6.2.3.
UA_METADATA = b"""
<rdf:Description xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" rdf:about="" pdfuaid:part="1"/>
<rdf:Description xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#"
 rdf:about=""><pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA Universal Accessibility Schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289 to which it conforms</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>
</rdf:RDF>"""


def finish_structure(pdf: pydyf.PDF, widgets: Sequence[pydyf.Dictionary]) -> None:
    """Put the widgets in the structure where their space is reserved, and mend tables and running text.

    `widgets`: in the order of the text.
    """
    root = _object(pdf, pdf.catalog["StructTreeRoot"])
    elements = list(_elements(pdf, root))
    _place_widgets(pdf, root, elements, widgets)
    for element in elements:
        if element["S"] == "/TH":
            element.setdefault("A", pydyf.Dictionary({"O": "/Table"}))["Scope"] = _scope(pdf, element)
        if element["S"] == "/Figure":
            _place_figure(pdf, element)
    for table in [element for element in elements if element["S"] == "/Table"]:
        _unmark_layout(pdf, table)
    _mark_running_text(pdf, root, {id(element) for element in elements})
    for page in pdf.page_references:
        _object(pdf, page)["Tabs"] = "/S"
    metadata = _object(pdf, pdf.catalog["Metadata"])
    metadata.stream = [part.replace(b"</rdf:RDF>", UA_METADATA.strip()) for part in metadata.stream]


def _object(pdf: pydyf.PDF, reference: bytes) -> Any:
    return pdf.objects[int(reference.split()[0])]


def _kids(pdf: pydyf.PDF, element: Mapping[str, Any]) -> Iterator[Any]:
    """Yield the elements directly below one."""
    for kid in element.get("K", ()):
        if isinstance(kid, bytes):
            child = _object(pdf, kid)
            if child.get("Type") == "/StructElem":
                yield child


def _elements(pdf: pydyf.PDF, root: Mapping[str, Any]) -> Iterator[Any]:
    """Yield every element below one, in the order of the text."""
    for element in _kids(pdf, root):
        yield element
        yield from _elements(pdf, element)


def _place_widgets(pdf: pydyf.PDF, root: Any, elements: Sequence[Any], widgets: Sequence[pydyf.Dictionary]) -> None:
    """Make the empty span that reserves the space of each field its element. Source: ISO 14289-1 7.18.4.

    They are matched page by page: cells side by side that go on overleaf are told a page at a time.
    """
    pages = pdf.page_references.index
    spaces = [element for element in elements if element["S"] == "/Span" and not element["K"]]
    spaces.sort(key=lambda space: pages(space["Pg"]))
    parents = _object(pdf, root["ParentTree"])["Nums"]
    in_order = sorted(widgets, key=lambda widget: pages(widget["P"]))
    for number, (space, widget) in enumerate(zip(spaces, in_order, strict=True), len(pdf.page_references)):
        reference = pydyf.Dictionary({"Type": "/OBJR", "Obj": widget.reference, "Pg": widget["P"]})
        pdf.add_object(reference)
        space.update({"S": "/Form", "K": pydyf.Array([reference.reference]), "Pg": widget["P"]})
        widget["StructParent"] = number
        parents.extend([number, space.reference])


def _scope(pdf: pydyf.PDF, element: Any) -> str:
    """Return what a header is the header of: a column when it stands in the head of a table, else its row."""
    row = _object(pdf, element["P"])
    return "/Column" if _object(pdf, row["P"])["S"] == "/THead" else "/Row"


def _place_figure(pdf: pydyf.PDF, figure: Any) -> None:
    """Say where a picture stands in points from the bottom left; WeasyPrint has pixels from the top left.

    Source: ISO 32000-1 14.8.5.4.3.
    """
    height = float(_object(pdf, figure["Pg"])["MediaBox"][3])
    left, top, right, bottom = (float(each) * POINTS_PER_PIXEL for each in figure["A"]["BBox"])
    figure["A"]["BBox"] = pydyf.Array([round(each, 2) for each in (left, height - bottom, right, height - top)])


def _unmark_layout(pdf: pydyf.PDF, table: Any) -> None:
    """Make a table without headers, which only sets things side by side, no table to who listens."""
    parts = list(_elements(pdf, table))
    inner = {id(each) for part in parts if part["S"] == "/Table" for each in _elements(pdf, part)}
    own = [part for part in parts if id(part) not in inner and part["S"] != "/Table"]
    if any(part["S"] == "/TH" for part in own):
        return
    for part in (table, *own):
        part["S"] = OF_TABLES.get(part["S"], part["S"])
        part.pop("A", None)


def _mark_running_text(pdf: pydyf.PDF, root: Any, kept: set[int]) -> None:
    """Mark what stands in the margin of every page as decoration: nobody wants to hear it between two sentences."""
    nums = _object(pdf, root["ParentTree"])["Nums"]
    for number, page in enumerate(pdf.page_references):
        parents = nums[2 * number + 1]
        running = {mcid for mcid, parent in enumerate(parents) if id(_object(pdf, parent)) not in kept}
        for mcid in running:
            parents[mcid] = "null"
        content = _object(pdf, _object(pdf, page)["Contents"])
        content.stream = list(_unmarked(content.stream, running))


def _unmarked(operations: Sequence[Any], running: set[int]) -> Iterator[Any]:
    """Yield the operations of a page, with `/Artifact BMC` in place of the marks of running text."""
    for position, each in enumerate(operations):
        marked = operations[position + 1 : position + 3] if isinstance(each, str) else ()
        if _is_running(each, running):
            continue
        if len(marked) == 2 and marked[1] == b"BDC" and _is_running(marked[0], running):
            yield "/Artifact"
        elif each == b"BDC" and _is_running(operations[position - 1], running):
            yield b"BMC"
        else:
            yield each


def _is_running(operand: Any, running: set[int]) -> bool:
    return isinstance(operand, dict) and operand.get("MCID") in running
