"""Recorded calls between two running servers, and the same servers as iaxlint sees them."""

from __future__ import annotations

import json
from pathlib import Path

from iaxlint.fleet.fleet import Fleet, build_fleet
from iaxlint.loader.folder import Folder
from iaxlint.model.server import Server, load_server
from iaxlint.model.version import Version

RECORDED = Path(__file__).parent.parent / "fixtures" / "recorded"
KINDS = ("", "-more", "-written", "-by-address", "-odd", "-in-plain-text", "-to-itself")
FILES = tuple(f"calls{kind}.json" for kind in KINDS)
VERSIONS = ("22", "23")


def cases() -> list[tuple[dict, str]]:
    """Every recorded case, once for each version that it was recorded with."""
    found = []
    for name in FILES:
        for case in json.loads((RECORDED / name).read_text(encoding="utf-8")):
            found += [(case, version) for version in VERSIONS if version in case["asterisk"]]
    return found


def write(case: dict, root: Path) -> None:
    """The files of a case, a folder for each server."""
    for server, files in case["files"].items():
        for name, text in files.items():
            path = root / server / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text.encode("utf-8", "surrogateescape"))


def load(case: dict, root: Path, version: str) -> Fleet:
    """The two servers of a case, with the addresses that they were recorded with."""
    return build_fleet(servers(case, root, version))


def servers(case: dict, root: Path, version: str) -> list[Server]:
    """The servers of a case, read from a folder that its files are written to."""
    write(case, root)
    return [
        load_server(
            server,
            Folder(str(root / server), server),
            Version.parse(version),
            tuple(case["addresses"][server]),
            str(root / server / "keys") if any(name.startswith("keys/") for name in files) else None,
        )
        for server, files in case["files"].items()
    ]
