"""How extensions and callers' numbers are spelt, and what of the spelling Asterisk leaves out."""

from __future__ import annotations


def end_of_extension(text: str) -> int:
    """Where the comma behind an extension stands, or the end; commas in brackets or behind a backslash are its own.

    Source: `pbx_config.c:pbx_strsep`.
    """
    depth = at = 0
    while at < len(text):
        char = text[at]
        if char == "[":
            depth += 1
        elif char == "]":
            depth = max(0, depth - 1)
        elif char == "\\":
            at += 1
        elif char == "," and not depth:
            return at
        at += 1
    return len(text)


def without_blanks(name: str) -> str:
    """A name without spaces, save those in the sets of a pattern (`pbx.c:ext_strncpy`)."""
    if " " not in name:
        return name
    kept = []
    inside = False
    for char in name:
        if char == "[" and name.startswith("_"):
            inside = True
        elif char == "]":
            inside = False
        if char != " " or inside:
            kept.append(char)
    return "".join(kept)


def shrink(number: str) -> str:
    """A caller's number without what people write to group it (`callerid.c:ast_shrink_phone_number`)."""
    kept = []
    depth = 0
    for at, char in enumerate(number):
        depth += (char == "[") - (char == "]")
        if char == "-":
            wanted = depth != 0
        elif char == ".":
            wanted = at == len(number) - 1
        else:
            wanted = char not in "( )"
        if wanted:
            kept.append(char)
    return "".join(kept)
