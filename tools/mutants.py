"""What `tools/mutate.py` tries: every small change of a module's functions and tables that is none of wording alone."""

from __future__ import annotations

import ast
import copy
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from types import CodeType
from typing import TYPE_CHECKING, Any

from tables import changes, tables

if TYPE_CHECKING:
    from pathlib import Path

COMPARISONS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}
OPERATORS: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
    ast.LShift: ast.RShift,
    ast.RShift: ast.LShift,
    ast.Mult: ast.FloorDiv,
    ast.FloorDiv: ast.Mult,
}
WORDS = {"name", "path", "message", "text", "help", "help_text", "log", "evidence", "secret_evidence"}
"""Arguments and attributes that hold what is said, or the lines that are shown with it."""

DECIDES = {"Step": {2}, "Log": set[int](), "Evidence": set[int]()}
"""The records of what is said, with the places of those arguments that decide something."""

SAID = re.compile(r"\b(Evidence|Log)\b")
"""What stands in the result's type of a function that only says something."""


SHOWN = 150
"""So many characters are shown of a node."""


class Mutant:
    """One change: where, and the code that has it; of a function its own, of a table that which makes its value.

    It is tried with the tests that run one of the `lines`.
    """

    def __init__(self, module: str, name: str, change: str, lines: Iterable[int], code: CodeType) -> None:
        self.module, self.name, self.change, self.lines, self.code = module, name, change, lines, code

    @property
    def identity(self) -> str:
        """What tells it from all others, also after lines above it have come or gone."""
        return f"{self.module} {self.name}: {self.change}"


Changed = Iterator[ast.AST]


def _compare(node: ast.Compare) -> Changed:
    for at, operator in enumerate(node.ops):
        new = copy.deepcopy(node)
        new.ops[at] = COMPARISONS[type(operator)]()
        yield new


def _all_or_any(node: ast.BoolOp) -> Changed:
    yield ast.BoolOp(ast.Or() if isinstance(node.op, ast.And) else ast.And(), node.values)
    for at in range(len(node.values)):
        rest = [value for number, value in enumerate(node.values) if number != at]
        yield rest[0] if len(rest) == 1 else ast.BoolOp(node.op, rest)


def _not(node: ast.UnaryOp) -> Changed:
    if isinstance(node.op, ast.Not):
        yield node.operand


def _calculate(node: ast.BinOp) -> Changed:
    if type(node.op) in OPERATORS:
        yield ast.BinOp(node.left, OPERATORS[type(node.op)](), node.right)


def _choose(node: ast.IfExp) -> Changed:
    yield node.body
    yield node.orelse


def _constant(node: ast.Constant) -> Changed:
    if node.value is None:
        yield ast.Constant(True)
    elif isinstance(node.value, bool):
        yield ast.Constant(not node.value)
    elif isinstance(node.value, int):
        yield ast.Constant(node.value + 1)


def _if(node: ast.If) -> Changed:
    for truth in (True, False):
        yield ast.If(ast.Constant(truth), node.body, node.orelse)


def _return(node: ast.Return) -> Changed:
    if node.value is not None and getattr(node.value, "value", True):
        yield ast.Return(ast.Constant(None))


def _leave_out(node: ast.stmt) -> Changed:
    if not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)):
        yield ast.Pass()


CHANGES: dict[type[ast.AST], Callable[[Any], Changed]] = {
    ast.Compare: _compare,
    ast.BoolOp: _all_or_any,
    ast.UnaryOp: _not,
    ast.BinOp: _calculate,
    ast.IfExp: _choose,
    ast.Constant: _constant,
    ast.If: _if,
    ast.Return: _return,
    **dict.fromkeys((ast.Assign, ast.AugAssign, ast.Expr, ast.Break, ast.Continue), _leave_out),
}
"""The new nodes to put in the place of one of each kind."""


class Wording:
    """The nodes of a module that only say something: texts, evidence, logs, and all that is made for these alone."""

    def __init__(self, tree: ast.Module) -> None:
        self.nodes: set[ast.AST] = set()
        decides = DECIDES | {node.name: _deciding(node) for node in tree.body if isinstance(node, ast.FunctionDef)}
        for node in ast.walk(tree):
            if isinstance(node, (ast.Assert, ast.JoinedStr)) or (isinstance(node, ast.keyword) and node.arg in WORDS):
                self.add(node)
            elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in decides:
                self.add(*(value for at, value in enumerate(node.args) if at not in decides[node.func.id]))
            elif isinstance(node, ast.FunctionDef) and node.returns and SAID.search(ast.unparse(node.returns)):
                self.add(node)
        before = -1
        while len(self.nodes) > before:
            before = len(self.nodes)
            self.spread(tree)

    def add(self, *nodes: ast.AST) -> None:
        """Take nodes in with all that is in them."""
        for node in nodes:
            self.nodes |= set(ast.walk(node))

    def spread(self, tree: ast.Module) -> None:
        """Take in the private functions that only wording calls, and what functions make only for wording."""
        functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
        used = self.used_otherwise(tree)
        self.add(*(one for one in functions if one.name.startswith("_") and one.name not in used))
        for function in functions:
            used = self.used_otherwise(function)
            for node in ast.walk(function):
                if isinstance(node, (ast.Assign, ast.AugAssign)):
                    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
                    if all(_named(target, used) for target in targets):
                        self.add(node)
                elif isinstance(node, ast.If) and self.nodes.issuperset((*node.body, *node.orelse)):
                    self.add(node)

    def used_otherwise(self, tree: ast.AST) -> set[str]:
        """The names that something else than wording reads."""
        names = (node for node in ast.walk(tree) if isinstance(node, ast.Name) and node not in self.nodes)
        return {name.id for name in names if isinstance(name.ctx, ast.Load)}


