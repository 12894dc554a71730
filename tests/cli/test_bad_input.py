"""Whatever the input is: a clear message, the right exit status, no traceback, no hang."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
from pathlib import Path

import pytest

TOOL = [sys.executable, "-m", "iaxlint"]

PLAIN = "[general]\nbindport=4569\n[bar]\ntype=friend\nhost=192.168.2.3\nsecret=Tq7-mLw2-Zx9e\nmailboxdetail=yes\n"


@pytest.fixture
def foo(tmp_path: Path) -> Path:
    """A folder with one server, `foo`."""
    (tmp_path / ".git").mkdir()
    (tmp_path / "foo").mkdir()
    (tmp_path / "foo/iax.conf").write_text(PLAIN)
    return tmp_path


def run(folder: Path, *words: str, **more: object) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(  # type: ignore[call-overload]
        [*TOOL, *words],
        cwd=folder,
        text=True,
        timeout=50,
        check=False,
        **{"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **more},
    )
    assert "Traceback" not in (done.stderr or "")
    assert "this is a bug" not in (done.stderr or "")
    return done


def refusal(folder: Path, *words: str) -> str:
    done = run(folder, *words)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.startswith("iaxlint: ")
    assert done.stderr.count("\n") == 1
    return done.stderr.removeprefix("iaxlint: ").rstrip()


def test_a_missing_folder(foo: Path) -> None:
    assert refusal(foo, "check", "bar") == "bar does not exist"


def test_an_empty_folder(foo: Path) -> None:
    (foo / "bar").mkdir()
    assert refusal(foo, "check", "bar") == "the folder bar is empty: there is nothing to check"


def test_an_empty_file(foo: Path) -> None:
    (foo / "foo/iax.conf").write_text("")
    assert "no section in any file" in refusal(foo, "check", "foo")


def test_a_folder_named_iax_conf(foo: Path) -> None:
    (foo / "bar/iax.conf").mkdir(parents=True)
    assert refusal(foo, "check", "bar") == "bar/iax.conf is a folder; Asterisk reads a file of that name"


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_an_unreadable_file(foo: Path) -> None:
    (foo / "foo/iax.conf").chmod(0)
    assert "foo/iax.conf cannot be read: permission denied" in refusal(foo, "check", "foo")


def test_a_file_that_leads_outside(foo: Path) -> None:
    (foo / "bar").mkdir()
    (foo / "bar/iax.conf").symlink_to(foo / "foo/iax.conf")
    assert refusal(foo, "check", "bar").startswith("bar/iax.conf leads outside the configuration folder")


def test_a_loop_of_links(foo: Path) -> None:
    (foo / "bar").mkdir()
    (foo / "bar/iax.conf").symlink_to("iax.conf")
    assert "bar/iax.conf" in refusal(foo, "check", "bar")


@pytest.mark.parametrize("data", [bytes(range(256)) * 64, b"\x7fELF\x02\x01\x01" + b"\0" * 5000, os.urandom(20000)])
def test_binary_files(foo: Path, data: bytes) -> None:
    (foo / "foo/iax.conf").write_bytes(data)
    for output in ("text", "concise", "json"):
        done = run(foo, "check", "foo", "--output-format", output)
        assert done.returncode in (0, 1, 2)
        assert all(line.isprintable() for line in done.stdout.splitlines())


@pytest.mark.parametrize(
    "text",
    [
        "[a]\n" + "x" * 1_000_000,
        "[a]\nsecret=" + "pass" * 250_000,
        "[a]\nx=" + "IAX2/a:b" * 125_000,
        ";--" * 100_000 + "\n",
        ";--\n" * 100_000 + "--;\n" * 100_000,
        "[" * 100_000,
        "#include iax.conf\n",
        "[a](a)\n" * 1000,
        "[t](!)\nx=1\n" + "".join(f"[s{i}](t)\n" for i in range(20_000)),
    ],
    ids=["line", "words", "dials", "nested", "deep", "brackets", "loop", "self", "sections"],
)
def test_hostile_files(foo: Path, text: str) -> None:
    (foo / "foo/iax.conf").write_text(text)
    done = run(foo, "check", "foo")
    assert done.returncode in (0, 1)
    assert done.stdout
    assert max(map(len, done.stdout.splitlines())) < 1000


def test_a_huge_file(foo: Path) -> None:
    with (foo / "foo/iax.conf").open("wb") as file:
        file.truncate(70 << 20)
    assert "too large" in refusal(foo, "check", "foo")


def test_a_closed_pipe_is_quiet(foo: Path) -> None:
    (foo / "foo/iax.conf").write_text(PLAIN + "".join(f"[s{i}]\ntype=nothing\n" for i in range(5000)))
    for output in ("text", "concise", "json"):
        process = subprocess.Popen(
            [*TOOL, "check", "foo", "--output-format", output],
            cwd=foo,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.read(10)
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(30) in (0, 1)


def test_a_closed_pipe_at_the_last_flush_is_quiet(foo: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    done = run(foo, "--help", stdout=writing)
    os.close(writing)
    assert (done.returncode, done.stderr) == (0, "")
    reading, writing = os.pipe()
    os.close(reading)
    done = run(foo, "--version", stdout=writing)
    os.close(writing)
    assert (done.returncode, done.stderr) == (0, "")


def test_no_output_at_all(foo: Path) -> None:
    done = subprocess.run(["sh", "-c", f"{sys.executable} -m iaxlint check foo >&- 2>&-"], cwd=foo, check=False)
    assert done.returncode in (0, 1)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_is_said(foo: Path) -> None:
    with open("/dev/full", "w") as full:
        done = run(foo, "check", "foo", stdout=full)
    assert done.returncode == 2
    assert done.stderr == "iaxlint: cannot write the report: No space left on device\n"


def test_ctrl_c_is_quiet(foo: Path) -> None:
    process = subprocess.Popen(
        [*TOOL, "check", "foo", "--stdin-filename", "foo/iax.conf"],
        cwd=foo,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    wait_until_reading(process.pid)
    process.send_signal(signal.SIGINT)
    out, errors = process.communicate(timeout=30)
    assert (process.returncode, out, errors) == (130, b"", b"")


def wait_until_reading(pid: int) -> None:
    """Until the process sleeps in a read of its standard input."""
    import time

    for _ in range(1000):
        waits = Path(f"/proc/{pid}/wchan")
        if waits.exists() and "pipe" in waits.read_text():
            return
        time.sleep(0.01)


def test_memory_stays_bounded_on_a_bomb_of_includes(foo: Path) -> None:
    for level in range(12):
        lines = f"#include l{level + 1}.conf\n" * 10 if level < 11 else "[x]\ntype=peer\n"
        (foo / f"foo/l{level}.conf").write_text(lines)
    (foo / "foo/iax.conf").write_text("#include l0.conf\n")

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (2 << 30, 2 << 30))

    assert run(foo, "check", "foo", preexec_fn=limit).returncode in (0, 1)


def test_a_bug_is_called_one(foo: Path) -> None:
    code = (
        "import sys, iaxlint.discover\n"
        "iaxlint.discover.discover = None\n"
        "from iaxlint.cli import main\n"
        "sys.exit(main())\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, "check", "foo"], cwd=foo, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert done.stderr.startswith("iaxlint: this is a bug in iaxlint: TypeError at iaxlint.cli.fleet:")
    done = subprocess.run(
        [sys.executable, "-c", code, "check", "foo", "--debug"], cwd=foo, capture_output=True, text=True, check=False
    )
    assert "Traceback" in done.stderr
