"""What is let be is known again by its fingerprint, and what is fixed is said to be."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from iaxlint.baseline import Entry, fixed, held_against, read_baseline, write_baseline
from iaxlint.cli import main
from iaxlint.engine import Report, check
from iaxlint.errors import InputError
from iaxlint.fleet.fleet import build_fleet
from iaxlint.loader.folder import Folder
from iaxlint.model.server import load_server
from iaxlint.model.version import Version
from iaxlint.rules.registry import all_rules

SECRET = "password123"
TRUNK = f"""\
[general]
nonsense=1

[bar]
type=friend
host=192.168.2.3
context=from-bar
secret={SECRET}
"""

RULES = all_rules()


def found(folder: Path, text: str, name: str = "foo") -> Report:
    (folder / "iax.conf").write_text(text)
    return check(build_fleet([load_server(name, Folder(str(folder), name, None), Version.parse("22"))]), RULES)


def names(diagnostics: list) -> list[str]:
    return [each.rule.name for each in diagnostics]


@pytest.fixture
def baseline(tmp_path: Path) -> str:
    path = str(tmp_path / "baseline.json")
    write_baseline(path, found(tmp_path, TRUNK).diagnostics)
    return path


def test_what_was_found_before_is_let_be_wherever_its_line_is(tmp_path: Path, baseline: str) -> None:
    moved = "; a line more\n" + TRUNK.replace(SECRET, "password").replace("nonsense=1", "nonsense=2\ndrivel=1")
    assert names(held_against(found(tmp_path, moved).diagnostics, read_baseline(baseline))[0]) == ["option-unknown"]


def test_what_is_fixed_is_said_to_be(tmp_path: Path, baseline: str) -> None:
    entries = read_baseline(baseline)
    report = found(tmp_path, TRUNK.replace("nonsense=1\n", ""))
    gone = fixed(report.diagnostics, entries, ["foo"], RULES)
    assert [(entry.name, entry.server, entry.section) for entry in gone] == [("option-unknown", "foo", "general")]
    assert held_against(report.diagnostics, entries) == ([], tuple(report.diagnostics))
    assert fixed(report.diagnostics, entries, ["bar"], RULES) == (), "foo was not checked"
    assert fixed(report.diagnostics, entries, ["foo"], RULES[:1]) == (), "the rule did not run"


@pytest.mark.parametrize(("checked", "known"), [(["foo"], False), (["bar"], False), (["foo", "bar"], True)])
def test_what_is_about_two_servers_is_fixed_where_both_were_checked(checked: list[str], known: bool) -> None:
    entry = Entry("0", RULES[0].code, RULES[0].name, "foo", "bar", "secret", "bar")
    assert bool(fixed([], [entry], checked, RULES)) is known


def test_the_same_findings_give_the_same_bytes(tmp_path: Path, baseline: str) -> None:
    before = Path(baseline).read_bytes()
    diagnostics = found(tmp_path, "; a line more\n" + TRUNK).diagnostics
    write_baseline(baseline, reversed(diagnostics))
    assert Path(baseline).read_bytes() == before
    assert before.startswith(b'{\n  "version": 1,\n  "findings": [\n    {\n      "fingerprint": ')
    assert before.endswith(b"}\n")
    assert before.isascii()


def test_it_holds_no_value(baseline: str) -> None:
    text = Path(baseline).read_text()
    assert SECRET not in text
    assert "192.168" not in text
    assert {"secret-well-known", "option-unknown"} <= {row["name"] for row in json.loads(text)["findings"]}


def test_it_is_replaced_as_a_whole_or_not_at_all(
    tmp_path: Path, baseline: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = Path(baseline).read_bytes()

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", fail)
    with pytest.raises(InputError, match=r"cannot write the baseline .*: No space left on device"):
        write_baseline(baseline, [])
    assert Path(baseline).read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["baseline.json", "iax.conf"]


def test_a_link_stays_one(tmp_path: Path, baseline: str) -> None:
    link = tmp_path / "link.json"
    link.symlink_to("baseline.json")
    write_baseline(str(link), [])
    assert link.is_symlink()
    assert read_baseline(baseline) == []


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "it is not valid JSON"),
        ("[" * 100_000, "it is not valid JSON"),
        ("[]", "is no baseline of version 1"),
        ('{"version": 2, "findings": []}', "is no baseline of version 1"),
        ('{"version": 1}', "it lists something else than findings"),
        ('{"version": 1, "findings": ["IAX101"]}', "it lists something else than findings"),
        ('{"version": 1, "findings": [{"rule": "IAX101"}]}', "it lists something else than findings"),
    ],
)
def test_what_is_no_baseline_is_refused(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "baseline.json").write_text(text)
    with pytest.raises(InputError, match=message):
        read_baseline(str(tmp_path / "baseline.json"))


def test_one_that_is_not_there_is_said_how_to_make(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"No such file or directory; iaxlint check --write-baseline .* makes one"):
        read_baseline(str(tmp_path / "baseline.json"))
    with pytest.raises(InputError, match=r"cannot read the baseline .*: Is a directory"):
        read_baseline(str(tmp_path))
    with pytest.raises(InputError, match=r"cannot write the baseline .*: it is no file"):
        write_baseline(str(tmp_path), [])


def test_one_that_is_named_on_the_command_line_may_be_a_pipe(baseline: str) -> None:
    """As in `--baseline <(git show main:baseline.json)`."""
    reader, writer = os.pipe()
    os.write(writer, Path(baseline).read_bytes())
    os.close(writer)
    try:
        read = [entry.fingerprint for entry in read_baseline(f"/dev/fd/{reader}")]
        assert read == [entry.fingerprint for entry in read_baseline(baseline)]
        with pytest.raises(InputError):
            read_baseline(f"/dev/fd/{reader}", listed=True)
    finally:
        os.close(reader)


def test_what_only_comments_suppress_is_not_fixed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "foo").mkdir()
    conf = tmp_path / "foo" / "iax.conf"
    conf.write_text(TRUNK)
    (tmp_path / "iaxlint.toml").write_text('baseline = "known.json"\n[per-file-ignores]\n"bar" = ["IAX1"]\n')
    assert main(["check", "foo", "--write-baseline", "known.json"]) == 0
    assert main(["check", "foo"]) == 0
    conf.write_text(TRUNK.replace("nonsense=1", "nonsense=1 ; iaxlint: ignore[option-unknown]"))
    assert main(["check", "foo"]) == 0
    assert "fixed" not in capsys.readouterr().out
    (tmp_path / "iaxlint.toml").write_text('baseline = "known.json"\n[per-file-ignores]\n"foo" = ["IAX101"]\n')
    conf.write_text(TRUNK)
    assert main(["check", "foo"]) == 0
    assert "fixed" not in capsys.readouterr().out
    conf.write_text(TRUNK.replace("nonsense=1\n", ""))
    assert main(["check", "foo"]) == 0
    assert "fixed IAX101[option-unknown] in [general] of foo" in capsys.readouterr().out


def test_a_baseline_that_the_settings_list_is_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "iax.conf").write_text("[general]\n")
    os.mkfifo(tmp_path / "pipe")
    for path in ("pipe", "/dev/zero", "."):
        (tmp_path / "iaxlint.toml").write_text(f'baseline = "{path}"\n')
        assert main(["check", str(tmp_path)]) == 2
        assert "cannot read the baseline" in capsys.readouterr().err


@pytest.mark.parametrize("text", ["[general]\nnonsense=1\n", "{}", "[]", '{"findings": 1}', "\ud800"])
def test_what_is_no_baseline_is_not_written_over(text: str, tmp_path: Path) -> None:
    path = tmp_path / "iax.conf"
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    with pytest.raises(InputError, match="that file is there already, and is no baseline"):
        write_baseline(str(path), [])
    assert path.read_bytes() == text.encode("utf-8", "surrogatepass")


@pytest.mark.parametrize("text", ["", "\n", '{"version": 0, "findings": []}'])
def test_an_empty_file_and_an_old_baseline_are_written_over(text: str, tmp_path: Path) -> None:
    path = tmp_path / "known.json"
    path.write_text(text)
    write_baseline(str(path), [])
    assert read_baseline(str(path)) == []
