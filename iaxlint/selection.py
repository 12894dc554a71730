"""Which rules run, and how bad their findings are.

A word stands for rules: a name (`secret-weak`), a code (`IAX602`), the beginning of one (`IAX6`), or a
category (`security`).  Choices are made one after another, by the profile, the settings and the command line,
and a later one goes before an earlier.  Within one, the word that is nearer to a rule's name goes before the one
that is farther, and between equals `ignore` wins.
"""

from __future__ import annotations

from iaxlint.diagnostics import CATEGORIES, SEVERITIES
from iaxlint.errors import InputError
from iaxlint.record import record
from iaxlint.settings import Choice

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from iaxlint.diagnostics import Diagnostic, Rule

NAMED = 1_000
"""How near a name or a whole code is; a category is 1, and the beginning of a code as near as it is long."""


@record
class Profile:
    """A choice with a name."""

    choice: Choice
    fail_on: str | None = None
    """From which severity on the run fails, unless somebody says otherwise."""


PROFILES = {
    "default": Profile(Choice()),
    "strict": Profile(
        Choice(
            severity=dict.fromkeys(
                (
                    "auth-plaintext",
                    "calltoken-waived",
                    "context-any",
                    "context-default",
                    "encryption-absent",
                    "secret-reused",
                    "secret-shared",
                    "secret-weak",
                ),
                "error",
            )
        ),
        fail_on="warning",
    ),
    "security": Profile(
        Choice(
            select=(
                "security",
                "access-list-closed",
                "access-list-unread",
                "access-rule-dead",
                "acl-undefined",
                "calltokenoptional-invalid",
                "encryption-stays-on",
                "file-unread",
                "general-duplicate",
                "include-missing",
                "secret-quoted",
                "secret-semicolon",
                "secret-too-long",
                "secrets-several",
                "suppression-invalid",
                "suppression-unused",
            )
        )
    ),
    "hobby": Profile(
        Choice(
            ignore=(
                "auth-plaintext",
                "calltoken-waived",
                "encryption-absent",
                "guest-account",
                "secret-not-asked",
                "secret-reused",
                "secret-shared",
                "user-without-secret",
            ),
            severity={"secret-weak": "info", "secret-well-known": "warning"},
        )
    ),
}
"""`default`: all rules.  `strict`: warnings fail, and what weakens a trunk is an error.  `security`: only who gets
in, and what keeps nobody out.  `hobby`: networks where guests are meant and nothing is secret; where such a guest
can dial out is found as ever."""


def choose(rules: Iterable[Rule], choices: Iterable[Choice]) -> list[Rule]:
    """The rules that run, in their order; raises `InputError` for a word that stands for none."""
    rules = list(rules)
    chosen = {rule.name for rule in rules}
    for choice in choices:
        _refuse_unknown(choice, rules)
        if choice.select is not None:
            chosen.clear()
        for rule in rules:
            wanted = max(_nearness(rule, (*(choice.select or ()), *choice.extend_select)))
            unwanted = max(_nearness(rule, choice.ignore))
            if unwanted and unwanted >= wanted:
                chosen.discard(rule.name)
            elif wanted:
                chosen.add(rule.name)
    return [rule for rule in rules if rule.name in chosen]


def named(rules: Iterable[Rule], words: tuple[str, ...], where: str) -> list[Rule]:
    """The rules that words stand for; raises `InputError`, which begins with `where`, if one stands for none."""
    rules = list(rules)
    for word in words:
        if not any(_stands_for(word, rule) for rule in rules):
            from iaxlint.suggest import did_you_mean

            known = [*CATEGORIES, *(each for rule in rules for each in (rule.name, rule.code))]
            hint = did_you_mean(word, known) or "; iaxlint rule --all lists them"
            raise InputError(f"{where}: there is no rule `{word}`{hint}")
    return [rule for rule in rules if max(_nearness(rule, words))]


def grade(found: Iterable[Diagnostic], choices: Iterable[Choice]) -> None:
    """Give the findings the severities that the choices say."""
    choices = list(choices)
    levels: dict[str, str] = {}
    for each in found:
        name = each.rule.name
        if name not in levels:
            levels[name] = _severity(each.rule, choices)
        each.severity = levels[name] or each.severity


def outside(
    found: Iterable[Diagnostic],
    rules: Iterable[Rule],
    files: Mapping[str, tuple[str, ...]],
    where: str,
    relative: Callable[[str], str],
) -> list[Diagnostic]:
    """The findings without those of rules that are ignored in their file.

    `files` has the words that stand for rules by the pattern of a path, see `path_pattern`; `relative` makes a
    path of the kind that the patterns are about.
    """
    import re

    rules = list(rules)
    passed = [
        (re.compile(path_pattern(pattern)).match, {rule.name for rule in named(rules, words, where)})
        for pattern, words in files.items()
    ]
    ignored: dict[str, set[str]] = {}
    left = []
    for each in found:
        path = each.place.source.path
        if path not in ignored:
            ignored[path] = {name for match, names in passed if match(relative(path)) for name in names}
        if each.rule.name not in ignored[path]:
            left.append(each)
    return left


def path_pattern(pattern: str) -> str:
    """A regular expression for a pattern of paths.

    `*` and `?` stand for anything but `/`, `**` for any folders.  One without a `/` is about names in any folder.
    What stands for a folder stands for all that is below it.
    """
    from re import escape

    words = {"*": "[^/]*", "?": "[^/]"}
    parts = [part for part in pattern.split("/") if part not in ("", ".")]
    lead = "" if "/" in pattern.rstrip("/") else "(?:.*/)?"
    body = ""
    for number, part in enumerate(parts, 1):
        if part == "**":
            body += ".*" if number == len(parts) else "(?:.*/)?"
        else:
            body += "".join(words.get(char) or escape(char) for char in part) + ("/" if number < len(parts) else "")
    return rf"(?s:{lead}{body}(?:/.*)?)\Z"


def parted(found: list[Diagnostic], severity: str) -> tuple[list[Diagnostic], tuple[Diagnostic, ...]]:
    """The findings of a severity or a worse one, and the others."""
    shown = SEVERITIES[SEVERITIES.index(severity) :]
    return [each for each in found if each.severity in shown], tuple(
        each for each in found if each.severity not in shown
    )


def _stands_for(word: str, rule: Rule) -> int:
    """How near a word is to a rule's name; 0 where it does not stand for it."""
    if word.lower() == rule.name or word.upper() == rule.code:
        return NAMED
    if word and rule.code.startswith(word.upper()):
        return 1 + len(word)
    return int(word.lower() == rule.category)


def _nearness(rule: Rule, words: Iterable[str]) -> list[int]:
    return [0, *(_stands_for(word, rule) for word in words)]


def _severity(rule: Rule, choices: Iterable[Choice]) -> str:
    """What the last choice that speaks of a rule says; empty where none does."""
    level = ""
    for choice in choices:
        levels = choice.severity or {}
        nearness, word = max(((_stands_for(word, rule), word) for word in levels), default=(0, ""))
        if nearness:
            level = levels[word]
    return level


def _refuse_unknown(choice: Choice, rules: list[Rule]) -> None:
    options = {
        "select": choice.select or (),
        "extend-select": choice.extend_select,
        "ignore": choice.ignore,
        "severity": tuple(choice.severity or ()),
    }
    for option, words in options.items():
        named(rules, words, choice.where + option)
