from __future__ import annotations

from pathlib import Path

import pytest
from loaded import Build

from iaxlint.loader import Folder, load
from iaxlint.loader.config import Config


@pytest.fixture
def build() -> Build:
    """Load `iax.conf`, or another of some files that are given by name and never touch the disk."""

    def build(files: dict[str, str | bytes] | str, name: str = "iax.conf", **options: object) -> Config:
        texts = {"iax.conf": files} if isinstance(files, str) else files
        overlay = {path: text.encode() if isinstance(text, str) else text for path, text in texts.items()}
        config = load(Folder("/nonexistent/etc", "", overlay), name, **options)
        assert config is not None
        return config

    return build


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A server's folder, beside which something lies that is not its business."""
    root = tmp_path / "etc"
    root.mkdir()
    (tmp_path / "outside.conf").write_text("[outside]\nsecret=not-for-you\n")
    return root
