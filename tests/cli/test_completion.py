"""Completion, in the shells themselves: in bash, and in zsh and fish where the machine has them."""

from __future__ import annotations

import os
import pty
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from iaxlint.cli import main
from iaxlint.cli.completion import SHELLS, script
from iaxlint.cli.run import COMMANDS, load_command

BASH = """
. {script}
COMP_LINE={line!r}
read -ra COMP_WORDS <<< "$COMP_LINE"
[[ $COMP_LINE == *" " ]] && COMP_WORDS+=("")
COMP_CWORD=$((${{#COMP_WORDS[@]}} - 1))
_shtab_iaxlint 2>/dev/null
printf '%s\\n' "${{COMPREPLY[@]}}"
"""

ZSH = """
autoload -Uz compinit; compinit -u -D; eval "$(cat {script})"
typed() {{ zle complete-word; print -rn -- "$BUFFER" > typed; exit }}
zle -N typed; bindkey '^I' typed
"""

FISH = "source {script}; complete -C {line!r}"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "foo").mkdir()
    for name in ("iax.conf", "notes.txt"):
        (tmp_path / "foo" / name).touch()
    (tmp_path / "script").mkdir()
    for shell in SHELLS:
        (tmp_path / "script" / shell).write_text(script(shell))
    return tmp_path


def offered_by_bash(folder: Path, line: str) -> list[str]:
    return run(folder, "bash", "--norc", "-c", BASH.format(script=folder / "script/bash", line=line))


def offered_by_fish(folder: Path, line: str) -> list[str]:
    shown = run(folder, "fish", "-N", "-c", FISH.format(script=folder / "script/fish", line=line))
    return [word.partition("\t")[0] for word in shown]


def run(folder: Path, *words: str) -> list[str]:
    environment = {**os.environ, "HOME": str(folder), "XDG_CONFIG_HOME": str(folder), "XDG_DATA_HOME": str(folder)}
    done = subprocess.run(
        words, cwd=folder, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=True
    )
    assert done.stderr == ""
    return done.stdout.splitlines()


OFFERING: dict[str, Callable[[Path, str], list[str]]] = {
    shell: offered
    for shell, offered in (("bash", offered_by_bash), ("fish", offered_by_fish))
    if shell == "bash" or shutil.which(shell)
}

LINES = [
    ("iaxlint ", sorted({name.split()[0] for name in COMMANDS})),
    ("iaxlint tr", ["trace"]),
    ("iaxlint show ", sorted(name.split()[1] for name in COMMANDS if name.startswith("show "))),
    ("iaxlint check --sel", ["--select"]),
    ("iaxlint check foo --fail-on ", ["error", "info", "never", "warning"]),
    ("iaxlint check --fail-on error fo", ["foo"]),
    ("iaxlint check foo/", ["foo/iax.conf"]),
    ("iaxlint show config foo/", ["foo/iax.conf", "foo/notes.txt"]),
    ("iaxlint check --stdin-filename foo/", ["foo/iax.conf", "foo/notes.txt"]),
    ("iaxlint rule secret-we", ["secret-weak", "secret-well-known"]),
    ("iaxlint check --ignore style,secret-we", ["style,secret-weak", "style,secret-well-known"]),
    ("iaxlint completion ", ["bash", "fish", "zsh"]),
]


@pytest.mark.parametrize("shell", OFFERING)
@pytest.mark.parametrize(("line", "words"), LINES, ids=[line for line, _ in LINES])
def test_what_is_offered(folder: Path, shell: str, line: str, words: list[str]) -> None:
    assert sorted(word.rstrip("/") for word in OFFERING[shell](folder, line)) == words


TYPED = [
    ("iaxlint tra", "iaxlint trace "),
    ("iaxlint show dial", "iaxlint show dialplan "),
    ("iaxlint check --exit", "iaxlint check --exit-zero "),
    ("iaxlint check --fail-on warn", "iaxlint check --fail-on warning "),
    ("iaxlint check --config foo/no", "iaxlint check --config foo/notes.txt "),
    ("iaxlint check fo", "iaxlint check foo/"),
    ("iaxlint check foo fo", "iaxlint check foo foo/"),
    ("iaxlint check foo/", "iaxlint check foo/iax.conf"),
    ("iaxlint rule secret-mism", "iaxlint rule secret-mismatch "),
    ("iaxlint check --select style,secret-mism", "iaxlint check --select style,secret-mismatch,"),
]


@pytest.mark.parametrize(("line", "typed"), TYPED if shutil.which("zsh") else [], ids=str)
def test_what_zsh_types(folder: Path, line: str, typed: str) -> None:
    child, terminal = pty.fork()
    if child == 0:
        os.chdir(folder)
        os.environ.update(HOME=str(folder), ZDOTDIR=str(folder), TERM="dumb")
        os.execlp("zsh", "zsh", "-f", "-i")
    os.write(terminal, ZSH.format(script=folder / "script/zsh").encode() + line.encode() + b"\t")
    try:
        while os.read(terminal, 4096):
            pass
    except OSError:
        pass
    os.close(terminal)
    os.waitpid(child, 0)
    assert (folder / "typed").read_text().rstrip() == typed.rstrip()


@pytest.mark.parametrize("shell", SHELLS)
def test_every_command_and_option_is_in_the_script(shell: str) -> None:
    text = script(shell)
    assert text.endswith("\n")
    for name in COMMANDS:
        assert name.rpartition(" ")[2] in text
        for option in load_command(name).OPTIONS:
            assert option.name.lstrip("-") in text


def test_a_shell_that_is_not_known_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["completion", "fsih"]) == 2
    assert capsys.readouterr().err == (
        "iaxlint: completion is there for bash, zsh, fish, and not for `fsih`; did you mean `fish`?\n"
    )
