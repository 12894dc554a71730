"""What was worked out in earlier runs, kept in a folder of the user's own.

One file stands for one fleet: for each server what its files said when it was read, by keyed digests, what was found
in it alone, and what was found among the others, with who was looked into for that.  The key is random and kept
beside; without it, a digest tells nothing about a weak secret, and nobody else can write a file that is believed.
"""

from __future__ import annotations

import json
import os
from hashlib import blake2b

from iaxlint.large.watch import unchanged

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from iaxlint.diagnostics import Rule
    from iaxlint.large.private import PrivateFolder
    from iaxlint.large.watch import Asked
    from iaxlint.large.work import Answer, Work

    Answers = dict[str, Answer]
    Sketches = dict[str, dict[str, Any]]

DIGEST_BYTES = 16


class NoCache:
    """Keeps nothing."""

    def digest(self, _: bytes) -> str:
        """Nothing needs to be told apart."""
        return ""

    def alone(self, _work: Work, _rules: Iterable[Rule]) -> Answers:
        """Nothing is known."""
        return {}

    def between(self, _alone: Answers, _sketches: Sketches, _asked: dict[str, Asked]) -> Answers:
        """Nothing is known."""
        return {}

    def keep(self, _alone: Answers, _between: Answers) -> None:
        """Nothing is kept."""


class Cache(NoCache):
    """The answers of earlier runs about one fleet, in one file of a folder."""

    def __init__(self, folder: PrivateFolder, settled: object) -> None:
        self.folder = folder
        self.settled = settled
        """All that the answers depend on beside the servers' files: version, settings, options; plain."""
        self.name = ""
        self.old: dict[str, Any] = {}
        self.index = ""
        self.contents: dict[str, str] = {}
        """By server: a digest of all that its files say."""

    def digest(self, data: bytes) -> str:
        """What tells data from others, and tells nothing else to whoever does not have the key."""
        return blake2b(data, key=self.folder.key, digest_size=DIGEST_BYTES).hexdigest()

    def alone(self, work: Work, rules: Iterable[Rule]) -> Answers:
        """What is known of servers alone whose files are as they were."""
        settled = [os.getcwd(), self.settled, [rule.code for rule in rules]]
        self.name = self.digest(_text(settled).encode()) + ".json"
        self.old = self.folder.read(self.name) or {}
        known = {}
        for name, entry in self.old.items():
            if name in work.servers and unchanged(entry["alone"]["asked"], work.disk, self.digest):
                known[name] = entry["alone"]
        self.unchanged = set(known)
        return known

    def between(self, alone: Answers, sketches: Sketches, asked: dict[str, Asked]) -> Answers:
        """What is known of servers among others: of those that looked only into servers that are as they were.

        `asked` is of the servers that were read to put the fleet together, as their `sketches` did not tell enough.
        """
        self.contents = {name: self.old[name]["content"] for name in alone}
        beyond = [self._content(asked[name]) for name in sorted(asked)]
        self.index = self.digest(_text([[*sketches.values()], beyond]).encode())
        return {
            name: entry["between"]
            for name, entry in self.old.items()
            if name in alone
            and entry["index"] == self.index
            and all(self.contents.get(other) == then for other, then in entry["looked"].items())
        }

    def keep(self, alone: Answers, between: Answers) -> None:
        """Keep what is known now, for the next run."""
        if len(self.unchanged) == len(alone) and all(
            self.old[name]["between"] is answer for name, answer in between.items()
        ):
            self.folder.touch(self.name)
            return
        self.contents |= {name: self._content(alone[name]["asked"]) for name in alone.keys() - self.contents.keys()}
        servers = {
            name: {
                "alone": alone[name],
                "content": self.contents[name],
                "between": answer,
                "index": self.index,
                "looked": {other: self.contents[other] for other in answer["looked"]},
            }
            for name, answer in between.items()
            if not alone[name]["broke"] and not answer["broke"]
        }
        self.folder.write(self.name, servers)

    def _content(self, asked: Asked) -> str:
        """What tells all that a server's files say from anything else that they may say."""
        return self.digest(_text(asked).encode())


def signature() -> list[object]:
    """What tells this version of the program from others, also while it is being worked on."""
    from iaxlint import __version__

    package = os.path.dirname(os.path.dirname(__file__))
    files = []
    for folder, _, names in os.walk(package):
        for name in names:
            if name.endswith(".py"):
                info = os.stat(os.path.join(folder, name))
                files.append([os.path.relpath(os.path.join(folder, name), package), info.st_size, info.st_mtime_ns])
    return [__version__, sorted(files)]


def _text(value: object) -> str:
    return json.dumps(value, ensure_ascii=True, separators=(",", ":"))