def _deciding(function: ast.FunctionDef) -> set[int]:
    """The places of a function's arguments that neither their name nor their type tells to be wording."""
    places = [(one.arg in WORDS, ast.unparse(one.annotation) if one.annotation else "") for one in function.args.args]
    return {at for at, (said, kind) in enumerate(places) if not said and not SAID.search(kind)}


def _named(target: ast.expr, used: set[str]) -> bool:
    """Whether an assignment is for wording: no other use is made of the name, or it is that of an attribute."""
    if isinstance(target, ast.Tuple):
        return all(_named(part, used) for part in target.elts)
    return (
        target.attr in WORDS if isinstance(target, ast.Attribute) else getattr(target, "id", None) not in {*used, None}
    )


Place = tuple[ast.AST, str, int | None, range]
"""A node, its field, the number in the list that the field holds, and the lines of the statement."""


def places(function: ast.FunctionDef, said: set[ast.AST]) -> Iterator[Place]:
    """Every field of the function's body that holds a node which decides something."""
    waiting: list[tuple[ast.AST, range]] = [(function, range(0))]
    while waiting:
        node, lines = waiting.pop()
        for field, value in ast.iter_fields(node):
            if field in ("annotation", "args", "returns", "decorator_list") and not isinstance(node, ast.Call):
                continue
            for at, child in enumerate(value) if isinstance(value, list) else [(None, value)]:
                if isinstance(child, ast.AST) and child not in said:
                    around = _lines(child) if isinstance(child, ast.stmt) else lines
                    waiting.append((child, around))
                    yield node, field, at, around


def _lines(statement: ast.stmt) -> range:
    """The lines of a statement, of one with a body those of its head."""
    body = getattr(statement, "body", None)
    return range(statement.lineno, body[0].lineno if body else (statement.end_lineno or statement.lineno) + 1)


def functions(tree: ast.Module) -> Iterator[tuple[str, ast.FunctionDef]]:
    """The functions of a module and the methods of its classes, by name."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            yield node.name, node
        elif isinstance(node, ast.ClassDef):
            for inner in node.body:
                if isinstance(inner, ast.FunctionDef) and not inner.decorator_list:
                    yield f"{node.name}.{inner.name}", inner


def code_of(tree: ast.Module, name: str, file: str) -> CodeType:
    """The code object of one function of a compiled module."""
    code = compile(ast.fix_missing_locations(tree), file, "exec", dont_inherit=True)
    for part in name.split("."):
        code = next(one for one in code.co_consts if isinstance(one, CodeType) and one.co_name == part)
    return code


def mutants(paths: Iterable[Path]) -> Iterator[Mutant]:
    """All mutants of some modules; a second one of the same words has a number."""
    for path in paths:
        tree = ast.parse(path.read_text())
        seen: Counter[str] = Counter()
        for found in (*_of_functions(tree, str(path)), *_of_tables(tree, str(path))):
            seen[found.identity] += 1
            if seen[found.identity] > 1:
                found.change += f" ({seen[found.identity]})"
            yield found


def _of_functions(tree: ast.Module, path: str) -> Iterator[Mutant]:
    said = Wording(tree).nodes
    for name, function in functions(tree):
        for parent, field, at, lines in list(places(function, said)) if function not in said else ():
            held = getattr(parent, field)
            old = held if at is None else held[at]
            make = CHANGES.get(type(old)) if not _compared_with_none(old, parent) else None
            for new in make(old) if make else ():
                before = _shown(old, parent)
                ast.copy_location(new, old)
                try:
                    put(parent, field, at, new)
                    change = _change(before, old, new, parent)
                    code = code_of(tree, name, path)
                finally:
                    put(parent, field, at, old)
                yield Mutant(path, name, change, lines, code)


def _of_tables(tree: ast.Module, path: str) -> Iterator[Mutant]:
    for name, value in tables(tree):
        lines = [line for _, function in functions(tree) if _reads(function, name) for line in _inside(function)]
        for without, new in changes(value) if lines else ():
            code = compile(ast.fix_missing_locations(ast.Expression(new)), path, "eval", dont_inherit=True)
            yield Mutant(path, name, f"without {without}", lines, code)


def _reads(function: ast.FunctionDef, name: str) -> bool:
    return any(isinstance(node, ast.Name) and node.id == name for node in ast.walk(function))


def _inside(function: ast.FunctionDef) -> range:
    """The lines of a function's body."""
    return range(function.body[0].lineno, (function.end_lineno or function.lineno) + 1)


def _compared_with_none(node: ast.AST, parent: ast.AST) -> bool:
    """Whether it is the None of a comparison, which is changed as a whole."""
    return isinstance(parent, ast.Compare) and isinstance(node, ast.Constant) and node.value is None


def _shown(node: ast.AST, parent: ast.AST) -> str:
    """A node in words; a constant with what it stands in, but for the arguments of a call."""
    if isinstance(node, ast.If):
        return f"if {ast.unparse(node.test)}"
    alone = not isinstance(node, ast.Constant) or not isinstance(parent, ast.expr) or isinstance(parent, ast.Call)
    words = ast.unparse(node if alone else parent)
    return words if len(words) <= SHOWN else words[:SHOWN] + "..."


def _change(before: str, old: ast.AST, new: ast.AST, parent: ast.AST) -> str:
    if isinstance(new, ast.Pass):
        return f"without {before}"
    return f"{before} -> {_shown(new, parent if type(new) is type(old) else new)}"


def put(parent: ast.AST, field: str, at: int | None, node: ast.AST) -> None:
    """Put a node into a field, or into the list that the field holds."""
    if at is None:
        setattr(parent, field, node)
    else:
        getattr(parent, field)[at] = node
