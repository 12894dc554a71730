"""Caller ids, as `callerid=` lines give them (`main/callerid.c`)."""

from __future__ import annotations

_PHONE = frozenset("0123456789*#+")


def split_callerid(text: str) -> tuple[str, str]:
    """Name and number of `"Name" <number>`, `Name <number>`, `<number>`, a number or a name.

    Source: `main/callerid.c:ast_callerid_split` and `ast_callerid_parse`.
    """
    stripped = text.strip()
    inner = _unquote(stripped)
    name, bracket, number = inner.rpartition("<")
    if bracket:
        return _unescape(_unquote(name)), shrink_number(number.rpartition(">")[0] if ">" in number else number)
    shrunk = shrink_number(inner)
    if inner == stripped and shrunk and _PHONE.issuperset(shrunk):
        return "", shrunk
    return _unescape(_unquote(inner)), ""


def shrink_number(number: str) -> str:
    """A number without blanks, parentheses, dashes outside brackets, and dots but a last one.

    Source: `main/callerid.c:ast_shrink_phone_number`.
    """
    if number.isalnum():
        return number
    kept: list[str] = []
    depth = 0
    for at, letter in enumerate(number):
        depth += (letter == "[") - (letter == "]")
        if letter in "( )" or (letter == "-" and not depth) or (letter == "." and at + 1 < len(number)):
            continue
        kept.append(letter)
    return "".join(kept)


def _unquote(text: str) -> str:
    """Without blanks and one pair of double quotes around it (`main/utils.c:ast_strip_quoted`)."""
    text = text.strip()
    return text[1:-1] if text.startswith('"') and text.endswith('"') and len(text) > 1 else text


def _unescape(text: str) -> str:
    """Without backslashes, save behind one (`main/utils.c:ast_unescape_quoted`)."""
    if "\\" not in text:
        return text
    kept: list[str] = []
    escaped = False
    for letter in text:
        if letter == "\\" and not escaped:
            escaped = True
            continue
        kept.append(letter)
        escaped = False
    return "".join(kept)
