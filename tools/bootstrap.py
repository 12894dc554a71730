"""Make `.venv` and install iaxlint in it, with the dependency groups that are named: `bootstrap.py [GROUP...]`.

Does nothing when the environment already is as pyproject.toml asks.  Runs on any Python 3.7 or later
and looks for one that iaxlint can use; needs neither pip nor `ensurepip` (which Debian keeps in a
package of its own, python3-venv), but then fetches pip from the Python Package Index.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

OLDEST = (3, 11)
PIP = "25.1"
"""The first pip that installs dependency groups."""
ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
STAMP = VENV / "bootstrapped.json"
PYTHON = VENV / "bin" / "python"


def main() -> None:
    """Bring the environment up to date."""
    groups = sys.argv[1:]
    wanted = hashlib.sha256((ROOT / "pyproject.toml").read_bytes()).hexdigest()
    if is_ready(wanted, groups):
        return
    use_new_python()
    if not runs(PYTHON, "import sys; sys.exit(sys.version_info < (3, 11))"):
        say("creating .venv")
        create()
    if not runs(PYTHON, "import pip"):
        say("fetching pip")
        fetch_pip()
    say("installing iaxlint" + "".join(f", {group} tools" for group in groups))
    pip("install", "--upgrade", f"pip>={PIP}")
    pip("install", "--editable", str(ROOT), *(word for group in groups for word in ("--group", group)))
    run(PYTHON, "-m", "compileall", "-q", ROOT / "iaxlint")
    STAMP.write_text(json.dumps({"pyproject": wanted, "groups": groups}))


def is_ready(wanted: str, groups: list[str]) -> bool:
    """Whether the environment was made from this pyproject.toml, here, with all the groups."""
    try:
        stamp = json.loads(STAMP.read_text())
    except (OSError, ValueError):
        return False
    return stamp["pyproject"] == wanted and set(groups) <= set(stamp["groups"]) and PYTHON.exists()


def use_new_python() -> None:
    """Start again under the newest Python on the PATH if this one is too old."""
    if sys.version_info >= OLDEST:
        return
    for minor in range(30, OLDEST[1] - 1, -1):
        found = shutil.which(f"python3.{minor}")
        if found:
            os.execv(found, [found, *sys.argv])
    sys.exit("iaxlint needs Python {}.{} or later, and the PATH has none".format(*OLDEST))


def create() -> None:
    """Make an empty virtual environment, with pip where `ensurepip` is at hand."""
    try:
        import ensurepip  # noqa: F401
    except ImportError:
        with_pip = False
    else:
        with_pip = True
    import venv

    venv.create(VENV, clear=True, symlinks=True, with_pip=with_pip)


def fetch_pip() -> None:
    """Install pip from its own wheel, which can run as it lies."""
    import tempfile
    import urllib.parse
    import urllib.request

    try:
        with urllib.request.urlopen("https://pypi.org/pypi/pip/json", timeout=60) as answer:
            wheel = next(file for file in json.load(answer)["urls"] if file["packagetype"] == "bdist_wheel")
            url = urllib.parse.urljoin(answer.url, wheel["url"])
        with urllib.request.urlopen(url, timeout=60) as answer:
            data = answer.read()
    except OSError as error:
        sys.exit(f"this Python has no pip, and the index cannot be reached ({error}): apt install python3-venv")
    if hashlib.sha256(data).hexdigest() != wheel["digests"]["sha256"]:
        sys.exit("the wheel of pip is damaged: try again")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / wheel["filename"]
        path.write_bytes(data)
        run(PYTHON, path / "pip", "install", "--quiet", "--no-index", path)


def pip(*words: str) -> None:
    """Run the environment's own pip."""
    run(PYTHON, "-m", "pip", "--disable-pip-version-check", *words[:1], "--quiet", *words[1:])


def run(*words: str | Path) -> None:
    """Run a command; if it fails, so do we."""
    status = subprocess.run([str(word) for word in words], cwd=ROOT, check=False).returncode
    if status:
        sys.exit(status)


def runs(python: Path, code: str) -> bool:
    """Whether an interpreter exists and runs some code without an error."""
    try:
        return not subprocess.run([str(python), "-c", code], stderr=subprocess.DEVNULL, check=False).returncode
    except OSError:
        return False


def say(text: str) -> None:
    """Tell what takes time."""
    print(f"bootstrap: {text}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
