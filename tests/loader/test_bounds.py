"""Files that mean harm: everything ends soon, with a problem that says why."""

from __future__ import annotations

import pytest
from loaded import Build

from iaxlint.loader import state


def kinds(config) -> set[str]:
    return {problem.kind for problem in config.problems}


def test_an_include_loop_ends_where_asterisk_ends_it(build: Build) -> None:
    config = build("[a]\nx=1\n#include iax.conf\ny=2\n")
    assert config.valid
    assert [len(c.variables) for c in config.categories] == [2] * 10 + [1]
    assert {"include-repeated", "include-too-deep", "include-missing"} == kinds(config)


def test_a_loop_that_doubles_is_given_up(build: Build) -> None:
    config = build("[a]\n" + "#tryinclude iax.conf\n" * 12 + ";\n" * 2000)
    assert not config.valid
    assert "too-much" in kinds(config)


def test_templates_that_double_are_given_up(build: Build) -> None:
    text = "[t0](!)\nx=1\n" + "".join(f"[t{n}](!,t{n - 1},t{n - 1})\n" for n in range(1, 64))
    config = build(text)
    assert (config.valid, kinds(config)) == (False, {"too-much"})
    assert config.problems[0].source.path == "iax.conf"
    assert config.problems[0].line > 10


def test_deep_templates_are_loaded(build: Build) -> None:
    depth = 400
    config = build("[t0](!)\nx=1\n" + "".join(f"[t{n}](t{n - 1})\ny{n}=1\n" for n in range(1, depth)))
    assert config.valid
    last = config.categories[-1]
    assert len(last.variables) == depth
    assert last.variables[0].via[:2] == (f"t{depth - 2}", f"t{depth - 3}")
    assert len(last.variables[0].via) == state.LONGEST_CHAIN


@pytest.mark.parametrize(
    "line", ["x+=" + "y" * 80, "y{n}=1\ny{n}+=1", "x+=1"], ids=["long values", "many values", "many times"]
)
def test_lengthening_without_end_is_given_up(build: Build, line: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(state, "MOST_WORK", 20_000)
    config = build("[a]\nx=1\n" + "".join(f"{line.format(n=n)}\n" for n in range(5000)))
    assert (config.valid, kinds(config)) == (False, {"too-much"})


def test_many_sections_of_one_name_are_given_up(build: Build, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(state, "MOST_WORK", 20_000)
    config = build("[a](!)\n" * 3000 + "[a]\n" + "[a](+)\n" * 3000)
    assert (config.valid, kinds(config)) == (False, {"too-much"})


def test_a_legitimate_fleet_is_not_given_up(build: Build) -> None:
    template = "[t](!)\n" + "".join(f"o{n}=1\n" for n in range(30))
    config = build(template + "".join(f"[p{n}](t)\nsecret=x{n}\n" for n in range(5000)))
    assert config.valid
    assert len(config.categories) == 5001


def test_the_129th_comment_in_another_is_told(build: Build) -> None:
    assert build("[a]\n" + ";--\n" * 128).valid
    for comments in (";--\n" * 129, ";-- " * 129, ";--\n" * 100_000):
        config = build("[a]\n" + comments)
        assert not config.valid
        assert config.problems[-1].kind == "comments-too-deep"


def test_many_comments_are_read_in_linear_time(build: Build) -> None:
    assert build("[a]\n" + ";-- x --;\n" * 30_000 + "x=1\n").categories[0].variables[0].value == "1"
    assert build("[a]\n;-- " + "; -- " * 30_000 + "\n--;x=1\n").categories[0].variables[0].value == "1"


def test_a_line_of_a_megabyte_is_skipped(build: Build) -> None:
    config = build("[a]\nx=" + "y" * 1_000_000 + "\nz=1\n")
    assert [v.name for v in config.categories[0].variables] == ["z"]
    assert config.problems[0].message == "Line 2 too long, skipping."


@pytest.mark.parametrize(
    "data",
    [b"", b"\0" * 10_000, bytes(range(256)) * 400, b"\xff\xfe[\0a\0]\0\n\0", b"\x89PNG\r\n\x1a\n" + b"\xde\xad" * 5000],
    ids=["empty", "zero", "all bytes", "UTF-16", "PNG"],
)
def test_any_bytes_are_read(build: Build, data: bytes) -> None:
    build({"iax.conf": data})


def test_a_pattern_that_includes_itself_ends(build: Build) -> None:
    config = build({"iax.conf": "#include *.conf\n", "a.conf": "#include *.conf\n", "b.conf": "#include *.conf\n"})
    assert config.problems
