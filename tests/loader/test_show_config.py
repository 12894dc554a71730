"""`iaxlint show config`: what is loaded, where it comes from, and no secret."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from iaxlint.cli import main

IAX = """[general]
bindport=4569
[trunk](!)
secret=hunter22hunter
disallow=all
[bar](trunk)
allow=ulaw
#include more.conf
just text
"""
MORE = "allow+=,alaw\n"


@pytest.fixture
def foo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "foo").mkdir()
    (tmp_path / "foo" / "iax.conf").write_text(IAX)
    (tmp_path / "foo" / "more.conf").write_text(MORE)
    return tmp_path / "foo"


def test_text_tells_where_each_value_comes_from(foo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", "config", "foo/iax.conf"]) == 0
    assert (
        capsys.readouterr().out
        == """\
[general]  foo/iax.conf:1
  bindport = 4569  foo/iax.conf:2

[trunk] (template)  foo/iax.conf:3
  secret   = <secret>  foo/iax.conf:4
  disallow = all       foo/iax.conf:5

[bar] (from [trunk])  foo/iax.conf:6
  secret   = <secret>   foo/iax.conf:4 via [trunk]
  disallow = all        foo/iax.conf:5 via [trunk]
  allow    = ulaw,alaw  foo/iax.conf:7+foo/more.conf:1

warning foo/iax.conf:9  No '=' (equal sign) in line 9
"""
    )


def test_json_is_that_of_the_contract(foo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", "config", "foo/iax.conf", "--output-format", "json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["valid"] is True
    assert [c["name"] for c in document["categories"]] == ["general", "bar"]
    assert [c["name"] for c in document["templates"]] == ["trunk"]
    bar = document["categories"][1]
    assert (bar["inherits"], bar["template"]) == (["trunk"], False)
    assert bar["variables"][0] == {
        "name": "secret",
        "value": "<secret>",
        "path": "foo/iax.conf",
        "line": 4,
        "via": ["trunk"],
    }
    assert document["problems"] == [
        {"path": "foo/iax.conf", "line": 9, "message": "No '=' (equal sign) in line 9"},
    ]


def test_secrets_are_shown_on_demand_only(foo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["show", "config", "foo/iax.conf", "--show-secrets"])
    assert "hunter22hunter" in capsys.readouterr().out
    main(["show", "config", "foo/iax.conf", "--show-secrets", "--output-format", "json"])
    assert "hunter22hunter" not in capsys.readouterr().out


def test_a_refused_file_fails(foo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (foo / "iax.conf").write_text("[a]\n[b](nope)\n")
    assert main(["show", "config", "foo/iax.conf"]) == 1
    out = capsys.readouterr().out
    assert "error foo/iax.conf:2  Inheritance requested, but category 'nope' does not exist, line 2" in out
    assert "Asterisk refuses iax.conf: none of it is loaded" in out


@pytest.mark.parametrize("path", ["foo/none.conf", "foo", "outside.conf"])
def test_what_cannot_be_read_is_wrong_input(foo: Path, path: str, capsys: pytest.CaptureFixture[str]) -> None:
    (foo.parent / "outside.conf").symlink_to("/etc/hostname")
    assert main(["show", "config", path]) == 2
    assert path in capsys.readouterr().err


def test_an_include_is_read_from_the_servers_folder(foo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (foo / "conf.d").mkdir()
    (foo / "conf.d" / "a.conf").write_text("[a]\n#include more.conf\n")
    assert main(["show", "config", "foo/conf.d/a.conf"]) == 0
    assert "allow = ,alaw  foo/more.conf:1" in capsys.readouterr().out


def test_the_version_may_be_told(foo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (foo / "iax.conf").write_text("[a]\nx=1\nx=1\nx+=2\n")
    for version, told in (("22", "x = 12  foo/iax.conf:2+4\n  x = 1"), ("23", "x = 1   foo/iax.conf:2\n  x = 12")):
        assert main(["show", "config", "foo/iax.conf", "--asterisk", version]) == 0
        assert told in capsys.readouterr().out
    assert main(["show", "config", "foo/iax.conf", "--asterisk", "new"]) == 2
