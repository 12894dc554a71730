"""One fleet, and what every format says of it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from fleet import build, reports


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("fleet")
    build(path)
    return path


@pytest.fixture(scope="module")
def texts(folder: Path) -> dict[str, str]:
    return reports(folder)


@pytest.fixture(scope="module")
def found(texts: dict[str, str]) -> list[dict[str, Any]]:
    """The findings, as JSON tells them."""
    return list(map(json.loads, texts["jsonl"].splitlines()))
