"""What is fuzzed: each target takes any bytes, and raises only where iaxlint breaks a promise.

The tests call the same targets with what Hypothesis makes up (`tests/test_fuzz.py`).
"""

from __future__ import annotations

import asyncio
import contextlib
import io
import os
import tempfile
from pathlib import Path

from iaxlint.baseline import read_baseline
from iaxlint.call.dialstring import mask_secret, parse_dial_string, split_technology
from iaxlint.call.simulate import simulate
from iaxlint.cli.arguments import parse as parse_words
from iaxlint.cli.run import COMMANDS, load_command, run
from iaxlint.disk import Disk
from iaxlint.engine import check
from iaxlint.errors import InputError
from iaxlint.fixes import JOURNAL
from iaxlint.fixes.journal import recover
from iaxlint.fleet.fleet import Fleet, build_fleet
from iaxlint.grammar import parse
from iaxlint.inventory.hosts import read_hosts
from iaxlint.large.private import PrivateFolder
from iaxlint.loader.folder import Folder
from iaxlint.loader.load import load
from iaxlint.model.address import Address
from iaxlint.model.elsewhere import look_elsewhere
from iaxlint.model.globals import Globals
from iaxlint.model.keys import Key, read_key
from iaxlint.model.pattern import identity, matches, order, shape
from iaxlint.model.server import load_server
from iaxlint.model.version import Version
from iaxlint.probe.frame import acknowledgement, decode, encode
from iaxlint.probe.send import Ear
from iaxlint.report import FORMATS
from iaxlint.rules.registry import all_rules
from iaxlint.settings import load_settings
from iaxlint.source import Source
from iaxlint.suppress import suppressions

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

PART = b"\x1d\n"
"""Parts one file from the next, where a target takes several."""

TRUNK = b"[general]\nbindport=4569\n[%s]\ntype=friend\nhost=%s\nusername=%s\nsecret=K9fw-x2Tp-71nd\ncontext=fromiax\n"


class OneFile(Disk):
    """A disk that holds one file, whatever its name."""

    __slots__ = ("data",)

    def __init__(self, data: bytes) -> None:
        self.data = data

    def is_file(self, path: str) -> bool:
        """Whether it is the one."""
        return path.startswith("/nonexistent/one")

    def read(self, path: str, most: int) -> tuple[bytes, str]:
        """The one, or none."""
        if not self.is_file(path):
            raise FileNotFoundError(2, "No such file or directory", path)
        return self.data[:most], path


def servers(iax: bytes, dialplan: bytes = b"") -> Fleet:
    """A server of these texts, and a sound one that it has a trunk with."""
    texts = {
        "foo": {"iax.conf": iax, "extensions.conf": dialplan},
        "bar": {
            "iax.conf": TRUNK % (b"foo", b"192.168.1.2", b"bar"),
            "extensions.conf": b"[fromiax]\nexten => _X.,1,Answer()\n",
        },
    }
    addresses = {"foo": ("192.168.1.2",), "bar": ("192.168.2.3",)}
    return build_fleet(
        load_server(name, Folder(f"/nonexistent/{name}", name, files), Version.parse("22"), addresses[name])
        for name, files in texts.items()
    )


def grammar(data: bytes) -> None:
    """Printing the tree gives the file back, and its comments are read."""
    tree = parse(Source("iax.conf", data))
    assert "".join(tree.pieces()).encode("latin-1") == data
    suppressions(tree, all_rules())


def loader(data: bytes) -> None:
    """Files that may include each other: `iax.conf`, `a.conf`, `b.conf`."""
    names = ("iax.conf", "a.conf", "b.conf")
    folder = Folder("/nonexistent/foo", "foo", dict(zip(names, data.split(PART), strict=False)))
    load(folder, "iax.conf", (22, 0))


def settings(data: bytes) -> None:
    """A file of settings is read, or refused."""
    with contextlib.suppress(InputError):
        load_settings("/nonexistent/one.toml", [], OneFile(data))


def inventory(data: bytes) -> None:
    """An inventory of either kind is read, or refused."""
    for name in ("one.ini", "one.json"):
        with contextlib.suppress(InputError):
            read_hosts([f"/nonexistent/{name}"], ("ansible_host",), OneFile(data))


def baseline(data: bytes) -> None:
    """A baseline is read, or refused."""
    with tempfile.NamedTemporaryFile() as file, contextlib.suppress(InputError):
        file.write(data)
        file.flush()
        read_baseline(file.name)


def dial(data: bytes) -> None:
    """A dial string is taken apart, masked once and for all, and followed."""
    text = data.decode("utf-8", "surrogateescape")
    parse_dial_string(split_technology(text)[1])
    assert mask_secret(mask_secret(text)) == mask_secret(text)
    fleet = servers(TRUNK % (b"bar", b"192.168.2.3", b"foo"), b"[out]\nexten => _X.,1,Dial(IAX2/bar/${EXTEN})\n")
    for words in (text, f"IAX2/{text}", f"Local/{text}@out"):
        assert simulate(fleet, fleet.by_name["foo"], words).verdict in ("reaches", "fails", "unknown")


