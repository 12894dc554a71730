"""Checkstyle's XML, which Jenkins and many others read."""

from __future__ import annotations

from itertools import groupby
from xml.etree.ElementTree import Element, SubElement

from iaxlint.report.brief import extent, path_of, told
from iaxlint.report.markup import document

TYPE_CHECKING = False
if TYPE_CHECKING:
    from iaxlint.engine import Report
    from iaxlint.fleet.fleet import Fleet


def render(report: Report, _: Fleet) -> str:
    """The findings of each file."""
    root = Element("checkstyle", version="4.3")
    for path, findings in groupby(report.diagnostics, key=lambda found: path_of(found.place)):
        file = SubElement(root, "file", name=path)
        for found in findings:
            at = extent(found.place)
            SubElement(
                file,
                "error",
                line=str(at.line),
                column=str(at.column),
                severity=found.severity,
                message=told(found),
                source=f"iaxlint.{found.rule.category}.{found.rule.name}",
            )
    return document(root)
