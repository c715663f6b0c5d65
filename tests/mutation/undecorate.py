"""Write decorated functions without decorators, so that their bodies can be mutated.

The mutation tool leaves decorated functions alone, and the special rules of the law and many properties are decorated.
`@rule(when=lambda course: …)` before a function means the same as a call after it, with the condition as a function of
its own; that is how the copy under test spells it.
"""

from collections.abc import Sequence

import libcst as cst

KEPT = ("staticmethod", "classmethod", "overload")
Statement = cst.SimpleStatementLine | cst.BaseCompoundStatement


def undecorated(source: str) -> str:
    """Return a module that means the same without decorators on functions."""
    module = cst.parse_module(source)
    return module.with_changes(body=_all(module.body)).code


def _all(statements: Sequence[cst.BaseStatement]) -> list[cst.BaseStatement]:
    return [new for old in statements for new in _statement(old)]


def _statement(statement: cst.BaseStatement) -> Sequence[cst.BaseStatement]:
    if isinstance(statement, cst.FunctionDef) and _is_decorated(statement):
        return _function(statement)
    if isinstance(statement, cst.ClassDef) and isinstance(statement.body, cst.IndentedBlock):
        return [statement.with_changes(body=statement.body.with_changes(body=_all(statement.body.body)))]
    return [statement]


def _is_decorated(function: cst.FunctionDef) -> bool:
    names = [item.decorator.value for item in function.decorators if isinstance(item.decorator, cst.Name)]
    return bool(function.decorators) and not set(names) & set(KEPT)


def _function(function: cst.FunctionDef) -> Sequence[cst.BaseStatement]:
    """Spell `@a @b def f` as `def f` and `f = a(b(f))`; conditions given to a decorator become functions before it."""
    name = function.name.value
    value: cst.BaseExpression = cst.Name(name)
    conditions: list[Statement] = []
    for item in reversed(function.decorators):
        decorator = item.decorator
        if isinstance(decorator, cst.Call):
            decorator = decorator.with_changes(args=[_named(arg, name, conditions) for arg in decorator.args])
        value = cst.Call(decorator, [cst.Arg(value)])
    assignment = cst.Assign([cst.AssignTarget(cst.Name(name))], value)
    return [*conditions, function.with_changes(decorators=[]), cst.SimpleStatementLine([assignment])]


def _named(arg: cst.Arg, owner: str, conditions: list[Statement]) -> cst.Arg:
    """Turn a lambda given to a decorator into a function with a name."""
    if not isinstance(arg.value, cst.Lambda):
        return arg
    name = cst.Name(f"{owner}_{arg.keyword.value if arg.keyword else 'condition'}")
    body = cst.IndentedBlock([cst.SimpleStatementLine([cst.Return(arg.value.body)])])
    params = arg.value.params.with_changes(params=[item.with_changes(star="") for item in arg.value.params.params])
    conditions.append(cst.FunctionDef(name, params, body))
    return arg.with_changes(value=name)
