"""What is handed to users: the wheel and the source archive."""

from __future__ import annotations

import subprocess
import sys
import tarfile
import zipfile
from email.parser import Parser
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the archives, built from this checkout with the tools of this environment."""
    out = tmp_path_factory.mktemp("dist")
    subprocess.run(
        [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(out), str(ROOT)],
        check=True,
        capture_output=True,
    )
    return out


def source_files() -> set[str]:
    """Everything in the package that a user needs."""
    paths = (path for path in (ROOT / "iaxlint").rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return {path.relative_to(ROOT).as_posix() for path in paths}


def test_the_wheel_holds_the_package_and_nothing_else(built: Path) -> None:
    (wheel,) = built.glob("*.whl")
    names = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    assert {name for name in names if ".data/" not in name} == source_files()
    assert [name.split(".data/")[1] for name in names if ".data/" in name] == ["data/share/man/man1/iaxlint.1"]
    assert {"iaxlint/py.typed", "iaxlint/grammar/asterisk.lark"} <= names


def test_the_wheel_says_what_it_is(built: Path) -> None:
    (wheel,) = built.glob("*.whl")
    archive = zipfile.ZipFile(wheel)
    info = {name.split(".dist-info/")[1]: name for name in archive.namelist() if ".dist-info/" in name}
    metadata = Parser().parsestr(archive.read(info["METADATA"]).decode())
    assert metadata["Name"] == "iaxlint"
    assert metadata["License-Expression"] == "MIT"
    assert metadata["Requires-Python"] == ">=3.11"
    required = {line.split(";")[0].strip() for line in metadata.get_all("Requires-Dist", []) if "extra ==" not in line}
    assert {line.split(">")[0].split("<")[0] for line in required} == {"lark", "rich", "shtab"}
    assert "iaxlint = iaxlint.cli:console" in archive.read(info["entry_points.txt"]).decode()
    assert "licenses/LICENSE" in info


def test_the_source_archive_can_be_tested(built: Path) -> None:
    (sdist,) = built.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        names = {name.split("/", 1)[1] for name in archive.getnames() if "/" in name}
    assert source_files() <= names
    assert {
        "pyproject.toml",
        "README.md",
        "LICENSE",
        "Makefile",
        "tests/test_source.py",
        "examples/foo/iax.conf",
    } <= names
