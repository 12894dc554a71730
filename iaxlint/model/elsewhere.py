"""Contexts that come from elsewhere than extensions.conf: AEL, Lua, databases, registrations.

Only their names can be told, and not their extensions: a number that is found nowhere else is unsure
in them, not missing.
"""

from __future__ import annotations

from iaxlint.record import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from iaxlint.loader.folder import Folder


@record
class Elsewhere:
    """What is known of dialplans that are not read."""

    contexts: dict[str, str]
    """By name: why their extensions are not known."""
    realtime: frozenset[str] = frozenset()
    """Families that extconfig.conf keeps in a database."""
    whole: str = ""
    """Why the whole of extensions.conf is not known; empty where it is."""


def look_elsewhere(folder: Folder, realtime: Iterable[str], regcontexts: Iterable[str] = ()) -> Elsewhere:
    """What a folder and its extconfig.conf tell of contexts outside of extensions.conf.

    `regcontexts` are the contexts that get an extension for each peer that is registered.
    """
    families = frozenset(realtime)
    contexts = {"parkedcalls": "parked calls get extensions there while they wait"}
    for names in regcontexts:
        for part in names.split("&"):
            contexts[part.partition("@")[2] or part] = "peers that register get extensions there"
    for name in _contexts_of_ael(_text(folder, "extensions.ael")):
        contexts[name] = "extensions.ael defines it, too"
    for name in _words_of_lua(_text(folder, "extensions.lua")):
        contexts[name] = "extensions.lua may define it, too"
    whole = "extconfig.conf keeps extensions.conf in a database" if "extensions.conf" in families else ""
    return Elsewhere(contexts, families, whole)


def _text(folder: Folder, name: str) -> str:
    from iaxlint.loader.folder import FileError

    try:
        return folder.file(name).source.text
    except FileError:
        return ""


def _contexts_of_ael(text: str) -> list[str]:
    """The contexts and macros that an AEL file defines; a macro is a context that Gosub enters."""
    if not text:
        return []
    import re

    bare = re.sub(r"//[^\n]*|/\*.*?(?:\*/|\Z)", "", text, flags=re.DOTALL)
    contexts = re.findall(r"\bcontext\s+([^\s{}();]+)", bare)
    macros = re.findall(r"\bmacro\s+([^\s{}();]+)", bare)
    return [*contexts, *macros, *(f"macro-{name}" for name in macros)]


def _words_of_lua(text: str) -> list[str]:
    """Every word of a Lua file that may name a context; which of them do is up to the program."""
    if not text:
        return []
    import re

    bare = re.sub(r"--\[\[.*?(?:\]\]|\Z)|--[^\n]*", "", text, flags=re.DOTALL)
    return re.findall(r"[A-Za-z_][\w-]*", bare)
