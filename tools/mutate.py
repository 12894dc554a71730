"""Break one function at a time and see which tests notice: `mutate.py [--out FILE] MODULE... -- TEST...`.

Each mutant is one small change of one function: a comparison turned round, a boolean negated, a constant changed, a
statement left out.  Tests are collected once; what the whole set runs of each function is noted; then every mutant
gets a process of its own (fork), in which the function's code object is replaced, and only the tests that run it.
mutmut and cosmic-ray would not do: the first had not come to its first mutant after four minutes, as it runs the whole
set of recorded calls three times before; the second starts Python, pytest and the collection anew for each mutant.
"""

from __future__ import annotations

import ast
import copy
import importlib
import os
import resource
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from types import CodeType, FrameType, FunctionType
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent
MOST = 200
"""So many tests are run of each mutant at most, spread over all that run its function."""
SECONDS = 60
"""So much of a processor's time may the tests of one mutant take; it is a timeout then, for it may never end."""

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
WORDS = {"name", "path", "message", "help", "log", "rule", "evidence"}


class Mutant:
    """One change: where, and the code that has it."""

    def __init__(self, module: str, function: str, line: int, change: str, code: CodeType) -> None:
        self.module, self.function, self.line, self.change, self.code = module, function, line, change, code

    def __str__(self) -> str:
        return f"{self.module}:{self.line} {self.function}: {self.change}"


Changed = Iterator[tuple[str, ast.AST]]


def _compare(node: ast.Compare) -> Changed:
    for at, operator in enumerate(node.ops):
        new = copy.deepcopy(node)
        new.ops[at] = COMPARISONS[type(operator)]()
        yield "compare otherwise", new


def _all_or_any(node: ast.BoolOp) -> Changed:
    yield "and / or", ast.BoolOp(ast.Or() if isinstance(node.op, ast.And) else ast.And(), node.values)
    for at in range(len(node.values)):
        rest = [value for number, value in enumerate(node.values) if number != at]
        yield f"without part {at + 1}", rest[0] if len(rest) == 1 else ast.BoolOp(node.op, rest)


def _not(node: ast.UnaryOp) -> Changed:
    if isinstance(node.op, ast.Not):
        yield "without not", node.operand


def _calculate(node: ast.BinOp) -> Changed:
    if type(node.op) in OPERATORS:
        yield "another operator", ast.BinOp(node.left, OPERATORS[type(node.op)](), node.right)


def _choose(node: ast.IfExp) -> Changed:
    yield "always the first", node.body
    yield "always the second", node.orelse


def _constant(node: ast.Constant) -> Changed:
    if node.value is None:
        yield "None to True", ast.Constant(True)
    elif isinstance(node.value, bool):
        yield "the other truth", ast.Constant(not node.value)
    elif isinstance(node.value, int):
        yield "one more", ast.Constant(node.value + 1)


def _if(node: ast.If) -> Changed:
    for truth in (True, False):
        yield f"if {truth}", ast.If(ast.Constant(truth), node.body, node.orelse)


def _return(node: ast.Return) -> Changed:
    if node.value is not None:
        yield "return None", ast.Return(ast.Constant(None))


def _leave_out(node: ast.stmt) -> Changed:
    if not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)):
        yield "without the statement", ast.Pass()


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
"""The ways to change a node of each kind: what is said of each, and the new node."""


def places(function: ast.FunctionDef) -> Iterator[tuple[ast.AST, str, int | None]]:
    """Every field of the function's body that holds a node, but for annotations, wording and asserts."""
    waiting: list[ast.AST] = list(function.body)
    yield from ((function, "body", number) for number in range(len(function.body)))
    while waiting:
        node = waiting.pop()
        if isinstance(node, (ast.Assert, ast.JoinedStr)):
            continue
        for field, value in ast.iter_fields(node):
            if field == "annotation" or (isinstance(node, ast.keyword) and node.arg in WORDS):
                continue
            children: list[tuple[int | None, Any]] = (
                list(enumerate(value)) if isinstance(value, list) else [(None, value)]
            )
            for at, child in children:
                if isinstance(child, ast.AST):
                    waiting.append(child)
                    yield node, field, at


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


def mutants(path: Path) -> list[Mutant]:
    """All mutants of a module."""
    found = []
    tree = ast.parse(path.read_text())
    for name, function in functions(tree):
        for parent, field, at in list(places(function)):
            held = getattr(parent, field)
            old = held if at is None else held[at]
            make = CHANGES.get(type(old))
            for change, new in make(old) if make else ():
                ast.copy_location(new, old)
                try:
                    put(parent, field, at, new)
                    found.append(Mutant(str(path), name, old.lineno, change, code_of(tree, name, str(path))))
                finally:
                    put(parent, field, at, old)
    return found