def pattern(data: bytes) -> None:
    """A pattern and a number, parted."""
    one, _, number = data.decode("latin-1").partition(PART.decode())
    for text in (one, f"_{one}"):
        assert matches(text, number) in (True, False)
        assert order(text) == order(text)
        identity(text)
        shape(text)


def expression(data: bytes) -> None:
    """Variables, functions and expressions are worked out as far as a file tells."""
    Globals().substituted(data.decode("latin-1"))


def elsewhere(data: bytes) -> None:
    """Dialplans in AEL and Lua."""
    look_elsewhere(Folder("/nonexistent/foo", "foo", {"extensions.ael": data, "extensions.lua": data}), ())


def keys(data: bytes) -> None:
    """A file that may be a key."""
    for private in (True, False):
        read_key(Key("one", private, "one", 0), data)


def frame(data: bytes) -> None:
    """A packet is a frame that gives it back, or none; one that says PONG is answered by a frame."""
    found = decode(data)
    if found is not None:
        assert encode(found) == data
        assert found.name
        assert decode(encode(acknowledgement(found))) is not None


def packets(data: bytes) -> None:
    """Whatever comes back after a POKE, an answer comes of it, and nothing is sent but POKE and ACK."""
    asyncio.run(_heard(data.split(PART)))


async def _heard(packets: list[bytes]) -> None:
    ear = Ear()
    sent: list[bytes] = []
    ear.connection_made(_Wire(sent))
    ear.poke()
    for packet in packets:
        ear.datagram_received(packet, None)
        # the same with the call's own number and time, so that it is looked at further
        ear.datagram_received(packet[:2] + sent[0][:2] + sent[0][4:8] + packet[8:], None)
    assert ear.answer(Address("192.168.2.3", 4569, 4, 0xC0A80203)).words
    assert {frame.name for packet in sent if (frame := decode(packet))} <= {"POKE", "ACK"}


class _Wire(asyncio.DatagramTransport):
    """A transport that keeps what is sent."""

    def __init__(self, sent: list[bytes]) -> None:
        self.sent = sent

    def sendto(self, data: bytes, _: object = None) -> None:  # type: ignore[override]
        """Keep it."""
        self.sent.append(data)


def journal(data: bytes) -> None:
    """A journal that somebody left in a folder, with what it may take for the new file: nothing is replaced."""
    with tempfile.TemporaryDirectory() as folder:
        text, _, new = data.partition(PART)
        Path(folder, "iax.conf").write_bytes(b"[general]\n")
        Path(folder, ".iaxlint-abc-0.new").write_bytes(new)
        Path(folder, JOURNAL).write_bytes(text)
        recover([folder])
        assert Path(folder, "iax.conf").read_bytes() == b"[general]\n"


def cache(data: bytes) -> None:
    """A file in the cache's folder that iaxlint did not write is as good as none, and so is a key."""
    with tempfile.TemporaryDirectory() as folder:
        for name in ("key", "one.json"):
            path = Path(folder, name)
            path.write_bytes(data)
            path.chmod(0o600)
            assert PrivateFolder(folder).read("one.json") is None


def words(data: bytes) -> None:
    """The words of a command line are understood, or refused."""
    given = [os.fsdecode(word) for word in data.split(PART)]
    for name in COMMANDS:
        with contextlib.suppress(InputError):
            parse_words(name, load_command(name), given)
    for word in given:
        with contextlib.suppress(ValueError):
            Version.parse(word)


def rules(data: bytes) -> None:
    """All rules over `iax.conf` and `extensions.conf`: none breaks."""
    iax, _, dialplan = data.partition(PART)
    report = check(servers(iax, dialplan), all_rules())
    for crash in report.crashes:
        raise crash.error


FILES = ("foo/iax.conf", "foo/extensions.conf", "bar/iax.conf", "foo/users.conf", "iaxlint.toml")


def whole(data: bytes) -> None:
    """`iaxlint check` over a tree of files, in every format: it ends as it promises, and prints what prints."""
    here = os.getcwd()
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, ".git").mkdir()
        for name, part in zip(FILES, data.split(PART), strict=False):
            path = Path(folder, name)
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(part)
        os.chdir(folder)
        try:
            for name in FORMATS:
                printed = io.TextIOWrapper(io.BytesIO(), "utf-8")
                said = io.StringIO()
                with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(said):
                    status = run(["check", "--output-format", name])
                assert status in (0, 1, 2)
                assert "this is a bug" not in said.getvalue(), said.getvalue()
                printed.seek(0)
                assert all(line.isprintable() for line in printed.read().split("\n"))
        finally:
            os.chdir(here)


TARGETS: dict[str, Callable[[bytes], None]] = {
    target.__name__: target
    for target in (
        *(grammar, loader, settings, inventory, baseline, dial),
        *(pattern, expression, elsewhere, keys, frame, packets),
        *(journal, cache, words, rules, whole),
    )
}
"""By name; each has a folder of inputs in `fuzz/corpus`."""
