"""The hooks, as pre-commit itself installs and runs them in somebody's repository."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

pytestmark = [
    pytest.mark.network,
    pytest.mark.skipif(not (ROOT / ".git").exists(), reason="pre-commit clones the checkout, and this is none"),
]


def try_hooks(example: str, folder: Path) -> tuple[int, str]:
    """Run all hooks over a new repository made of an example; exit status and output."""
    repository = folder / "repository"
    shutil.copytree(ROOT / "examples" / example, repository)
    home = folder / "home"
    home.mkdir()
    keep = {key: value for key, value in os.environ.items() if not key.startswith(("GIT_", "PRE_COMMIT", "PYTEST_"))}
    environment = {**keep, "HOME": str(home), "PRE_COMMIT_HOME": str(home / "pre-commit"), "PRE_COMMIT_COLOR": "never"}

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            words,
            cwd=repository,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )

    run("git", "init", "--quiet")
    run("git", "config", "--global", "--add", "safe.directory", "*")
    run("git", "add", "--all")
    done = run(sys.executable, "-m", "pre_commit", "try-repo", str(ROOT), "--all-files", "--verbose")
    return done.returncode, done.stdout + done.stderr


def test_hooks_stop_a_commit_that_breaks_trunks(tmp_path: Path) -> None:
    status, output = try_hooks("broken", tmp_path)
    assert status == 1, output
    alone, pairs = output.split("iaxlint (trunks between servers)")
    assert "Failed" in alone
    assert "codecpriorty" in alone
    assert "Failed" in pairs
    assert "foo-hq" in pairs


def test_hooks_let_a_good_commit_pass(tmp_path: Path) -> None:
    status, output = try_hooks("modern", tmp_path)
    assert status == 0, output
    assert output.count("Passed") == 2, output
