"""Write docs/rules.md from the rules: python tools/rules_index.py"""

from __future__ import annotations

from pathlib import Path

from iaxlint.diagnostics import CATEGORIES
from iaxlint.rules.page import page
from iaxlint.rules.registry import all_rules

PAGE = Path(__file__).parent.parent / "docs" / "rules.md"

INTRODUCTION = """\
# The rules

`iaxlint rule NAME` explains a rule: what it means, what Asterisk does, an example, and how to mend it. The name
leads to the rule's cases, which are its tests: what a case marks is found, and nothing else of that rule is. This page
is made by `python tools/rules_index.py`.

**error**: a call or a registration fails, a file or section is not loaded, or somebody gets in who should not.
**warning**: Asterisk ignores it, or it is probably not what was meant. **info**: worth knowing. Some rules find less
where less is at stake.

**fix** tells whether `--fix` mends what a rule finds: **safe** where no call changes but from failing to reaching, and
nothing gets less secure; **unsafe** where it takes somebody to look at it, and `--unsafe-fixes`. Not every finding of
such a rule can be mended; the rule's cases show what is.
"""

HEAD = ("| code | name | severity | fix | what |", "|---|---|---|---|---|")

TITLES = {
    "syntax": "Syntax: a file, or a line of it, is not loaded",
    "option": "Options: ignored, misspelt, obsolete, out of their scope or range",
    "link": "Links: a call between two servers fails",
    "registration": "Registrations",
    "dialplan": "Dialplan",
    "security": "Security",
    "style": "Style",
}


def text() -> str:
    """The whole page."""
    rules = all_rules()
    parts = [INTRODUCTION]
    for category in CATEGORIES:
        rows = [
            f"| {rule.code} | [`{rule.name}`](../tests/fixtures/rules/{rule.name}.md) | {rule.severity} "
            f"| {rule.fix} | {page(rule).summary} |"
            for rule in rules
            if rule.category == category
        ]
        if rows:
            parts += [
                f"## {TITLES[category]}",
                "",
                "| code | name | severity | fix | what |",
                "|---|---|---|---|---|",
                *rows,
                "",
            ]
    return "\n".join(parts)


if __name__ == "__main__":
    PAGE.write_text(text())
