"""What is known while a configuration is being loaded: `struct ast_config`, and what went wrong."""

from __future__ import annotations

from iaxlint.loader.config import Category, Config, Opaque, Problem, Variable, fold

TYPE_CHECKING = False
if TYPE_CHECKING:
    from iaxlint.diagnostics import Place
    from iaxlint.grammar.tree import File, Header, Statement
    from iaxlint.loader.folder import Folder
    from iaxlint.source import Source

MOST_WORK = 1_000_000
"""How many values may come of templates, repeated includes and `+=`: a bound for files that mean harm."""

LONGEST_CHAIN = 32
"""How many templates a value remembers that it came through."""


class RefusedError(Exception):
    """Asterisk reads the file no further; `end` is the end of the last line that it read."""

    def __init__(self, end: int) -> None:
        super().__init__(end)
        self.end = end


class GivenUpError(Exception):
    """Asterisk would never end, or asks for more than is ever loaded here."""


class State:
    """One configuration being loaded for one version of Asterisk, and its problems so far."""

    __slots__ = ("_handed", "_known", "_named", "_work", "config", "current", "folder", "included", "level", "version")

    def __init__(self, folder: Folder, name: str, version: tuple[int, int]) -> None:
        self.config = Config(name, True, [], [], [], [], {})
        self.folder = folder
        self.version = version
        self.current: Category | None = None
        """The category in which an included file starts (`ast_config_get_current_category`)."""
        self.level = 0
        self.included: dict[str, int] = {}
        """What was asked for so far, as written, and how often again."""
        self._known: set[int] = set()
        self._named: dict[str, list[Category]] = {}
        self._handed: dict[int, tuple[list[Variable], list[Variable]]] = {}
        self._work = MOST_WORK

    # versions

    @property
    def has_tryinclude(self) -> bool:
        """Whether Asterisk knows `#tryinclude`."""
        return self.version >= (11, 0)

    @property
    def has_filters(self) -> bool:
        """Whether `[name](+filter)` is more than the name of a template."""
        return self.version >= (13, 9)

    @property
    def adds_to_templates(self) -> bool:
        """Whether `[name](+)` finds templates."""
        return self.version < (12, 0)

    @property
    def updates_last(self) -> bool:
        """Whether `+=` changes the last of several equal variables, and not the first."""
        return self.version >= (23, 0)

    @property
    def skips_bom(self) -> bool:
        """Whether a byte-order mark is skipped (since December 2019, in three branches)."""
        return self.version >= (17, 2) or (16, 8) <= self.version < (17, 0) or (13, 31) <= self.version < (14, 0)

    # notes

    def report(self, kind: str, source: Source, offsets: tuple[int, int], line: int, **words: object) -> Problem:
        """Note a problem; `line` is Asterisk's count, and `words` fill in the message."""
        from iaxlint.loader.problems import KINDS

        fatal, message = KINDS[kind]
        start, end = offsets
        text = message.format(line=line, **words)
        problem = Problem(kind, text, fatal, source, line and source.line(start), start, end)
        self.config.problems.append(problem)
        return problem

    def opaque(self, reason: str, source: Source, node: Statement | Header, category: Category | None) -> None:
        """Note a place whose contents no file tells."""
        self.config.opaque.append(Opaque(reason, source, node, category))

    def takes_part(self, tree: File, asked: Place | None = None) -> int:
        """Note a file, and what asked for it; returns the work of reading it again, which is 0 the first time."""
        if id(tree) in self._known:
            return len(tree.source.starts)
        self._known.add(id(tree))
        self.config.files.append(tree)
        if asked is not None:
            self.config.asked[tree.source.path] = asked
        return 0

    def affords(self, work: int) -> bool:
        """Whether so many more values may come that stand in no line of their own."""
        self._work -= work
        return self._work >= 0

    # categories

    def add(self, category: Category) -> None:
        """Append a new category, which is then the current one (`ast_category_append`)."""
        self.config.categories.append(category)
        self._named.setdefault(fold(category.name), []).append(category)
        self.current = category

    def base(self, name: str) -> Category | None:
        """The first category of a name, a template or not; an empty name fits all (`category_get_sep`)."""
        found = self.candidates(name)
        return found[0] if found else None

    def addressee(self, name: str, wanted: str) -> Category | None:
        """The category that `[name](+wanted)` adds to; an empty name fits all.  Raises `FilterError`."""
        candidates = self.candidates(name)
        if not wanted:
            return next((found for found in candidates if not found.template or self.adds_to_templates), None)
        from iaxlint.loader.filters import matches

        return next((found for found in candidates if matches(found, wanted)), None)

    def candidates(self, name: str) -> list[Category]:
        """The categories that a name asks for, as `does_category_match` sees it."""
        return self._named.get(fold(name), []) if name else self.config.categories

    def handed(self, base: Category) -> list[Variable] | None:
        """The variables of a base as its heirs share them; None when they have to be made."""
        known = self._handed.get(id(base))
        return known[1] if known is not None and known[0] == base.variables else None

    def hand_on(self, base: Category) -> list[Variable]:
        """Make the variables of a base as its heirs share them."""
        older = LONGEST_CHAIN - 1
        handed = [
            Variable(v.name, v.value, v.source, v.node, (base.name, *v.via[:older]), v.added) for v in base.variables
        ]
        self._handed[id(base)] = base.variables.copy(), handed
        return handed
