"""What a rule reports: findings with a place, related places, and edits that would mend them."""

from __future__ import annotations

from iaxlint.record import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from iaxlint.call.call import Step
    from iaxlint.source import Source

SEVERITIES = ("info", "warning", "error")
"""From the least to the worst."""

CATEGORIES = ("syntax", "option", "link", "registration", "dialplan", "security", "style")


@record
class Place:
    """A stretch of a source: byte offsets, the end exclusive."""

    source: Source
    start: int
    end: int


@record
class Related:
    """Another place that a finding speaks of, often on the other server."""

    message: str
    place: Place
    server: str = ""


FRESH_SECRET = "\0a fresh secret\0"  # noqa: S105 - the name of a place, not a secret
"""In the text of an edit: stands for a new random secret, the same wherever it stands in the edits of one fix."""


@record
class Edit:
    """Replace a stretch of a source by a text, which is as a person would write it (see `iaxlint.source.encode`)."""

    place: Place
    text: str


@record
class Fix:
    """Edits that belong together, in one file or several: all are made, or none.

    `safety` is `safe` where no call changes but from failing to reaching, else `unsafe`.  Of several fixes of a
    diagnostic, `--fix` takes the first that it may.
    """

    title: str
    safety: str
    edits: tuple[Edit, ...]


@record
class Rule:
    """One thing that can be wrong: what it is called, and the function that finds it.

    The function's docstring is the rule's page; see `iaxlint.rules.page`.
    """

    code: str
    """Such as `IAX301`; never given to another rule."""
    name: str
    """Such as `secret-mismatch`; never given to another rule."""
    category: str
    severity: str
    since: str
    scope: str
    """What the function is called with, by the name of its type: `File`, `Server`, `Link`, ..."""
    check: Callable[..., Iterator[Diagnostic]]
    page: str = ""
    """Where its page is published; empty for those that come with iaxlint."""
    fix: str = ""
    """How what it finds can be mended at best: `safe`, `unsafe`, or empty where no edit can; not every finding can."""
    plugin: str = ""
    """The plugin that brings it, as the settings call it; filled in when that is loaded."""

    @property
    def doc(self) -> str:
        """The docstring of the function."""
        return self.check.__doc__ or ""

    @property
    def url(self) -> str:
        """Where the rule's page is published."""
        return self.page or f"https://github.com/iaxlint/iaxlint/blob/main/tests/fixtures/rules/{self.name}.md"


def _nothing(_: object) -> Iterator[Diagnostic]:
    return iter(())


NO_RULE = Rule("", "", "", "", "", "", _nothing)
"""Stands in a diagnostic until the engine says which rule it came from."""


@record
class Diagnostic:
    """One finding of one rule."""

    message: str
    place: Place
    help: str = ""
    server: str = ""
    section: str = ""
    option: str = ""
    partner: str = ""
    """The other server that the finding is about, if any."""
    related: tuple[Related, ...] = ()
    fixes: tuple[Fix, ...] = ()
    steps: Sequence[Step] = ()
    """The simulated call or registration that fails, where the finding is about one."""
    excuse: str = ""
    """Why a comment suppresses it, in the words of the comment."""
    severity: str = ""
    """`error`, `warning` or `info`; the engine fills in the rule's own where it is empty."""
    rule: Rule = NO_RULE
    """Filled in by the engine."""
    ordinal: int = 0
    """Tells apart findings that are otherwise the same; the engine counts them."""

    @property
    def fingerprint(self) -> str:
        """What stays the same when lines move: hexadecimal, and made of no value that a line holds."""
        from hashlib import sha256

        parts = (self.rule.code, self.server, self.section, self.option, self.partner, str(self.ordinal))
        return sha256("\0".join(parts).encode("utf-8", "surrogateescape")).hexdigest()
