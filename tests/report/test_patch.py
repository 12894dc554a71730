"""A diff is one that git applies, unless something in it had to be hidden."""

from __future__ import annotations

import subprocess
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from iaxlint.report.patch import patch_lines

OLD = b"[bar]\nhost=192.168.2.3\nsecret=Tq7-mLw2-Zx9e\nport=1\n"


def lines(old: bytes, new: bytes, **more: object) -> list[str]:
    return patch_lines([("iax.conf", old, new)], **more)  # type: ignore[arg-type]


def test_secrets_are_masked_and_the_hunk_is_marked() -> None:
    assert lines(OLD, OLD.replace(b"port=1", b"port=2")) == [
        "--- iax.conf",
        "+++ iax.conf",
        "@@ masked @@ -1,4 +1,4 @@",
        " [bar]",
        " host=192.168.2.3",
        " secret=<secret>",
        "-port=1",
        "+port=2",
    ]


def test_one_masked_hunk_marks_all() -> None:
    files = [("a.conf", b"x=1\n", b"x=2\n"), ("b.conf", b"secret=planted\n", b"secret=planted2\n")]
    assert [line for line in patch_lines(files) if line[0] == "@"] == ["@@ masked @@ -1 +1 @@"] * 2
    assert "@@ masked" not in "".join(patch_lines(files, show=True))


def test_a_fresh_secret_is_never_shown() -> None:
    shown = lines(OLD, OLD.replace(b"Tq7-mLw2-Zx9e", b"planted"), fresh=["planted"], show=True)
    assert "+secret=<fresh secret>" in shown
    assert shown[2].startswith("@@ masked @@")


def test_what_a_terminal_must_not_get_is_escaped() -> None:
    shown = lines(b"a\x1b[31m\xff\tb\r\n", b"c\r\n")
    assert shown[3:] == ["-a\\x1b[31m\\xff\tb\r", "+c\r"]
    assert shown[2].startswith("@@ masked @@")


def test_files_without_a_newline_at_the_end() -> None:
    missing = "\\ No newline at end of file"
    assert lines(b"a", b"b\n")[3:] == ["-a", missing, "+b"]
    assert lines(b"x\na", b"y\na")[3:] == ["-x", "+y", " a", missing]
    assert lines(b"", b"a")[3:] == ["+a", missing]


TEXTS = st.lists(st.sampled_from(("a=1", "b=2", "[c]", "", "\t; d", "ü", "--- x", "+++ y", "@@ z")), max_size=12)
ENDINGS = st.sampled_from(("\n", "\r\n"))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(old=TEXTS, new=TEXTS, ending=ENDINGS, last=st.booleans())
def test_git_applies_it(tmp_path: Path, old: list[str], new: list[str], ending: str, last: bool) -> None:
    before, after = (ending.join(each + [""] * last).encode() for each in (old, new))
    if before == after:
        return
    (tmp_path / "iax.conf").write_bytes(before)
    diff = "".join(f"{line}\n" for line in lines(before, after)).encode()
    words = ["git", "apply", "-p0", "--whitespace=nowarn"]
    subprocess.run(words, input=diff, cwd=tmp_path, check=True, capture_output=True)
    assert (tmp_path / "iax.conf").read_bytes() == after
