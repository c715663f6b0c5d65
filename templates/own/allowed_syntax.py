"""What a template of a house may be written in: the words of the shipped ones, and no more."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import is_dataclass
from functools import cache
from typing import Any, get_args, get_origin, get_type_hints

from jinja2 import TemplateSyntaxError, nodes

from spoorboek.outside.suggestions import meant_or_known
from templates.document_context import DocumentContext
from templates.forms.form_fields import FieldSheet
from templates.own.faults import TemplateFault
from templates.own.sandbox import layout_names, own_environment
from templates.render import template_environment

ALLOWED = (
    nodes.Template, nodes.Extends, nodes.Import, nodes.FromImport, nodes.Block, nodes.Output, nodes.TemplateData,
    nodes.If, nodes.For, nodes.Assign, nodes.CallBlock, nodes.Call, nodes.Name, nodes.Const, nodes.Getattr,
    nodes.Getitem, nodes.Filter, nodes.Test, nodes.Compare, nodes.Operand, nodes.And, nodes.Or, nodes.Not, nodes.Concat,
    nodes.Add, nodes.Sub, nodes.FloorDiv, nodes.CondExpr, nodes.List, nodes.Tuple, nodes.Keyword,
)  # fmt: skip
BUILT_IN = frozenset({"loop", "super", "caller", "veld"})
DERIVED = frozenset(
    {"huis", "template", "ontvanger", "aanhef", "uren", "answer_by", "limit_rubrics", "levels", "sectors", "transports"}
    | {"words", "contact"}
)
FRAME = "blad"  # the block that holds head, foot and address
MOST_DEPTH, LONGEST_LIST = 4, 100
SHIPPED_FIRST = "begin bij het meegeleverde: `spoorboek templates show {key}`"


def parsed(text: str) -> nodes.Template | TemplateFault:
    """Return the tree of a template, or why it is none."""
    try:
        tree = template_environment().parse(text)
        if all(isinstance(node, ALLOWED) for node in _all(tree)):
            own_environment().compile(text)  # what only the compiler refuses, such as a filter that is not there
        return tree
    except TemplateSyntaxError as error:
        said = str(error.message or "").rstrip(".")
        expected = "een sjabloon zoals het meegeleverde, met de filters daarvan"
        return TemplateFault("schrijfwijze", f"dit is geen goed sjabloon ({said})", expected,
                             "verbeter die regel", error.lineno)  # fmt: skip
    except (RecursionError, SyntaxError, MemoryError, ValueError, OverflowError):
        return TemplateFault("schrijfwijze", "het sjabloon zit te diep in elkaar", "gewone tekst met een enkele lus",
                             "maak het eenvoudiger")  # fmt: skip


def syntax_faults(tree: nodes.Template, shipped: nodes.Template, key: str) -> Iterator[TemplateFault]:
    """Yield what is not allowed in a template, or not known to it."""
    yield from _layout_faults(tree, shipped, key)
    yield from (_forbidden(node) for node in _all(tree) if not isinstance(node, ALLOWED))
    yield from _call_faults(tree)
    yield from _loop_faults(tree)
    yield from _name_faults(tree)


def _all(tree: nodes.Node) -> list[nodes.Node]:
    return [tree, *tree.find_all(nodes.Node)]


def _forbidden(node: nodes.Node) -> TemplateFault:
    word = type(node).__name__
    return TemplateFault("niet_toegestaan", f"`{word}` kan in een eigen sjabloon niet",
                         "if, for, set, block, extends, import en call, zoals in de meegeleverde sjablonen",
                         "schrijf het zonder", node.lineno)  # fmt: skip


def _layout_faults(tree: nodes.Template, shipped: nodes.Template, key: str) -> Iterator[TemplateFault]:
    wanted = [_file_of(each) for each in shipped.find_all(nodes.Extends)]
    found = list(tree.find_all(nodes.Extends))
    if [_file_of(each) for each in found] != wanted:
        yield TemplateFault("opzet", "het sjabloon neemt niet de opmaak van dit document over",
                            f'{{% extends "{wanted[0]}" %}}, één keer, bovenaan', SHIPPED_FIRST.format(key=key),
                            found[0].lineno if found else None)  # fmt: skip
    for each in tree.find_all((nodes.Import, nodes.FromImport)):
        if _file_of(each) not in layout_names():
            yield TemplateFault("ander_bestand", "het sjabloon haalt een bestand op dat er niet bij hoort",
                                f"alleen {', '.join(sorted(layout_names()))}", "haal die regel weg",
                                each.lineno)  # fmt: skip
    for block in tree.find_all(nodes.Block):
        if block.name == FRAME:
            yield TemplateFault("opzet", f"het blok `{FRAME}` is de vaste opmaak (briefhoofd, adres, voet)",
                                "de blokken betreft, termijn, inhoud en slot", "haal dit blok weg",
                                block.lineno)  # fmt: skip


def _file_of(node: Any) -> str | None:
    """Return the file that a node names, None when it works one out."""
    return getattr(node.template, "value", None)


def _call_faults(tree: nodes.Template) -> Iterator[TemplateFault]:
    """Refuse to call anything but fields and the shipped macros."""
    modules = {each.target for each in tree.find_all(nodes.Import)} | {"veld"}
    names = {"super", "caller"} | _imported_names(tree)
    for call in tree.find_all(nodes.Call):
        called: Any = call.node
        of_module = (
            isinstance(called, nodes.Getattr) and isinstance(called.node, nodes.Name) and called.node.name in modules
        )
        if not of_module and not (isinstance(called, nodes.Name) and called.name in names):
            yield TemplateFault("aanroep", "het sjabloon roept iets aan wat hier niet kan", "alleen `veld.…` en de "
                                "macro's van de meegeleverde opmaak", "schrijf het zonder", call.lineno)  # fmt: skip
        elif of_module and called.node.name == "veld" and f"veld.{called.attr}" not in _field_kinds():
            yield _unknown(f"veld.{called.attr}", _field_kinds(), call.lineno)


def _imported_names(tree: nodes.Template) -> set[str]:
    listed = [name for each in tree.find_all(nodes.FromImport) for name in each.names]
    return {name if isinstance(name, str) else name[1] for name in listed}


def _field_kinds() -> list[str]:
    return [f"veld.{name}" for name in dir(FieldSheet) if not name.startswith("_")]


def _loop_faults(tree: nodes.Template) -> Iterator[TemplateFault]:
    for loop in tree.find_all(nodes.For):
        if loop.recursive or _depth(loop) > MOST_DEPTH:
            yield TemplateFault("lus", "een lus roept zichzelf aan, of zit te diep in andere",
                                f"lussen van ten hoogste {MOST_DEPTH} diep", "maak het eenvoudiger",
                                loop.lineno)  # fmt: skip
    listed: Iterator[Any] = tree.find_all((nodes.List, nodes.Tuple))
    for each in listed:
        if len(each.items) > LONGEST_LIST:
            yield TemplateFault("lijst", "een lijst is te lang", f"ten hoogste {LONGEST_LIST} dingen",
                                "maak hem korter", each.lineno)  # fmt: skip
    for assign in tree.find_all(nodes.Assign):
        if (
            not isinstance(assign.target, nodes.Name)
            or any(assign.node.find_all((nodes.List, nodes.Tuple)))
            or (isinstance(assign.node, nodes.List | nodes.Tuple))
        ):
            yield TemplateFault("lijst", "`set` geeft een naam aan een lijst", "een tekst, getal, datum of gegeven",
                                "zet de lijst in de lus zelf", assign.lineno)  # fmt: skip


def _depth(loop: nodes.For) -> int:
    return 1 + max((_depth(each) for each in loop.find_all(nodes.For)), default=0)


def _name_faults(tree: nodes.Template) -> Iterator[TemplateFault]:
    """Yield each name that no document knows, in whatever branch it stands."""
    modules = {each.target for each in tree.find_all(nodes.Import)} | _imported_names(tree)
    stored = {each.name for each in tree.find_all(nodes.Name) if each.ctx != "load"}
    hints = _hints(DocumentContext)
    known = BUILT_IN | DERIVED | set(hints) | modules | stored
    for name in tree.find_all(nodes.Name):
        if name.ctx == "load" and name.name not in known:
            yield _unknown(name.name, sorted(known - {"super", "caller", "loop"}), name.lineno)
    for part in tree.find_all(nodes.Getattr):
        yield from _attribute_faults(part, hints, stored)


def _attribute_faults(part: nodes.Getattr, hints: Mapping[str, Any], stored: set[str]) -> Iterator[TemplateFault]:
    if part.attr.startswith("_"):
        yield TemplateFault("niet_toegestaan", f"`{part.attr}` is geen gegeven van een document",
                            "een gegeven zoals `employee.name`", "haal het weg", part.lineno)  # fmt: skip
        return
    holder = _type_of(part.node, hints, stored)
    members = _members(holder) if holder is not None else None
    if members and part.attr not in members:
        yield _unknown(part.attr, sorted(members), part.lineno)


def _type_of(node: nodes.Expr, hints: Mapping[str, Any], stored: set[str]) -> type | None:
    """Return the class of what an expression names; None when only a real document can tell."""
    if isinstance(node, nodes.Name):
        return None if node.name in stored else _plain(hints.get(node.name))
    if isinstance(node, nodes.Getattr):
        holder = _type_of(node.node, hints, stored)
        return _plain(_hints(holder).get(node.attr)) if holder is not None and _members(holder) else None
    return None


def _plain(hint: Any) -> type | None:
    """Return the class in a hint: of `X | None` it is X."""
    classes = [each for each in (get_args(hint) or (hint,)) if isinstance(each, type) and each is not type(None)]
    return classes[0] if len(classes) == 1 and get_origin(hint) not in (dict, Mapping, tuple) else None


@cache
def _hints(holder: type) -> Mapping[str, Any]:
    return get_type_hints(holder)


def _members(holder: type) -> Sequence[str]:
    """Return what a record of ours holds; nothing for another class."""
    if not is_dataclass(holder) and not hasattr(holder, "_fields"):
        return ()
    return [name for name in dir(holder) if not name.startswith("_")] + [*_hints(holder)]


def _unknown(name: str, known: Sequence[str], line: int) -> TemplateFault:
    meant = meant_or_known(name, known, most=12).rstrip(".")
    return TemplateFault("onbekende_naam", f"`{name}` is niet bekend", f"een naam die het document kent. {meant}",
                         "verbeter de naam, of haal die plaats weg", line)  # fmt: skip
