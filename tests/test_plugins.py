"""Rules of third parties: installed as anybody installs them, loaded where settings say so, refused if they clash."""

from __future__ import annotations

import re
import subprocess
import sys
import venv
from collections.abc import Callable
from pathlib import Path

import pytest

import iaxlint.plugins
from iaxlint.cli import main
from iaxlint.errors import InputError
from iaxlint.plugins import plugin_rules
from iaxlint.rules.registry import all_rules

ROOT = Path(__file__).resolve().parents[1]
PLUGIN = ROOT / "tests" / "fixtures" / "plugin"

IAX = """\
[general]
bindport=4569

[bar]
type=friend
host=192.168.2.3
context=from-bar
secret=K9fw-x2Tp-71nd
qualify=yes
"""

RULE = """\
from collections.abc import Iterator
from iaxlint.plugins import Diagnostic, Server, rule

@rule({code!r}, {name!r}, category={category!r}, severity={severity!r}, since="1.0")
def found(subject: {scope}) -> Iterator[Diagnostic]:
    return iter(())
"""

GOOD = {"code": "ACME001", "name": "acme-naming", "category": "style", "severity": "info", "scope": "Server"}


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str, str, str], None]:
    """Put a distribution with one module, and one plugin that it is, where Python looks for them."""
    monkeypatch.syspath_prepend(str(tmp_path))

    def put(plugin: str, module: str, text: str) -> None:
        info = tmp_path / f"{module}-1.0.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {module}\nVersion: 1.0\n")
        (info / "entry_points.txt").write_text(f"[iaxlint.rules]\n{plugin} = {module}\n")
        (tmp_path / f"{module}.py").write_text(text)
        monkeypatch.delitem(sys.modules, module, raising=False)

    return put


def test_a_plugin_is_installed_and_used(tmp_path: Path) -> None:
    for source in (ROOT, PLUGIN):
        words = ["-m", "build", "--no-isolation", "--wheel", "--outdir", str(tmp_path / "dist"), str(source)]
        subprocess.run([sys.executable, *words], check=True, capture_output=True)
    home = tmp_path / "home"
    venv.create(home, with_pip=False, symlinks=True)
    python = str(home / "bin" / "python")
    wheels = sorted(str(path) for path in (tmp_path / "dist").glob("*.whl"))
    assert len(wheels) == 2
    pip = [sys.executable, "-m", "pip", "--python", python, "install", "--no-index", "--no-deps", *wheels]
    subprocess.run(pip, check=True, capture_output=True)
    (tmp_path / "foo").mkdir()
    (tmp_path / "foo" / "iax.conf").write_text(IAX)

    def check(settings: str, *words: str) -> tuple[int, list[str]]:
        (tmp_path / "iaxlint.toml").write_text(settings)
        words = (str(home / "bin" / "iaxlint"), "check", "foo", "--output-format", "concise", *words)
        done = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, check=False)
        assert not done.stderr
        return done.returncode, re.findall(r"(\d+):\d+: (ACME\d+)\[", done.stdout)

    assert check("") == (0, [])
    assert check('plugins = ["acme"]')[1] == [("4", "ACME001"), ("4", "ACME003"), ("4", "ACME004"), ("9", "ACME002")]
    assert check('plugins = ["acme"]', "--select", "acme-trunk-name", "--fail-on", "warning") == (1, [("4", "ACME001")])
    assert check('plugins = ["acme"]\nignore = ["ACME"]') == (0, [])


def test_its_rules_are_explained(
    install: Callable[[str, str, str], None],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    install("acme", "acme_rules_explained", (PLUGIN / "iaxlint_acme.py").read_text())
    monkeypatch.chdir(tmp_path)
    (tmp_path / "iaxlint.toml").write_text('plugins = ["acme"]')
    assert main(["rule", "acme-trunk-name", "--output-format", "json"]) == 0
    assert '"url": "https://acme.example/names"' in capsys.readouterr().out


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"code": "IAX900"}, "needs a code of capitals and three or four digits that does not begin with IAX"),
        ({"code": "acme1"}, "needs a code of capitals"),
        ({"name": "acme"}, "needs a name of words joined by hyphens"),
        ({"name": "Acme_Naming"}, "needs a name of words joined by hyphens"),
        ({"name": "secret-weak"}, "has a code or a name that is already one of iaxlint"),
        ({"category": "billing"}, "has a category that is none of syntax"),
        ({"severity": "fatal"}, "has a severity that is none of info"),
        ({"scope": "int"}, "asks for `int` as its first argument, which is none of File, Server, Link, Arrival, Fleet"),
    ],
)
def test_a_rule_that_does_not_fit_is_refused(
    install: Callable[[str, str, str], None], wrong: dict[str, str], message: str
) -> None:
    install("acme", "acme_rules_wrong", RULE.format(**{**GOOD, **wrong}))
    with pytest.raises(InputError, match="the plugin acme can't be used: its rule .* " + re.escape(message)):
        plugin_rules(["acme"], all_rules())


