"""One file, statement by statement: `main/config.c:config_text_file_load` and `process_text_line`."""

from __future__ import annotations

from iaxlint.diagnostics import Place
from iaxlint.grammar import parse
from iaxlint.grammar.tree import BadEscape, BadHeader, BadLine, BadName, Block, Directive, Header, LongLine, Option
from iaxlint.loader.config import Category, Variable, fold
from iaxlint.loader.folder import FileError
from iaxlint.loader.state import MOST_WORK, GivenUpError, RefusedError
from iaxlint.placeholder import is_statement
from iaxlint.source import BOM, Source, decode, encode

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, NoReturn

    from iaxlint.grammar.tree import File, Statement
    from iaxlint.loader.comments import Comments
    from iaxlint.loader.state import State

DEEPEST = 10
"""How many files may include one another below the first (MAX_INCLUDE_LEVEL)."""

LONGEST_NAME = 79
"""Bytes of a category's name that are kept (`struct ast_category`)."""

QUOTES = {'"': '"', "<": ">"}

TEMPLATE = "a template's own line stands for lines that are filled in later"

STAND_IN = "\x7f\x7f\x7f"
"""Three bytes in the place of a byte-order mark that Asterisk takes for text."""


class Reading:
    """One call of `config_text_file_load`: the files of a pattern share a category, a count of lines, and comments."""

    __slots__ = ("category", "comments", "lines", "source", "state")

    def __init__(self, state: State) -> None:
        self.state = state
        self.category = state.current
        self.comments: Comments | None = None
        """Counted from the first file on that may have comments over more than a line."""
        self.lines = 0
        """How many the files before this one had, as Asterisk counts."""
        self.source: Source

    def read(self, tree: File) -> None:
        """Load what a file says; raises `RefusedError` where Asterisk gives up on it."""
        self.source = source = tree.source
        tree = self._as_read_on(tree)
        try:
            self._statements(tree.preamble)
            for section in tree.sections:
                self._header(section.header)
                self._statements(section.body)
        except RefusedError as refused:
            self._count_comments(refused.end)
            raise
        self._count_comments(len(source.text))
        self.lines += source.text.count("\n") + 1

    def _statements(self, statements: list[Statement]) -> None:
        source, category = self.source, self.category
        append = None if category is None else category.variables.append
        for node in statements:
            if type(node) is Option:
                if append is None:
                    self._outside(node)
                elif node.op == "+=":
                    self._lengthen(node)
                else:
                    append(Variable(node.key, node.value, source, node))
            elif type(node) in OTHERS:
                OTHERS[type(node)](self, node)

    # headers

    def _header(self, header: Header | BadHeader) -> None:
        """Open the category of `[name](...)`: a new one, or one that is there already."""
        if isinstance(header, BadHeader):
            self._refuse("no-closing-parenthesis" if header.closed else "no-closing-bracket", header)
        state = self.state
        category = Category(_cut(header.name), False, [], [], self.source, header)
        is_new = True
        for parent in header.parents:
            word = parent.name
            if word == "!":
                category.template = True
            elif word == "+" or (word.startswith("+") and state.has_filters):
                addressee = self._addressee(header, word[1:])
                if is_new:
                    is_new = False
                    addressee.template |= category.template
                    addressee.variables += category.variables
                    state.current = addressee
                category = addressee
            else:
                self._inherit(header, category, word)
        if is_new:
            state.add(category)
        self.category = category
        if "{{" in header.name or "<%" in header.name or state.folder.placeholders.fills(header.name):
            self._opaque("a placeholder stands for the name of a section", header)

    def _addressee(self, header: Header, wanted: str) -> Category:
        self._charge(len(self.state.candidates(header.name)) // 16, header)
        found = self._filtered(header, wanted) if wanted else self.state.addressee(header.name, "")
        if found is None:
            self._refuse("addition-missing", header, name=header.name)
        return found

    def _filtered(self, header: Header, wanted: str) -> Category | None:
        from iaxlint.loader.filters import FilterError

        try:
            return self.state.addressee(header.name, wanted)
        except FilterError as error:
            kind = "filter-invalid" if error.invalid else "filter-unread"
            self._report(kind, header, name=error.expression, section=header.name)
            return None if error.invalid else self.state.addressee(header.name, "")

    def _inherit(self, header: Header, category: Category, name: str) -> None:
        """Take over all variables of a base as they are now (`ast_category_inherit`)."""
        base = self.state.base(name)
        if base is None:
            self._refuse("inheritance-missing", header, name=name)
        if base is category and base.variables:
            self._report("inherits-itself", header, name=base.name)
            raise GivenUpError
        handed = self.state.handed(base)
        if handed is None:
            self._charge(len(base.variables), header)
            handed = self.state.hand_on(base)
        self._charge(len(handed) // 8, header)
        category.inherits.append(base.name)
        category.variables += handed

    # options

    def _lengthen(self, node: Option) -> None:
        """`name += text`: lengthen the last variable of that name, though not always that one is changed."""
        from iaxlint.grammar.actions import BLANKS

        assert self.category is not None
        variables = self.category.variables
        last = next((known for known in reversed(variables) if known.name == node.key), None)
        if last is None:
            variables.append(Variable(node.key, node.value, self.source, node))
            return
        value = (last.value + self._gap(node) + node.value).strip(BLANKS)
        self._charge(1 + (len(variables) + len(last.added)) // 16 + len(value) // 1024, node)
        name, old = fold(node.key), fold(last.value)
        places = range(len(variables))
        for at in reversed(places) if self.state.updates_last else places:
            known = variables[at]
            if fold(known.name) == name and (not old or fold(known.value) == old):
                added = *known.added, Variable(node.key, node.value, self.source, node)
                variables[at] = Variable(last.name, value, known.source, known.node, known.via, added)
                return

    def _gap(self, node: Option) -> str:
        """The blanks after `+=`, which Asterisk keeps here; comments between them are cut out."""
        from iaxlint.loader.comments import outside_comments

        return outside_comments(self.source.text[node.op_start : node.value_start]).partition("=")[2]

    # directives

    def _directive(self, node: Directive) -> None:
        kind = node.name.lower()
        handler = DIRECTIVES.get(kind)
        if handler is None or (kind == "tryinclude" and not self.state.has_tryinclude):
            self._report("directive-unknown", node, name=_harmless(node.name))
        else:
            handler(self, node)

    def _exec(self, node: Directive) -> None:
        """`#exec` is never run; what it would print is unknown unless it is surely switched off."""
        allowed = self._consult()
        if not allowed:
            self._report("exec-disabled", node)
        elif not node.argument:
            self._report("directive-without-argument", node, name=node.name, what="/path/to/executable")
        if allowed is not False and node.argument:
            self._opaque("#exec loads what a program prints", node)

    def _include(self, node: Directive) -> None:
        """`#include` and `#tryinclude`; the former needs a file that is there."""
        state = self.state
        name = node.argument
        if not name:
            self._report("directive-without-argument", node, name=node.name, what="filename")
            return
        if name.endswith(QUOTES.get(name[0], "\n")):
            name = name[1:-1]
        self._note_repeated(name, node)
        found = False
        if state.level > DEEPEST:
            self._report("include-too-deep", node, most=DEEPEST)
        else:
            state.level += 1
            try:
                found = self._read_included(name, node)
                state.level -= 1
            except RefusedError:
                found = True  # config.c does not count the level down then
        if not found and state.folder.placeholders.fills(name):
            self._opaque("a placeholder stands for the name of an included file", node)
        elif not found and node.name.lower() == "include":
            self._refuse("include-missing", node, name=name)

    def _read_included(self, name: str, node: Directive) -> bool:
        """Read all that a name stands for; whether there is any such file."""
        folder = self.state.folder
        inner = Reading(self.state)
        found = False
        try:
            if name.startswith("/"):
                self._consult()
            for one in folder.glob(folder.locate(name)):
                try:
                    tree = folder.file(one)
                except FileError as error:
                    found |= self._miss(error, node)
                else:
                    found = True
                    asked = Place(self.source, node.start, node.end)
                    self._charge(self.state.takes_part(tree, asked), node)
                    inner.read(tree)
        except FileError as error:
            found |= self._miss(error, node)
        return found

    def _miss(self, error: FileError, node: Directive) -> bool:
        """Note a file that is not read; whether Asterisk may be able to read it."""
        if error.kind == "missing":
            return False
        self._report(error.kind, node, path=error.path, reason=error.reason)
        if error.kind == "not-regular":
            return False
        self._opaque(str(error), node)
        return True

    def _note_repeated(self, name: str, node: Directive) -> None:
        """A file that is included twice loads twice, and cannot be written back (`ast_include_new`)."""
        state = self.state
        again = state.included.get(name)
        if again is None:
            state.included[name] = 0
            return
        state.included[name] = again + 1
        saved = f"{name}~~{again + 1}"
        state.included[saved] = 0
        place = "" if state.level == 1 else self.source.path
        self._report("include-repeated", node, path=place, name=saved)

    def _consult(self) -> bool | None:
        """Ask `asterisk.conf` where the folder lies on the server, and whether `#exec` runs programs there."""
        from iaxlint.loader.deployment import MASTER, consult

        if self.state.config.name == MASTER:
            return True
        consult(self.state.folder)
        return self.state.folder.exec_allowed

    # lines that are not loaded

    def _outside(self, node: Option | BadLine | BadName | BadEscape) -> None:
        """A line above the first header, which only a template may have."""
        if not self._is_statement(node):
            self._refuse("no-category", node)
        self._opaque(TEMPLATE, node)

    def _is_statement(self, node: Statement) -> bool:
        return is_statement(self.source.text[node.start : node.end])

    def _bad_line(self, node: BadLine | BadName | BadEscape) -> None:
        if self.category is None:
            self._outside(node)
            return
        if self._is_statement(node):
            self._opaque(TEMPLATE, node)
        if isinstance(node, BadEscape):
            self._refuse("escape-invalid", node)
        self._report("no-equal-sign" if isinstance(node, BadLine) else "no-name", node)

    def _long_line(self, node: LongLine) -> None:
        self._report("line-too-long", node)

    def _block(self, node: Block) -> None:
        for line in node.long_lines:
            self._long_line(line)

    # comments, counted on

    def _as_read_on(self, tree: File) -> File:
        """The tree of a file as Asterisk reads it after others, with comments open or a byte-order mark kept."""
        source = tree.source
        text = source.text
        hidden = 0
        if self.comments is not None and self.comments.depth:
            hidden = self.comments.copy().follow(text, len(text), 1)
        kept = text.startswith(BOM) and not hidden and (self.lines or not self.state.skips_bom)
        if not hidden and not kept:
            return tree
        seen = "\n".join(" " * len(line) for line in text[:hidden].split("\n")) + text[hidden:]
        if kept:
            seen = STAND_IN + seen[len(BOM) :]
        twin = parse(Source(source.path, seen.encode("latin-1")))
        if kept and twin.preamble and isinstance(first := twin.preamble[0], Option):
            first.key = decode(BOM) + first.key.removeprefix(STAND_IN)
        return twin

    def _count_comments(self, end: int) -> None:
        """Say of a comment that is open at the end of a file, or where it is refused."""
        source = self.source
        text = source.text
        if self.comments is None:
            if "--" not in text:
                return
            from iaxlint.loader.comments import Comments

            self.comments = Comments()
        self.comments.go_on()
        self.comments.follow(text, end, self.lines + 1)
        line, offset = self.comments.place
        if self.comments.endless:
            self.state.report("comments-too-deep", source, (offset, offset + 3), line)
            raise GivenUpError
        if self.comments.depth:
            self.state.report("comment-open", source, (offset, offset + 3), line)

    # notes

    def _report(self, kind: str, node: Statement, **words: object) -> None:
        start, end = _span(node)
        line = self.lines + self.source.line(start)
        self.state.report(kind, self.source, (start, end), line, **words)

    def _refuse(self, kind: str, node: Statement, **words: object) -> NoReturn:
        self._report(kind, node, **words)
        text = self.source.text
        end = text.find("\n", _span(node)[0])
        raise RefusedError(len(text) if end < 0 else end)

    def _opaque(self, reason: str, node: Statement | Header) -> None:
        self.state.opaque(reason, self.source, node, self.category)

    def _charge(self, work: int, node: Statement) -> None:
        if not self.state.affords(work):
            self._report("too-much", node, most=MOST_WORK)
            raise GivenUpError


OTHERS: dict[type, Callable[[Reading, Any], None]] = {
    Directive: Reading._directive,
    BadLine: Reading._bad_line,
    BadName: Reading._bad_line,
    BadEscape: Reading._bad_line,
    LongLine: Reading._long_line,
    Block: Reading._block,
}
"""What is done with a statement that is no option; blank lines and comments load nothing."""

DIRECTIVES: dict[str, Callable[[Reading, Directive], None]] = {
    "include": Reading._include,
    "tryinclude": Reading._include,
    "exec": Reading._exec,
}


def _cut(name: str) -> str:
    """A category's name, as many bytes of it as Asterisk keeps."""
    if len(name) * 4 <= LONGEST_NAME:
        return name
    return decode(encode(name)[:LONGEST_NAME])


def _harmless(word: str) -> str:
    """An unknown directive's name without a secret that a `#` was to hide."""
    name, equal, _ = word.partition("=")
    return f"{name}=<secret>" if equal and ("secret" in name.lower() or "pass" in name.lower()) else word


def _span(node: Statement) -> tuple[int, int]:
    """Where what a statement says starts and ends, without the blanks around it."""
    first, last = SPANS[type(node)]
    return getattr(node, first), getattr(node, last)


SPANS: dict[type, tuple[str, str]] = {
    Option: ("key_start", "value_end"),
    Directive: ("name_start", "argument_end"),
    Header: ("name_start", "name_end"),
    BadHeader: ("name_start", "name_end"),
    BadLine: ("text_start", "text_end"),
    BadName: ("op_start", "value_end"),
    BadEscape: ("text_start", "text_end"),
    LongLine: ("start", "end"),
}
