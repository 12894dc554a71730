"""What a value in the settings may be: for each kind, whether one is of it, and what a message asks for."""

from __future__ import annotations

from iaxlint.diagnostics import SEVERITIES
from iaxlint.model.auth import PROOFS
from iaxlint.settings import LEVELS, PROFILES, ROLES, strings

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable


def _is_string(value: object) -> bool:
    return isinstance(value, str) and value != ""


def _is_strings(value: object) -> bool:
    return isinstance(value, list) and all(_is_string(item) for item in value)


def _all_are(right: Callable[[object], bool]) -> Callable[[object], bool]:
    return lambda value: isinstance(value, dict) and all(map(right, value.values()))


def _is_patterns(value: object) -> bool:
    """Whether a value is a list of regular expressions that fit more than the empty text."""
    import re

    try:
        patterns = [re.compile(pattern) for pattern in strings(value)]
    except (re.error, RecursionError, OverflowError):
        return False
    return _is_strings(value) and not any(pattern.fullmatch("") for pattern in patterns)


def _is_addresses(value: object) -> bool:
    """Whether all are addresses or names that a resolver may know, and what stands behind a colon is a port."""
    return _is_strings(value) and all(map(_is_address, strings(value)))


def _is_address(text: str) -> bool:
    from iaxlint.model.address import never_resolves, parse_numeric, split_host_port
    from iaxlint.model.value import parse_unsigned

    host, port = split_host_port(text.replace("*", "1"))
    if port is not None and parse_unsigned(port, 1, 65535) is None:
        return False
    return parse_numeric(host) is not None or not never_resolves(host)


def _is_version(value: object) -> bool:
    from iaxlint.model.version import Version

    try:
        return isinstance(value, str) and bool(Version.parse(value))
    except ValueError:
        return False


def _are_codecs(value: object) -> bool:
    from iaxlint.model.codec import CODECS

    return _is_strings(value) and {name for name, *_ in CODECS}.issuperset(strings(value))


KINDS = {
    "string": (_is_string, "a text that is not empty"),
    "addresses": (_is_addresses, 'a list of addresses and host names, such as ["192.168.1.2", "foo.example.net:4570"]'),
    "role": (lambda value: value in ROLES, f"one of {', '.join(ROLES)}"),
    "files": (lambda value: _is_string(value) or _is_strings(value), 'a file or a list of files, such as "hosts.ini"'),
    "version": (_is_version, 'a version of Asterisk, 1.8 or later, as a text such as "22" or "18.21"'),
    "level": (lambda value: value in LEVELS, f"one of {', '.join(LEVELS)}"),
    "severity": (lambda value: value in SEVERITIES, f"one of {', '.join(SEVERITIES)}"),
    "profile": (lambda value: value in PROFILES, f"one of {', '.join(PROFILES)}"),
    "patterns": (_is_patterns, "a list of regular expressions that fit whole values, such as ['SECRET:.+']"),
    "names": (_is_strings, 'a list of names, such as ["acme"]'),
    "rules": (_is_strings, 'a list of rules by name, code, beginning of a code or category, such as ["secret-weak"]'),
    "rules by file": (_all_are(_is_strings), 'a table of lists of rules by file, such as "old/*" = ["secret-weak"]'),
    "severities": (
        _all_are(lambda value: value in SEVERITIES),
        f'a table with one of {", ".join(SEVERITIES)} by rule, such as secret-weak = "error"; '
        "what is not to be reported stands in `ignore`",
    ),
    "table": (lambda value: isinstance(value, dict), "a table"),
    "tables": (
        lambda value: isinstance(value, list) and all(isinstance(item, dict) for item in value),
        "a list of tables: [[expect]]",
    ),
    "flag": (lambda value: isinstance(value, bool), "true or false"),
    "proof": (lambda value: value in PROOFS, f"one of {', '.join(PROOFS)}"),
    "codecs": (_are_codecs, 'a list of codecs by their names, such as ["ulaw"]'),
}
"""Of each kind: whether a value is of it, and what a message asks for."""
