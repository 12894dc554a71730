"""Reads a rule's page: a Markdown file whose cases are tests.

A case is a heading.  Below it, each fenced block is a file, named in backticks by the line before the
fence; a `toml` block without a name is the settings.  `; error: [rule-name] "part of the message"`
(also `warning` or `info`) at the end of a line marks a finding whose primary place starts there; marks
are no part of the file.  Where a line can't take a mark, one above the block's first line,
`<!-- error: [rule-name] line 3 "part of the message" -->`, says the same.

A fence below `foo/iax.conf` (in backticks) and the word `mended` shows that file after the safe fixes of the page's
rule; below `mended unsafely`, after the first fix of each of its findings.  `<secret>` stands there for a fresh
random one.

An `answers` block tells what hosts answer that are asked whether they are there: `192.168.2.3:4569 silent`, or for a
name `bar.example.net:4569 203.0.113.9 answered`, where the second word may be left out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

from iaxlint.diagnostics import FRESH_SECRET, Edit, Fix, Rule
from iaxlint.discover import discover, told
from iaxlint.engine import Report, check
from iaxlint.fleet.fleet import Fleet, build_fleet
from iaxlint.loader.folder import Folder
from iaxlint.model.address import parse_numeric
from iaxlint.model.server import load_server
from iaxlint.model.version import Version
from iaxlint.probe.outcome import Answer, Probed, Target, outcome
from iaxlint.probe.targets import targets_of
from iaxlint.settings import load_settings
from iaxlint.source import decode, encode

PAGES = Path(__file__).parent.parent / "fixtures" / "rules"

MARK = re.compile(r'\s*;\s*(?P<severity>error|warning|info): \[(?P<rule>[a-z0-9-]+)\] "(?P<part>[^"]*)"')
REMARK = re.compile(
    r'<!-- (?P<severity>error|warning|info): \[(?P<rule>[a-z0-9-]+)\] line (?P<line>\d+) "(?P<part>[^"]*)" -->'
)
FILE_NAME = re.compile(r"^`([^`]+)`( mended| mended unsafely)?:?$")

FRESH = "Vw9r-Zt5q-b8Lm-40xc"
"""What is filled in for a fresh secret."""


@dataclass(frozen=True)
class Mark:
    """A finding that a case expects."""

    path: str
    line: int
    severity: str
    rule: str
    part: str


@dataclass
class Case:
    """One heading of a page: files, settings, and what must be found in them."""

    page: str
    title: str
    files: dict[str, str] = field(default_factory=dict)
    settings: str = ""
    marks: list[Mark] = field(default_factory=list)
    mended: dict[str, str] = field(default_factory=dict)
    """The files that fixes change, as they are then; `<secret>` stands in them for a fresh secret."""
    unsafely: bool = False
    """Whether it takes more than safe fixes."""
    answers: list[list[str]] = field(default_factory=list)
    """The words of each line about what a host answers; none where hosts are not asked."""

    @property
    def fires(self) -> bool:
        """Whether the page's own rule must find something."""
        return any(mark.rule == self.page for mark in self.marks)

    def __str__(self) -> str:
        return f"{self.page}: {self.title}"


def read_page(path: Path) -> list[Case]:
    """The cases of one page, in order."""
    cases: list[Case] = []
    name, mended, remarks, block, info = "", "", [], None, ""
    for line in path.read_text(encoding="utf-8").splitlines():
        if block is not None:
            if line == "```":
                if mended:
                    add_mended(cases[-1], name, mended, block)
                else:
                    add_block(cases[-1], name, info, block, remarks)
                name, mended, remarks, block = "", "", [], None
            else:
                block.append(line)
        elif line.startswith("```"):
            block, info = [], line[3:].strip()
        elif line.startswith("## "):
            cases.append(Case(path.stem, line[3:].strip()))
        elif remark := REMARK.match(line):
            remarks.append(remark)
        elif line.strip():
            named = FILE_NAME.match(line.strip())
            name, mended = (named[1], named[2] or "") if named else ("", "")
    assert block is None, f"{path}: a fence is not closed"
    return cases


