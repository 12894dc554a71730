"""Dialplans from texts, and the recordings that they are held against."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from iaxlint.loader import Folder, load
from iaxlint.model.dialplan import Dialplan, load_dialplan
from iaxlint.model.elsewhere import look_elsewhere
from iaxlint.model.version import Version

RECORDED = Path(__file__).parents[1] / "fixtures" / "recorded"


def recorded(name: str) -> Any:
    return json.loads((RECORDED / name).read_text(encoding="utf-8"))


def plan(text: str, version: str = "22", **files: str) -> Dialplan:
    """The dialplan of an extensions.conf; other files by name, with `_` for the dot."""
    texts = {"extensions.conf": text, **{name.replace("_", "."): content for name, content in files.items()}}
    overlay = {name: content.encode("utf-8", "surrogateescape") for name, content in texts.items()}
    folder = Folder("/nonexistent/etc", "foo", overlay)
    config = load(folder, "extensions.conf")
    realtime = {line.split("=")[0].strip() for line in texts.get("extconfig.conf", "").splitlines() if "=" in line}
    return load_dialplan(config, Version.parse(version), load(folder, "users.conf"), look_elsewhere(folder, realtime))
