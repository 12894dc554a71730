"""What others include in their pipelines: the action, the template, the image; run as far as that goes without them."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
ACTION = yaml.safe_load((ROOT / "action.yml").read_text())
GITLAB = yaml.safe_load((ROOT / "ci/gitlab.yml").read_text())["iaxlint"]
DOCUMENT = (ROOT / "docs/ci.md").read_text()
EXPRESSION = re.compile(r"\$\{\{ (.*?) \}\}")
PINNED = re.compile(r"[\w.-]+/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+")


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A checkout where `iaxlint` is the one of this environment, and `pip` and `python` say what they are given."""
    shutil.copytree(ROOT / "examples/drifted", tmp_path / "servers")
    tools = tmp_path / "tools"
    tools.mkdir()
    (tools / "iaxlint").write_text(f'#!/bin/sh\nexec {sys.executable} -m iaxlint "$@"\n')
    for name in ("pip", "python"):
        (tools / name).write_text('#!/bin/sh\necho "$@"\n')
    for tool in tools.iterdir():
        tool.chmod(0o755)
    return tmp_path


def run(repository: Path, script: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run a step as GitHub and GitLab do."""
    environment = {
        "PATH": f"{repository / 'tools'}:{os.environ['PATH']}",
        "GITHUB_OUTPUT": str(repository / "output"),
        "GITHUB_STEP_SUMMARY": str(repository / "summary.md"),
        **variables,
    }
    return subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script],
        cwd=repository,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


def step(repository: Path, name: str, **inputs: str) -> subprocess.CompletedProcess[str]:
    """Run a step of the action with its inputs filled in."""
    own = next(each for each in ACTION["runs"]["steps"] if each.get("id") == name)
    values = {f"inputs.{key}": str(each["default"]) for key, each in ACTION["inputs"].items()}
    values |= {"github.action_path": "/action", **{f"inputs.{key}": value for key, value in inputs.items()}}
    env = {key: EXPRESSION.sub(lambda found: values[found[1]], value) for key, value in own["env"].items()}
    return run(repository, own["run"], **env)


def test_the_action_reports_and_stops(repository: Path) -> None:
    done = step(repository, "check", paths="servers/foo\n\nservers/bar\n", sarif="out.sarif")
    assert done.returncode == 1, done.stderr
    assert done.stderr == ""
    assert "::error file=servers/foo/iax.conf,line=10" in done.stdout
    assert (repository / "output").read_text() == "status=1\nsarif=./out.sarif\n"
    assert json.loads((repository / "out.sarif").read_text())["version"] == "2.1.0"
    assert "secret-mismatch" in (repository / "summary.md").read_text()


def test_the_action_hands_on_options_and_takes_no_input_for_code(repository: Path) -> None:
    done = step(repository, "check", paths="servers/$(touch hacked)", args="--fail-on never\n--profile security")
    assert done.returncode == 2
    assert "servers/$(touch hacked) does not exist" in done.stderr
    assert not (repository / "hacked").exists()
    done = step(repository, "check", paths="servers", args="--fail-on never\n--profile security")
    assert done.returncode == 0, done.stderr


def test_the_action_installs_itself_or_a_version(repository: Path) -> None:
    assert step(repository, "install").stdout.split()[-1] == "/action"
    assert step(repository, "install", version="v9").stdout.endswith("/archive/v9.tar.gz\n")


def test_no_step_of_the_action_has_an_expression_in_its_code() -> None:
    assert not any(EXPRESSION.search(each.get("run", "")) for each in ACTION["runs"]["steps"])


def test_the_document_names_the_inputs_and_outputs_of_the_action() -> None:
    assert re.findall(r"^\| `([\w-]+)` \|", DOCUMENT, re.M) == list(ACTION["inputs"])
    assert all(f"`{name}`" in DOCUMENT for name in ACTION["outputs"])


@pytest.mark.parametrize("text", [(ROOT / "action.yml").read_text(), DOCUMENT], ids=["action", "document"])
def test_actions_of_others_are_pinned(text: str) -> None:
    used = [use for use in re.findall(r"uses: (.*)", text) if not use.startswith("iaxlint/")]
    assert used
    assert all(PINNED.fullmatch(use) for use in used), used


def test_the_examples_of_the_document_are_yaml() -> None:
    blocks: list[Any] = [yaml.safe_load(block) for block in re.findall(r"^```yaml\n(.*?)^```", DOCUMENT, re.M | re.S)]
    assert set(blocks[0]["jobs"]["iaxlint"]["steps"][1]["with"]) <= set(ACTION["inputs"])
    assert set(blocks[-1]["variables"]) <= set(GITLAB["variables"])


def test_the_template_reports_and_stops(repository: Path) -> None:
    script = "\n".join([*GITLAB["before_script"], *GITLAB["script"]])
    done = run(repository, script, **{**GITLAB["variables"], "IAXLINT_PATHS": "servers/foo servers/bar"})
    assert done.returncode == 1, done.stderr
    assert done.stderr == ""
    assert "secret-mismatch" in done.stdout
    for file in GITLAB["artifacts"]["reports"].values():
        assert (repository / file).stat().st_size
    assert json.loads((repository / GITLAB["artifacts"]["reports"]["codequality"]).read_text())


def test_the_image_runs_as_nobody_and_copies_what_there_is() -> None:
    lines = (ROOT / "Dockerfile").read_text().splitlines()
    assert lines.index("USER 65532:65532") > max(n for n, line in enumerate(lines) if line.startswith("FROM"))
    for line in lines:
        if line.startswith("COPY") and "--from" not in line:
            assert all((ROOT / name).exists() for name in line.split()[1:-1]), line
    ignored = (ROOT / ".dockerignore").read_text().splitlines()
    copied = {name for line in lines if line.startswith("COPY") and "--from" not in line for name in line.split()[1:-1]}
    assert copied == {line[1:] for line in ignored if line.startswith("!")}
