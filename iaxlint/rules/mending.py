"""Edits that mend lines and sections, and look as if the same hand had made them.

Each of these functions gives the edits of one step, or none where the step can't be made without touching
something else: a line that a block comment cuts, a value that is a placeholder, lines on either side of a template
engine's own.  `safe` and `unsafe` make a fix of all the steps that it takes, or none where one can't be made.
"""

from __future__ import annotations

from iaxlint.diagnostics import Edit, Fix, Place
from iaxlint.grammar.tree import Blank, Comment, Directive, Header, Option
from iaxlint.loader.config import fold
from iaxlint.source import decode, encode

TYPE_CHECKING = False
if TYPE_CHECKING:
    from iaxlint.grammar.tree import File, Section, Statement
    from iaxlint.loader.config import Category, Variable
    from iaxlint.model.reading import Decided
    from iaxlint.source import Source

Edits = tuple[Edit, ...]
Fixes = tuple[Fix, ...]

SECRETS = ("secret", "password", "passwd")
"""What stands in the names of options whose lines are not thrown away: nobody could write them again."""


def safe(title: str, *steps: Edits) -> Fixes:
    """A fix by which no call changes but from failing to reaching, and nothing gets less secure."""
    return _fix(title, "safe", steps)


def unsafe(title: str, *steps: Edits) -> Fixes:
    """A fix that takes somebody to look at it."""
    return _fix(title, "unsafe", steps)


def _fix(title: str, safety: str, steps: tuple[Edits, ...]) -> Fixes:
    return (Fix(title, safety, tuple(edit for step in steps for edit in step)),) if all(steps) else ()


def dead(variable: Variable, title: str = "delete the line, which has no effect", *, everywhere: bool = False) -> Fixes:
    """Delete a line that Asterisk passes over, in every section that inherits it if it is so `everywhere`.

    That is unsafe where another file may include it too, or where it may hold a secret.
    """
    if variable.via and not everywhere:
        return ()
    keeps = any(word in variable.name.lower() for word in SECRETS)
    section = section_of(variable.source, variable.node.start)
    return (unsafe if keeps or section is None else safe)(title, delete(variable))


def delete(variable: Variable) -> Edits:
    """Delete a line with its line ending; what stands there as a comment stays."""
    return () if variable.added else cut(variable.source, variable.node)


def cut(source: Source, node: Option | Directive) -> Edits:
    """Delete a statement; a comment behind it stays, unless it is one for iaxlint, which would speak of the next."""
    if not _is_whole(source, node):
        return ()
    if node.comment >= 0 and "iaxlint:" not in source.text[node.comment : node.end]:
        start = node.key_start if isinstance(node, Option) else node.start
        return (Edit(Place(source, start, node.comment), ""),)
    return (Edit(Place(source, node.start, node.end), ""),)


def replace(variable: Variable, value: str) -> Edits:
    """Write another value into a line."""
    node, source = variable.node, variable.source
    raw = source.text[node.value_start : node.value_end]
    if variable.added or raw != encode(_written(node.value)) or is_foreign(node.value):
        return ()
    return (Edit(Place(source, node.value_start, node.value_end), _written(value)),)


def rename(variable: Variable, name: str) -> Edits:
    """Write another name into a line."""
    return () if variable.added else (Edit(variable.name_place, name),)


def is_foreign(text: str) -> bool:
    """Whether a text is filled in later, or decides what is."""
    from iaxlint.placeholder import PLACEHOLDERS

    return PLACEHOLDERS.stands_for(text) or PLACEHOLDERS.fills(text)


def below(variable: Variable, *lines: tuple[str, str]) -> Edits:
    """Write lines, as name and value, below one, in its style."""
    return _insert(variable.source, variable.node, variable.node, lines)


def above(variable: Variable, *lines: tuple[str, str]) -> Edits:
    """Write lines above one, in its style."""
    source, node = variable.source, variable.node
    if not _is_whole(source, node):
        return ()
    ending = _ending(source, node)
    text = "".join(_line(source, node, name, value) + ending for name, value in lines)
    return (Edit(Place(source, node.start, node.start), text),)


def move_below(variable: Variable, other: Variable) -> Edits:
    """Move a line below another one of its section."""
    if not _can_move(variable, other):
        return ()
    return (*_cut_whole(variable), *_insert_text(other.source, other.node, _text(variable)))


def move_above(variable: Variable, other: Variable) -> Edits:
    """Move a line above another one of its section."""
    if not _can_move(variable, other):
        return ()
    source, at = other.source, other.node.start
    text = _text(variable) + _ending(source, other.node)
    return (Edit(Place(source, at, at), text), *_cut_whole(variable))


def add(category: Category, *lines: tuple[str, str]) -> Edits:
    """Write lines at the end of a section, below the last of its own lines and includes."""
    source, section = _last_piece(category)
    if section is None:
        return ()
    for node in reversed(section.body):
        if type(node) in (Option, Directive) and _is_whole(source, node):
            return _insert(source, node, _model(section, node), lines)
    return _insert(source, section.header, None, lines) if isinstance(section.header, Header) else ()


