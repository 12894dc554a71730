"""Where the rules are kept, how one is made, and how one is found by code or name."""

from __future__ import annotations

from iaxlint.diagnostics import Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from iaxlint.diagnostics import Diagnostic

RETIRED: dict[str, str] = {}
"""Codes, with their names, that rules had once; neither is given to another rule."""


MODULES = (
    "access",
    "accounts",
    "addresses",
    "applications",
    "authentication",
    "callee",
    "caller",
    "codecs",
    "contexts",
    "dialplan",
    "dials",
    "encryption",
    "guessing",
    "expectations",
    "includes",
    "joined",
    "loops",
    "options",
    "peers",
    "reachability",
    "registrations",
    "secrets",
    "sections",
    "suppressions",
    "syntax",
    "timing",
    "tollfraud",
    "trunks",
    "values",
    "ways",
)
"""The modules of this package that hold rules."""


def rule(
    code: str, name: str, *, category: str, severity: str, since: str, page: str = "", fix: str = ""
) -> Callable[[Callable[..., Iterator[Diagnostic]]], Rule]:
    """Make a rule of a function that yields what it finds.

    The type that its argument is annotated with chooses what it is called with; see `iaxlint.engine`.
    The annotation is read as text, so nothing needs to be imported for it at run time.  `page` is where the
    rule is explained on the web; those that come with iaxlint need none.  `fix` is `safe` or `unsafe` where it
    yields findings that edits can mend.
    """

    def decorate(check: Callable[..., Iterator[Diagnostic]]) -> Rule:
        subject = next(iter(check.__annotations__.values()), "")
        scope = getattr(subject, "__name__", str(subject)).rpartition(".")[2]
        return Rule(code, name, category, severity, since, scope, check, page, fix)

    return decorate


def all_rules() -> list[Rule]:
    """Every rule, by code."""
    from importlib import import_module

    modules = [import_module(f"iaxlint.rules.{name}") for name in MODULES]
    rules = [value for module in modules for value in vars(module).values() if type(value) is Rule]
    rules.sort(key=_code)
    return rules


def _code(rule: Rule) -> str:
    return rule.code
