"""Break one function at a time and see which tests notice: `mutate.py OUT MODULE... -- TEST...`.

Each mutant is one small change of one function (`tools/mutants.py`) or table (`tools/tables.py`).  Tests are collected
once, and it is noted which of them run which line; then every mutant gets a process of its own (fork), in which the
function's code object or the table is replaced, and only the tests that run its line, until one fails: first those that
noticed most of the changes of the same function before, then of the same module, then the fastest.  OUT gets a line for
each mutant; those that it has as killed are not tried again, so that a run can be ended, and go on after survivors have
got a test.

mutmut and cosmic-ray would not do: the first had not come to its first mutant after four minutes, as it runs the whole
set of recorded calls three times before; the second starts Python, pytest and the collection anew for each mutant.
"""

from __future__ import annotations

import gc
import importlib
import os
import resource
import signal
import sys
import time
from collections import Counter, defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from mutants import Mutant, mutants

if TYPE_CHECKING:
    from types import FrameType

ROOT = Path(__file__).resolve().parent.parent
EXPLAINED = ROOT / "tools" / "survivors.txt"
"""The mutants that no test can notice: below each reason, which ends with a colon, one on each line."""

SECONDS = 20
"""So much of a processor's time may one test take, and three times as much by the clock, for a mutant may never end."""

MEMORY = 4 << 30
"""So many bytes may a process have, for a mutant may gather without end."""


class Mutating:
    """A pytest plugin that runs the collected tests once for each mutant."""

    def __init__(self, modules: list[Path], out: Path) -> None:
        self.out = out
        self.mutants = list(mutants(modules))
        self.modules = {str(path): importlib.import_module(".".join(path.with_suffix("").parts)) for path in modules}
        self.users: dict[tuple[str, int], set[int]] = defaultdict(set)
        self.seconds: list[float] = []
        self.kills: dict[str, Counter[int]] = defaultdict(Counter)
        """How many mutants of each function, and of each module, each test noticed."""

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """In the place of pytest's own loop over the tests."""
        self.watch(session)
        # so that no process has pages copied only because it looks for garbage
        gc.freeze()
        self.out.parent.mkdir(exist_ok=True)
        before = self.out.read_text().splitlines() if self.out.exists() else []
        fates = {line.partition(" ")[2]: line.partition(" ")[0] for line in before}
        explained = set(EXPLAINED.read_text().splitlines())
        with self.out.open("a") as out:
            for mutant in sorted(self.mutants, key=lambda mutant: mutant.identity in fates):
                fate = "explained" if mutant.identity in explained else fates.get(mutant.identity, "")
                if fate not in ("explained", "killed", "timeout"):
                    fate = self.fate(session, mutant)
                    out.write(f"{fate} {mutant.identity}\n")
                    out.flush()
                fates[mutant.identity] = fate
        self.tell(fates)
        return True

    def tell(self, fates: dict[str, str]) -> None:
        """Write the file anew, in order, and print how many mutants of each module came to what."""
        self.out.write_text("".join(f"{fates[mutant.identity]} {mutant.identity}\n" for mutant in self.mutants))
        for module in self.modules:
            print(f"\n{module}", dict(Counter(fates[one.identity] for one in self.mutants if one.module == module)))
        for line in EXPLAINED.read_text().splitlines():
            if line.partition(" ")[0] in self.modules and line not in fates:
                print(f"\nexplained, and no mutant any more: {line}")

    def watch(self, session: pytest.Session) -> None:
        """Note which tests run which line, and how long each takes; all must pass."""
        wanted = {str(Path(file).resolve()): file for file in self.modules}

        def note(frame: FrameType, event: str, _argument: Any) -> Any:
            file = wanted.get(frame.f_code.co_filename)
            if event == "line" and file:
                self.users[file, frame.f_lineno].add(len(self.seconds))
            return note if file else None

        for item in session.items:
            start = time.process_time()
            sys.settrace(note)
            run_item(item)
            sys.settrace(None)
            self.seconds.append(time.process_time() - start)
        if session.testsfailed:
            sys.exit("the tests fail without any mutant")

    def fate(self, session: pytest.Session, mutant: Mutant) -> str:
        """`killed`, `survived`, `timeout`, or `unreached` where no test runs the line."""
        numbers = {number for line in mutant.lines for number in self.users.get((mutant.module, line), ())}
        if not numbers:
            return "unreached"
        here, near = self.kills[f"{mutant.module} {mutant.name}"], self.kills[mutant.module]
        reader, writer = os.pipe()
        child = os.fork()
        if child == 0:
            confine(session)
            change(self.modules[mutant.module], mutant)
            for number in sorted(numbers, key=lambda number: (-here[number], -near[number], self.seconds[number])):
                os.write(writer, b"%d " % number)
                signal.setitimer(signal.ITIMER_PROF, SECONDS)
                signal.alarm(SECONDS * 3)
                try:
                    run_item(session.items[number])
                except BaseException:
                    os._exit(1)
                if session.testsfailed:
                    os._exit(1)
            os._exit(0)
        os.close(writer)
        with open(reader) as told:
            last = int(told.read().split()[-1])
        _, status = os.waitpid(child, 0)
        if status == 0:
            return "survived"
        here[last] += 1
        near[last] += 1
        return "timeout" if os.WIFSIGNALED(status) else "killed"


def confine(session: pytest.Session) -> None:
    """Let this process say nothing and not take all memory."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    session.config.pluginmanager.unregister(name="terminalreporter")
    with open(os.devnull, "w") as nowhere:
        os.dup2(nowhere.fileno(), 1)
        os.dup2(nowhere.fileno(), 2)


def change(module: Any, mutant: Mutant) -> None:
    """Put a mutant into the place of a function's code, or of a table wherever it was imported."""
    found = module
    for part in mutant.name.split("."):
        found = getattr(found, part)
    if hasattr(found, "__code__"):
        found.__code__ = mutant.code
        return
    value = eval(mutant.code, vars(module))
    for other in list(sys.modules.values()):
        if getattr(other, mutant.name, None) is found:
            setattr(other, mutant.name, value)


def run_item(item: pytest.Item) -> None:
    """Run one test and take down all that was set up for it, so that any other may come next."""
    item.config.hook.pytest_runtest_protocol(item=item, nextitem=None)


def main() -> None:
    """Run, and add a line for each mutant to the file."""
    out, words = Path(sys.argv[1]).resolve(), sys.argv[2:]
    at = words.index("--")
    os.chdir(ROOT)
    sys.path.insert(0, str(ROOT))
    from hypothesis import Phase, settings

    phases = (Phase.explicit, Phase.generate)
    settings.register_profile("mutate", derandomize=True, database=None, deadline=None, max_examples=50, phases=phases)
    settings.load_profile("mutate")
    plugin = Mutating([Path(word) for word in words[:at]], out)
    pytest.main(["-q", "--tb=no", "-p", "no:cacheprovider", "-p", "no:xdist", *words[at + 1 :]], plugins=[plugin])


if __name__ == "__main__":
    main()