def put(category: Category, decided: Decided, name: str, value: str) -> Edits:
    """Let an option, whose last line counts, have a value in a section, whether or not a line of its own gives one."""
    lines = decided.get(name)
    if lines and is_own(lines[-1], category):
        return replace(lines[-1], value)
    return add(category, (name, value))


def is_own(variable: Variable, category: Category) -> bool:
    """Whether a line stands below a header of the section, and so counts for no other."""
    section = section_of(variable.source, variable.node.start)
    return not variable.via and section is not None and fold(section.header.name) == fold(category.name)


def section_of(source: Source, offset: int) -> Section | None:
    """The section of a file that an offset lies in."""
    return _tree(source).section_at(offset)


def line_at(source: Source, offset: int) -> Statement | None:
    """The statement of a file that an offset lies in."""
    section = section_of(source, offset)
    lines = _tree(source).preamble if section is None else [section.header, *section.body]
    return next((line for line in reversed(lines) if line.start <= offset < line.end), None)


def at(source: Source, start: int, end: int, text: str) -> Edits:
    """Write a text in the place of a stretch of a file."""
    return (Edit(Place(source, start, end), text),)


def _tree(source: Source) -> File:
    """The syntax tree of a file."""
    from iaxlint.grammar import parse

    return source.tree or parse(source)


def _last_piece(category: Category) -> tuple[Source, Section | None]:
    """Where the last of a section's own lines stands: `[name](+)` may have spread it."""
    for variable in reversed(category.variables):
        if is_own(variable, category):
            return variable.source, section_of(variable.source, variable.node.start)
    section = section_of(category.source, category.node.start)
    # a file that others before it leave in a comment is read otherwise than by itself
    as_read = section is not None and section.start == category.node.start
    return category.source, section if as_read else None


def _model(section: Section, node: Statement) -> Option | None:
    """The option of a section that stands nearest above a statement, or is it."""
    options = [other for other in section.body if type(other) is Option and other.start <= node.start]
    return options[-1] if options else None


def _insert(source: Source, node: Statement, model: Option | None, lines: tuple[tuple[str, str], ...]) -> Edits:
    ending = _ending(source, node)
    return _insert_text(source, node, ending.join(_line(source, model, name, value) for name, value in lines))


def _insert_text(source: Source, node: Statement, text: str) -> Edits:
    """Write lines below a statement; where the file ends there without a line ending, it goes on to do so."""
    if not _is_whole(source, node):
        return ()
    ending = _ending(source, node)
    ends = source.text.endswith("\n", node.start, node.end)
    return (Edit(Place(source, node.end, node.end), text + ending if ends else ending + text),)


def _line(source: Source, model: Option | None, name: str, value: str) -> str:
    """A line as it would stand beside another: with its indentation, and its blanks around the equal sign."""
    if model is None:
        return f"{name}={_written(value)}"
    text = source.text
    indent = text[model.start : model.key_start]
    gap, sign, rest = text[model.key_end : model.value_start].partition(model.op)
    if sign == "+=" or (gap + rest).strip(" \t"):
        gap, sign, rest = "", "=", ""
    if len(gap) > 1 and not gap.strip(" "):
        gap = " " * max(1, model.op_start - model.key_start - len(name))
    return f"{indent if not indent.strip() else ''}{name}{gap}{sign}{rest}{_written(value)}"


def _written(value: str) -> str:
    """A value as it has to be written."""
    return value.replace(";", "\\;")


def _ending(source: Source, node: Statement) -> str:
    """The line ending of a statement, or of the file where it has none."""
    text = source.text
    end = node.end if text.endswith("\n", node.start, node.end) else text.find("\n") + 1
    return "\r\n" if text.endswith("\r\n", 0, end) else "\n"


def _is_whole(source: Source, node: Statement) -> bool:
    """Whether a statement is a line of its own from start to end, which no block comment cuts."""
    text, start, end = source.text, node.start, node.end
    if text.find(";--", start, end) >= 0 or text.find("--;", start, end) >= 0:
        return False
    begins = start == 0 or text[start - 1] == "\n" or start == len(_tree(source).bom)
    return begins and (end == len(text) or text.endswith("\n", start, end))


def _text(variable: Variable) -> str:
    """A whole line, without its line ending."""
    return decode(variable.source.text[variable.node.start : variable.node.end].rstrip("\r\n"))


def _cut_whole(variable: Variable) -> Edits:
    return (Edit(Place(variable.source, variable.node.start, variable.node.end), ""),)


def _can_move(variable: Variable, other: Variable) -> bool:
    """Whether a line may change places with those up to another one of its section."""
    source = variable.source
    section = section_of(source, variable.node.start)
    if section is None or other.source is not source or section_of(source, other.node.start) is not section:
        return False
    first, last = sorted((variable.node.start, other.node.start))
    between = [node for node in section.body if first <= node.start <= last]
    plain = all(type(node) in (Option, Blank, Comment) for node in between)
    return plain and not (variable.added or other.added) and all(_is_whole(source, node) for node in between)
