"""A rule's page: its docstring, in parts.

A docstring has a summary, paragraphs that say what Asterisk does and why that matters, `Example:`
with an indented piece of configuration that breaks the rule, and `Mend:` with what to do.
"""

from __future__ import annotations

from iaxlint.record import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from iaxlint.diagnostics import Rule


@record
class Page:
    """What a rule means, for people."""

    summary: str
    """One sentence."""
    text: str
    """Paragraphs, with an empty line between them."""
    example: str
    """Configuration in which the rule finds something."""
    mend: str


def page(rule: Rule) -> Page:
    """The page of a rule; parts that its docstring lacks are empty."""
    from textwrap import dedent

    first, _, rest = rule.doc.strip().partition("\n")
    body, _, mend = dedent(rest).strip().partition("Mend:")
    text, _, example = body.partition("Example:")
    return Page(first.strip(), text.strip(), dedent(example.strip("\n")).rstrip(), " ".join(mend.split()))
