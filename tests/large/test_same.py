"""A check by several processes, or with what earlier runs have kept, says what a plain one says, byte for byte."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import pytest

from benchmarks import made
from iaxlint.cli import fleet
from iaxlint.cli.run import run
from iaxlint.large.fleet import LargeFleet
from iaxlint.large.work import Work

EXAMPLES = Path(__file__).parent.parent.parent / "examples"

SPOKE = """\
[general]
bindaddr=10.0.{n}.2
{register}

[hub](!)
type=friend
username=spoke{n}
secret=Zk4-pT9x-Lm2w-{n}{n}
context=from-hub ; iaxlint: ignore[option-unknown] -- as an example
callerid="Spoke" <{n}>

[site1](hub)
host=10.0.1.2

[site{next}](hub)
host=10.0.{next}.2
qualify=yes

#tryinclude more/*.conf
"""

PLAN = """\
[from-hub]
exten => _1XX,1,Dial(IAX2/site{next}/${{EXTEN}})
 same => n,Hangup()
exten => 200,1,Answer()
exten => 201,1,Dial(IAX2/10.0.1.2/200@from-hub)
"""

WAYS = (
    [],
    ["--output-format", "json"],
    ["--output-format", "sarif"],
    ["--profile", "strict", "--output-format", "concise"],
    ["--select", "security,link"],
    ["--no-ignores", "--min-severity", "warning"],
    ["--asterisk", "13"],
)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Servers with much to complain of: those of the examples, and a hub whose spokes register with it."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(LargeFleet, "_plainly", None)  # nothing of this is done the plain way after all
    (tmp_path / ".git").mkdir()
    shutil.copytree(EXAMPLES / "broken", tmp_path / "all/broken")
    shutil.copytree(EXAMPLES / "drifted", tmp_path / "all/drifted")
    for n in range(1, 6):
        own = tmp_path / f"all/site{n}"
        (own / "more").mkdir(parents=True)
        register = f"register => spoke{n}:Zk4-pT9x-Lm2w-{n}{n}@10.0.1.2" if n > 1 else "encryption=maybe"
        (own / "iax.conf").write_text(SPOKE.format(n=n, next=n % 5 + 1, register=register))
        (own / "extensions.conf").write_text(PLAN.format(next=n % 5 + 1))
    return tmp_path


def check(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, many: int, *words: str) -> str:
    """What a check prints, and its status; `many` servers are shared."""
    monkeypatch.setattr(fleet, "MANY", many)
    status = run(["check", "all", *words])
    out, err = capsys.readouterr()
    return f"{out}{err}{status}"


@pytest.mark.parametrize("way", WAYS, ids=" ".join)
def test_processes_and_caches_change_nothing(
    way: list[str], folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = check(capsys, monkeypatch, 1000, *way)
    assert "IAX" in plain
    for more in (["--no-cache"], ["--jobs", "1", "--cache-dir", "c"], ["--cache-dir", "c"], ["--cache-dir", "c"]):
        assert check(capsys, monkeypatch, 1, *way, *more) == plain


def test_what_is_known_is_not_worked_out_again(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    for name in ("alone", "between"):
        whole = getattr(Work, name)
        monkeypatch.setattr(Work, name, lambda work, one, whole=whole: done.append(one) or whole(work, one))
    warm = ["--cache-dir", "c", "--jobs", "1"]
    check(capsys, monkeypatch, 1, *warm)
    assert len(done) == 2 * 9
    done.clear()
    check(capsys, monkeypatch, 1, *warm)
    assert not done
    plan = folder / "all/site3/extensions.conf"
    plan.write_text(plan.read_text() + "; nothing new\n")
    check(capsys, monkeypatch, 1, *warm)
    assert {"site2", "site3"} <= {*done}
    assert len(done) < 6, "the file itself, and those that look into its server"


def test_rules_about_the_whole_fleet_look_into_no_server_that_is_as_it_should_be(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for n in range(10):
        (tmp_path / f"all/{made.name(n)}").mkdir(parents=True)
        for file, text in made.server("ring", 10, n, 120).items():
            (tmp_path / f"all/{made.name(n)}" / file).write_text(text)
    first = check(capsys, monkeypatch, 1, "--cache-dir", "c", "--jobs", "1")
    monkeypatch.setattr(Work, "load", None)
    assert check(capsys, monkeypatch, 1, "--cache-dir", "c", "--jobs", "1") == first, "is a question not in QUESTIONS?"


def test_a_secret_that_trunks_apart_share_is_found_without_being_kept(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for one, other, secret in (("a", "b", "Zk4-pT9x-Lm2w-11"), ("c", "d", "Zk4-pT9x-Lm2w-22")):
        for name, peer in ((one, other), (other, one)):
            (tmp_path / f"all/{name}").mkdir(parents=True)
            text = f"[{peer}]\ntype=friend\nhost=10.0.0.{ord(peer)}\nusername={name}\nsecret={secret}\n"
            (tmp_path / f"all/{name}/iax.conf").write_text(text)
    warm = ["--cache-dir", "c", "--jobs", "1"]
    assert "secret-shared" not in check(capsys, monkeypatch, 1, *warm)
    for name in "cd":
        file = tmp_path / f"all/{name}/iax.conf"
        file.write_text(file.read_text().replace("-22", "-11"))
    plain = check(capsys, monkeypatch, 1000)
    assert "secret-shared" in plain
    assert check(capsys, monkeypatch, 1, *warm) == check(capsys, monkeypatch, 1, *warm) == plain
    assert not [file for file in (tmp_path / "c").glob("*") if b"Zk4-pT9x" in file.read_bytes()]


def test_a_file_that_is_given_up_only_as_a_whole_says_nothing_of_others(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("iaxlint.loader.state.MOST_WORK", 100)
    phones = "".join(f"[phone{n}](phone)\n" for n in range(40))
    template = "[phone](!)\ntype=friend\nhost=dynamic\n" + "setvar=A=B\n" * 40
    for name, other in ("ab", "ba"):
        (tmp_path / f"all/{name}").mkdir(parents=True)
        trunk = f"[{other}]\ntype=friend\nhost=10.0.0.{ord(other)}\nusername={name}\nsecret=Zk4-pT9x-Lm2w\n"
        (tmp_path / f"all/{name}/iax.conf").write_text(trunk + (template + phones) * (name == "a"))
    plain = check(capsys, monkeypatch, 1000)
    assert "given up" in plain
    for more in (
        ["--no-cache", "--jobs", "1"],
        ["--jobs", "1", "--cache-dir", "c"],
        ["--jobs", "1", "--cache-dir", "c"],
    ):
        assert check(capsys, monkeypatch, 1, *more) == plain


@pytest.mark.parametrize("seed", range(4))
def test_a_warm_check_says_what_a_cold_one_says(
    seed: int, folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    pick = random.Random(seed)
    for _ in range(12):
        edit(pick, folder)
        way = pick.choice(WAYS)
        plain = check(capsys, monkeypatch, 1000, *way)
        assert check(capsys, monkeypatch, 1, *way, "--cache-dir", "c", "--jobs", "1") == plain


def edit(pick: random.Random, folder: Path) -> None:
    """Change a file a little: a line goes, comes twice, moves, or gets other digits; or a file comes or goes."""
    files = sorted(folder.glob("all/**/*.conf"))
    file = pick.choice(files)
    lines = file.read_bytes().splitlines(keepends=True)
    at, other = pick.randrange(len(lines) + 1), pick.randrange(len(lines) + 1)
    kind = pick.randrange(7)
    if kind == 0:
        del lines[at : at + 1]
    elif kind == 1:
        lines[at:at] = lines[other : other + 1]
    elif kind == 2:
        lines[at : at + 1], lines[other : other + 1] = lines[other : other + 1], lines[at : at + 1]
    elif kind == 3 and lines[at : at + 1]:
        lines[at] = lines[at].replace(b"1", b"2") if b"1" in lines[at] else lines[at].replace(b"2", b"1")
    elif kind == 4:
        lines[:0] = [b"; above all\n"]
    elif kind == 5:
        (folder / f"all/site{pick.randrange(1, 6)}/more/{pick.randrange(3)}.conf").write_text("[extra]\ntype=peer\n")
    elif file.parent.name == "more":
        file.unlink()
        return
    file.write_bytes(b"".join(lines))