def test_two_plugins_give_no_code_twice(install: Callable[[str, str, str], None]) -> None:
    install("acme", "acme_rules_one", RULE.format(**GOOD))
    install("other", "other_rules_one", RULE.format(**{**GOOD, "name": "other-naming"}))
    assert [rule.scope for rule in plugin_rules(["acme", "acme"], all_rules())] == ["Server"]
    with pytest.raises(
        InputError, match="its rule ACME001 other-naming has a code or a name that is already one of acme"
    ):
        plugin_rules(["acme", "other"], all_rules())


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("import no_such_module", "the plugin acme can't be loaded: ModuleNotFoundError: No module named"),
        ("1 / 0", "the plugin acme can't be loaded: ZeroDivisionError"),
        ("", "there is no rule in <module 'acme_rules_broken'"),
    ],
)
def test_a_plugin_that_cannot_be_loaded_is_named(
    install: Callable[[str, str, str], None], text: str, message: str
) -> None:
    install("acme", "acme_rules_broken", text)
    with pytest.raises(InputError, match=re.escape(message)):
        plugin_rules(["acme"], all_rules())


def test_a_plugin_that_is_not_installed_is_named(install: Callable[[str, str, str], None]) -> None:
    install("acme", "acme_rules_there", RULE.format(**GOOD))
    with pytest.raises(InputError, match=r"there is no plugin `acne`; did you mean `acme`\?"):
        plugin_rules(["acne"], all_rules())


def test_two_packages_with_one_plugin_are_refused(install: Callable[[str, str, str], None]) -> None:
    install("acme", "acme_rules_first", RULE.format(**GOOD))
    install("acme", "acme_rules_second", RULE.format(**GOOD))
    with pytest.raises(InputError, match="several packages bring a plugin `acme`: acme_rules_first, acme_rules_second"):
        plugin_rules(["acme"], all_rules())


def test_the_document_lists_all_that_a_plugin_may_import() -> None:
    text = (ROOT / "docs" / "plugins.md").read_text()
    listed = {name for row in re.findall(r"^\| (`[^|]*`) \|", text, re.M) for name in re.findall(r"`(\w+)`", row)}
    assert listed == set(iaxlint.plugins.__all__)
    assert all(hasattr(iaxlint.plugins, name) for name in iaxlint.plugins.__all__)


def test_the_example_in_the_document_is_the_one_that_is_tested() -> None:
    example = re.search(r"```python\n.*?^(@rule.*?)^```", (ROOT / "docs" / "plugins.md").read_text(), re.M | re.S)
    assert example
    assert example[1].rstrip() in (PLUGIN / "iaxlint_acme.py").read_text()


def test_nothing_of_plugins_is_imported_where_none_is_named(tmp_path: Path) -> None:
    (tmp_path / "iax.conf").write_text(IAX)
    script = (
        "import sys; from iaxlint.cli import main; main(['check', sys.argv[1]]); "
        "seen = {'iaxlint.plugins', 'iaxlint.selection', 'iaxlint.suppress', 'iaxlint.baseline', "
        "'iaxlint.cli.choosing', 'importlib.metadata', 'json', 'datetime'}; print('!', sorted(seen & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path)], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert done.stdout.endswith("! []\n"), done.stdout


def test_a_rule_that_breaks_is_its_plugins_fault(
    install: Callable[[str, str, str], None],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    install("acme", "acme_rules_breaking", RULE.format(**GOOD).replace("return iter(())", "return iter([1 / 0])"))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "iaxlint.toml").write_text('plugins = ["acme"]')
    (tmp_path / "foo").mkdir()
    (tmp_path / "foo/iax.conf").write_text(IAX)
    assert main(["check", "foo"]) == 2
    assert capsys.readouterr().err == (
        "iaxlint: the rule acme-naming of the plugin acme broke: ZeroDivisionError at acme_rules_breaking:6; "
        "--debug shows the traceback\n"
    )
