"""Fleets on the disk, and rules made up for tests: each finds a word in a file, and offers to write another."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from iaxlint.diagnostics import Diagnostic, Edit, Fix, Place, Rule
from iaxlint.engine import check
from iaxlint.fixes.mend import Mended, Way, mend
from iaxlint.fleet.fleet import Fleet, build_fleet
from iaxlint.loader.folder import Folder
from iaxlint.model.server import load_server
from iaxlint.model.version import Version
from iaxlint.rules.registry import all_rules
from iaxlint.source import Source, encode

ADDRESSES = {"foo": "192.168.1.2", "bar": "192.168.2.3"}


def side(own: str, other: str) -> str:
    """One end of a sound trunk."""
    return (
        "[general]\nbindport=4569\n\n"
        f"[{other}]\ntype=friend\nhost={ADDRESSES[other]}\nusername={own}\nsecret=Kq8-vTn3-pWz6-Lr4\nauth=md5\n"
        f"encryption=yes\nrequirecalltoken=yes\ndisallow=all\nallow=alaw\ncontext=in\n"
        f"deny=0.0.0.0/0.0.0.0\npermit={ADDRESSES[other]}/255.255.255.255\n"
    )


PAIR = {
    "foo/iax.conf": side("foo", "bar"),
    "foo/extensions.conf": "[in]\nexten => 42,1,Answer()\n[phones]\nexten => _2X,1,Dial(IAX2/bar/${EXTEN})\n",
    "bar/iax.conf": side("bar", "foo"),
    "bar/extensions.conf": "[in]\nexten => _2X,1,Answer()\n[phones]\nexten => _4X,1,Dial(IAX2/foo/${EXTEN})\n",
}
"""Two servers in which nothing is found."""


def fleet_of(root: Path, files: dict[str, str | bytes]) -> Fleet:
    """Write files below a folder, and load the servers foo and bar from it."""
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return load(root)


def load(root: Path) -> Fleet:
    """The servers as they stand on the disk."""
    return build_fleet(
        load_server(name, Folder(str(root / name), name), Version.parse("22"), (ADDRESSES[name],))
        for name in ADDRESSES
        if (root / name).is_dir()
    )


def word_rule(word: str, text: str, safety: str = "safe", name: str = "", **more: str) -> Rule:
    """A rule that finds each `word`, and offers to write `text` there and, by name of a word in `more`, elsewhere."""

    def look(fleet: Fleet) -> Iterator[Diagnostic]:
        sources = [source for server in fleet.servers for source in server.folder.sources().values()]
        for source in sources:
            for place in places(source, word):
                edits = [Edit(place, text)]
                for other, instead in more.items():
                    edits += [Edit(found, instead) for each in sources for found in places(each, other)]
                yield Diagnostic(
                    f"{word} is found",
                    place,
                    section=source.path,
                    fixes=(Fix(f"write {text!r}", safety, tuple(edits)),),
                )

    name = name or f"word-{word.lower()}"
    return Rule(f"MADE-{name}", name, "style", "warning", "0.1", "Fleet", look)


def places(source: Source, word: str) -> Iterator[Place]:
    """Where a word stands."""
    at = source.text.find(encode(word))
    while at >= 0:
        yield Place(source, at, at + len(encode(word)))
        at = source.text.find(encode(word), at + 1)


def mended(fleet: Fleet, *rules: Rule, unsafe: bool = False, only: frozenset[str] | None = None) -> Mended:
    """What fixes of these rules make of a fleet; all rules are asked whether it is worse."""

    def examine(now: Fleet) -> object:
        return check(now, list(rules))

    return mend(fleet, examine(fleet), Way(examine, [*all_rules(), *rules], unsafe, only))  # type: ignore[arg-type]


def texts(done: Mended) -> dict[str, str]:
    """What the changed files hold then, by path."""
    return {file.path: file.new.decode("utf-8", "surrogateescape") for file in done.files}