def put(parent: ast.AST, field: str, at: int | None, node: ast.AST) -> None:
    """Put a node into a field, or into the list that the field holds."""
    if at is None:
        setattr(parent, field, node)
    else:
        getattr(parent, field)[at] = node


class Mutating:
    """A pytest plugin that runs the collected tests once for each mutant."""

    def __init__(self, modules: list[Path], out: Path) -> None:
        self.out = out
        self.mutants = [mutant for module in modules for mutant in mutants(module)]
        self.files = {
            str(module): importlib.import_module(".".join(module.with_suffix("").parts)) for module in modules
        }
        self.users: dict[tuple[str, int], list[int]] = {}
        self.count: Counter[str] = Counter()

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """In the place of pytest's own loop over the tests."""
        self.watch(session)
        self.out.parent.mkdir(exist_ok=True)
        done = set(self.out.read_text().splitlines()) if self.out.exists() else set()
        with self.out.open("a") as out:
            for number, mutant in enumerate(self.mutants):
                if any(line.endswith(f" #{number} {mutant}") for line in done):
                    continue
                fate = self.fate(session, mutant)
                self.count[fate] += 1
                out.write(f"{fate} #{number} {mutant}\n")
                out.flush()
        print("\n", dict(self.count))
        return True

    def watch(self, session: pytest.Session) -> None:
        """Note which tests run which function; all must pass."""
        wanted = {str(Path(file).resolve()): file for file in self.files}
        for number, item in enumerate(session.items):
            seen: set[tuple[str, int]] = set()

            def note(frame: FrameType, event: str, _argument: Any, seen: set[tuple[str, int]] = seen) -> None:
                if event == "call" and frame.f_code.co_filename in wanted:
                    seen.add((wanted[frame.f_code.co_filename], frame.f_code.co_firstlineno))

            sys.setprofile(note)
            run_item(item)
            sys.setprofile(None)
            for key in seen:
                self.users.setdefault(key, []).append(number)
        if session.testsfailed:
            sys.exit("the tests fail without any mutant")

    def fate(self, session: pytest.Session, mutant: Mutant) -> str:
        """`killed`, `survived`, `timeout`, or `unreached` where no test runs the function."""
        target = function_of(self.files[mutant.module], mutant.function)
        numbers = self.users.get((mutant.module, target.__code__.co_firstlineno), [])
        if not numbers:
            return "unreached"
        child = os.fork()
        if child == 0:
            resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
            with open(os.devnull, "w") as nowhere:
                os.dup2(nowhere.fileno(), 1)
                os.dup2(nowhere.fileno(), 2)
            try:
                target.__code__ = mutant.code
                for number in numbers[:: len(numbers) // MOST + 1]:
                    run_item(session.items[number])
                    if session.testsfailed:
                        os._exit(1)
            except BaseException:
                os._exit(1)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        return "survived" if status == 0 else "timeout" if os.WIFSIGNALED(status) else "killed"


def function_of(module: Any, name: str) -> FunctionType:
    """A function of an imported module, or a method of one of its classes."""
    found = module
    for part in name.split("."):
        found = getattr(found, part)
    return found  # type: ignore[no-any-return]


def run_item(item: pytest.Item) -> None:
    """Run one test and take down all that was set up for it, so that any other may come next."""
    item.config.hook.pytest_runtest_protocol(item=item, nextitem=None)


def main() -> None:
    """Run, and add a line for each mutant to the file."""
    words = sys.argv[1:]
    out = Path(words[1]) if words[:1] == ["--out"] else Path("mutants.txt")
    words = words[2:] if words[:1] == ["--out"] else words
    at = words.index("--")
    os.chdir(ROOT)
    sys.path.insert(0, str(ROOT))
    modules = [Path(word) for word in words[:at]]
    from hypothesis import Phase, settings

    phases = (Phase.explicit, Phase.generate)
    settings.register_profile("mutate", derandomize=True, database=None, deadline=None, max_examples=50, phases=phases)
    settings.load_profile("mutate")
    pytest.main(["-q", "-p", "no:cacheprovider", "-p", "no:xdist", *words[at + 1 :]], plugins=[Mutating(modules, out)])


if __name__ == "__main__":
    main()