def add_block(case: Case, name: str, info: str, block: list[str], remarks: list[re.Match[str]]) -> None:
    """Take a fenced block into a case: as settings, or as a file without its marks."""
    if info == "toml" and not name:
        case.settings = "\n".join(block) + "\n"
        add_remarks(case, "iaxlint.toml", remarks)
        return
    if info == "answers":
        case.answers += map(str.split, block)
        return
    assert name, f"{case}: a block has no file name above it"
    assert name not in case.files, f"{case}: {name} stands there twice"
    for number, line in enumerate(block, 1):
        for found in MARK.finditer(line):
            case.marks.append(Mark(name, number, found["severity"], found["rule"], found["part"]))
    add_remarks(case, name, remarks)
    case.files[name] = "".join(MARK.sub("", line) + "\n" for line in block)


def add_mended(case: Case, name: str, how: str, block: list[str]) -> None:
    """Take a file as it is after the fixes into a case."""
    assert name in case.files, f"{case}: {name} is mended, but not there before"
    case.unsafely |= how.endswith("unsafely")
    case.mended[name] = "".join(line + "\n" for line in block)


def chosen(report: Report, name: str, *, unsafely: bool) -> list[Fix]:
    """The fix that each finding of a rule gets: the first, or the first safe one."""
    fixes = []
    for found in report.diagnostics:
        if found.rule.name == name:
            fixes += [fix for fix in found.fixes if unsafely or fix.safety == "safe"][:1]
    return fixes


def mend(fixes: list[Fix]) -> dict[str, str]:
    """The texts of the files that fixes change, by path; one that another has made in part is left out."""
    made: dict[tuple[str, int, int], Edit] = {}
    for fix in fixes:
        spans = {(edit.place.source.path, edit.place.start, edit.place.end): edit for edit in fix.edits}
        if not spans.keys() & made.keys():
            made |= spans
    texts: dict[str, str] = {}
    for (path, start, end), edit in sorted(made.items(), key=lambda pair: pair[0], reverse=True):
        text = texts.get(path, edit.place.source.text)
        texts[path] = text[:start] + encode(edit.text.replace(FRESH_SECRET, FRESH)) + text[end:]
    return {path: decode(text) for path, text in texts.items()}


def add_remarks(case: Case, name: str, remarks: list[re.Match[str]]) -> None:
    """What the comments above a block expect in it."""
    for found in remarks:
        case.marks.append(Mark(name, int(found["line"]), found["severity"], found["rule"], found["part"]))


def load_case(case: Case, root: Path) -> Fleet:
    """Write the files of a case below a folder, which is the current one, and load the servers in it."""
    for name, text in {**case.files, "iaxlint.toml": case.settings}.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="")
    settings = load_settings(None, ["."])
    discovered = discover(["."], settings)
    servers = [
        load_server(
            place.name,
            Folder(place.root, place.shown, None),
            Version.parse((place.settings and place.settings.asterisk) or settings.asterisk or "22"),
            *told(place),
        )
        for place in discovered.servers
    ]
    return build_fleet(servers, settings.expect, discovered.idle)


def examine(case: Case, fleet: Fleet, rules: list[Rule]) -> Report:
    """What rules find in the fleet of a case, and in what its hosts answer."""
    probed = [found for target in targets_of(fleet)[0] for found in answers_of(target, case)] if case.answers else None
    return check(fleet, rules, probed=probed)


def answers_of(target: Target, case: Case) -> list[Probed]:
    """What a case says of a host, if it does."""
    lines = [words for words in case.answers if words[0] == target.shown]
    if lines and len(lines[0]) == 2 and parse_numeric(target.host) is None:
        return [Probed(target, lines[0][1], [], detail="is a name that no resolver knows")]
    answers = []
    for words in lines:
        address = parse_numeric(words[-2] if len(words) > 2 else target.host)
        assert address is not None, f"{case}: {words}"
        answers.append(Answer(address.with_port(target.port), words[-1], pokes=3, rtt_ms=1.0))
    return [outcome(target, answers)] if answers else []
