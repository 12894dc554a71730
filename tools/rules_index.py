"""Write docs/rules.md from the rules: python tools/rules_index.py"""

from __future__ import annotations

from pathlib import Path

from iaxlint.report.rules_markdown import tables
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


def text() -> str:
    """The whole page."""
    rows = tables(all_rules(), lambda rule: f"../tests/fixtures/rules/{rule.name}.md")
    return "\n".join((INTRODUCTION, *rows))


if __name__ == "__main__":
    PAGE.write_text(text())
