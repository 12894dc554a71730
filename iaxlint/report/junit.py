"""JUnit's XML, for the test reports of CI systems: a suite for each file, a test case for each finding.

A test case fails if its finding fails the run, and is skipped if a comment suppresses it.  What is found and
fails nothing stands in a test case that passes.  There is no time in it, so that the same findings give the
same bytes.
"""

from __future__ import annotations

from xml.etree.ElementTree import Element, SubElement

from iaxlint.report.brief import excuse, extent, files, path_of, title, told
from iaxlint.report.escape import visible
from iaxlint.report.markup import document

TYPE_CHECKING = False
if TYPE_CHECKING:
    from iaxlint.diagnostics import Diagnostic
    from iaxlint.engine import Report
    from iaxlint.fleet.fleet import Fleet


def render(report: Report, fleet: Fleet) -> str:
    """The suites, and how many test cases of each kind they have."""
    cases: dict[str, list[Element]] = {visible(path): [] for path in files(fleet)}
    for found in report.diagnostics:
        cases.setdefault(path_of(found.place), []).append(_case(found, report))
    for found in report.suppressed:
        cases.setdefault(path_of(found.place), []).append(_skipped(found))
    root = Element("testsuites", name="iaxlint")
    for path in sorted(cases):
        suite = SubElement(root, "testsuite", name=path)
        suite.extend(cases[path] or [Element("testcase", name="no finding", classname=path)])
    for element in (root, *root):
        element.set("tests", str(len(element.findall(".//testcase"))))
        element.set("failures", str(len(element.findall(".//failure"))))
        element.set("errors", "0")
        if element is not root:
            element.set("skipped", str(len(element.findall(".//skipped"))))
    return document(root)


def _case(found: Diagnostic, report: Report) -> Element:
    case = _bare(found)
    if found.severity in report.failing:
        failure = SubElement(case, "failure", message=visible(found.message), type=found.severity)
        failure.text = told(found)
    else:
        SubElement(case, "system-out").text = f"{found.severity}: {told(found)}"
    return case


def _skipped(found: Diagnostic) -> Element:
    case = _bare(found)
    SubElement(case, "skipped", message=excuse(found) or "suppressed by a comment")
    return case


def _bare(found: Diagnostic) -> Element:
    at = extent(found.place)
    path = path_of(found.place)
    return Element("testcase", name=f"{title(found)} at {at.line}:{at.column}", classname=path, file=path)
