"""Placeholders: values of configurations that are templates, filled in when they are deployed."""

from __future__ import annotations

FRAMES = (
    ("{{", "}}"),  # Jinja, Mustache, Go
    ("{%", "%}"),
    ("<", ">"),  # ERB, EJS, and plain words between brackets
    ("${", "}"),  # shells, CMake, Terraform
    ("$(", ")"),
    ("!vault", ""),  # Ansible
    ("ENC[", "]"),  # SOPS
    ("%(", ")s"),
    ("@@", "@@"),
    ("__", "__"),
    ("vault:", ""),
    ("op://", ""),
)
"""How a placeholder begins and ends."""

FIRST = frozenset(start[0] for start, _ in FRAMES) | {"$", "%", "@"}
"""The signs that they begin with."""

NAME_FRAMES = (("$", ""), ("%", "%"), ("@", "@"))
"""How one begins and ends whose middle is a NAME in capitals."""

WORDS = frozenset(
    (
        "changeme",
        "changethis",
        "changeit",
        "replaceme",
        "replacethis",
        "fillmein",
        "yoursecret",
        "yoursecrethere",
        "yourpassword",
        "yourpasswordhere",
        "yourpasshere",
        "secrethere",
        "passwordhere",
        "todo",
        "tbd",
        "fixme",
        "redacted",
        "removed",
        "hidden",
        "masked",
        "xxx",
        "xxxx",
        "xxxxx",
        "xxxxxx",
        "xxxxxxx",
        "xxxxxxxx",
        "xxxxxxxxx",
        "xxxxxxxxxx",
        "***",
        "****",
        "*****",
        "******",
        "*******",
        "********",
        "...",
    )
)
"""What people write for a secret that is yet to come, in lower case and without `-`, `_`, `!` and blanks."""

_FILLERS = str.maketrans("", "", "-_! ")


def is_placeholder(value: str) -> bool:
    """Whether a value only stands for one that is filled in later."""
    value = value.strip()
    if value[:1] in FIRST and (
        any(_stands_between(value, *frame) for frame in FRAMES)
        or any(_stands_between(value, *frame) and _is_name(value.strip(frame[0])) for frame in NAME_FRAMES)
    ):
        return True
    return value.lower().translate(_FILLERS) in WORDS


def _stands_between(value: str, start: str, end: str) -> bool:
    return value.startswith(start) and value.endswith(end) and len(value) >= len(start) + len(end)


def _is_name(text: str) -> bool:
    return text.isidentifier() and text.isupper()
