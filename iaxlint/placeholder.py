"""Placeholders: values of configurations that are templates, filled in when they are deployed."""

from __future__ import annotations

from iaxlint.record import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from re import Pattern

PARTS = (
    ("{{", "}}"),  # Jinja, Mustache, Go
    ("{%", "%}"),
    ("<%", "%>"),  # ERB, EJS
    ("@@", "@@"),
)
"""How what is filled in later begins and ends, wherever it stands."""

PARTS_OF_VALUES = (
    *PARTS,
    ("{#", "#}"),
    ("${", "}"),  # shells, CMake, Terraform; in a dialplan that is a variable of Asterisk's
    ("$(", ")"),
    ("%(", ")s"),
)
"""The same outside of dialplans."""

FRAMES = (
    *PARTS_OF_VALUES,
    ("<", ">"),  # plain words between brackets
    ("!vault", ""),  # Ansible
    ("ENC[", "]"),  # SOPS
    ("__", "__"),
    ("vault:", ""),
    ("op://", ""),
)
"""How a placeholder begins and ends that is a whole value."""

FIRST = frozenset(start[0] for start, _ in FRAMES) | {"$", "%", "@"}
"""The signs that they begin with."""

SIGNS = frozenset(start[0] for start, _ in PARTS_OF_VALUES)
"""One of these begins whatever is filled in within a value."""

STATEMENTS = (("{{", "}}"), ("{%", "%}"), ("{#", "#}"), ("<%", "%>"))
"""How a line begins and ends that is the template's own, and not Asterisk's."""

NAME_FRAMES = (("$", ""), ("%", "%"), ("@", "@"))
"""How one begins and ends whose middle is a NAME in capitals."""

WORDS = frozenset(
    """
    changeme changethis changeit replaceme replacethis fillmein yoursecret yoursecrethere yourpassword yourpasswordhere
    yourpasshere secrethere passwordhere todo tbd fixme redacted removed hidden masked
    xxx xxxx xxxxx xxxxxx xxxxxxx xxxxxxxx xxxxxxxxx xxxxxxxxxx *** **** ***** ****** ******* ******** ...
    """.split()  # noqa: SIM905
)
"""What people write for a secret that is yet to come, in lower case and without `-`, `_`, `!` and blanks."""

_FILLERS = str.maketrans("", "", "-_! ")


@record
class Placeholders:
    """What is taken for a placeholder: all that is known here, and what the settings add."""

    patterns: tuple[Pattern[str], ...] = ()
    """Of whole values."""

    def stands_for(self, value: str) -> bool:
        """Whether a value only stands for one that is filled in later, or yet to be thought of."""
        value = value.strip()
        if value[:1] in FIRST and _is_framed(value):
            return True
        return value.lower().translate(_FILLERS) in WORDS or self._adds(value)

    def fills(self, value: str, *, dialplan: bool = False) -> bool:
        """Whether a value, or a part of it, is surely filled in by a program, so that no file tells it."""
        # most values hold none of these signs, and each is asked often
        if not SIGNS.isdisjoint(value):
            for start, end in PARTS if dialplan else PARTS_OF_VALUES:
                if _holds(value, start, end):
                    return True
        return value.startswith(("!vault", "ENC[", "vault:", "op://")) or self._adds(value)

    def _adds(self, value: str) -> bool:
        return bool(self.patterns) and any(pattern.fullmatch(value) for pattern in self.patterns)


PLACEHOLDERS = Placeholders()
"""Those that are known without settings."""


def is_statement(line: str) -> bool:
    """Whether a line is the template's own, such as `{% endif %}`."""
    line = line.strip()
    return any(_stands_between(line, *frame) for frame in STATEMENTS)


def begins_statement(word: str) -> bool:
    """Whether what stands before an equal sign is the beginning of such a line."""
    return word.startswith(tuple(start for start, _ in STATEMENTS))


def _is_framed(value: str) -> bool:
    return any(_stands_between(value, *frame) for frame in FRAMES) or any(
        _stands_between(value, *frame) and _is_name(value.strip(frame[0])) for frame in NAME_FRAMES
    )


def _stands_between(value: str, start: str, end: str) -> bool:
    return value.startswith(start) and value.endswith(end) and len(value) >= len(start) + len(end)


def _holds(value: str, start: str, end: str) -> bool:
    at = value.find(start)
    return at >= 0 and value.find(end, at + len(start)) >= 0


def _is_name(text: str) -> bool:
    return text.isidentifier() and text.isupper()
