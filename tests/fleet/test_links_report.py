"""The table of links of a large fleet."""

from __future__ import annotations

import pytest

from iaxlint.call.links import links
from iaxlint.report.links import links_lines, with_status
from tests.fleet.topologies import build, ends, star


@pytest.fixture(scope="module")
def broken():
    """A star of twenty, in which the hub does not let two of the spokes in."""
    sections = ends(20, star(20))
    for spoke in ("s7", "s8"):
        sections[0][spoke].append("secret=another-one-9Zt")
        sections[0][spoke].remove(next(line for line in sections[0][spoke] if line.startswith("secret=K9")))
    return build(sections)


def shown(fleet, status=None):
    return ["".join(text for _, text in line.segments) for line in links_lines(fleet.servers, links(fleet), status)]


def test_a_large_fleet_has_a_row_for_each_link_and_a_summary(broken):
    lines = shown(broken)
    assert len(lines) == 2 * 19 + 2
    assert lines[-1] == "38 links between 20 servers: 34 work, 4 fail."


def test_links_of_one_status(broken):
    lines = shown(broken, "fails")
    assert [line.split("  ")[0].strip("✗ ") for line in lines[:-2]] == ["s0 → s7", "s0 → s8", "s7 → s0", "s8 → s0"]
    assert lines[-1] == "38 links between 20 servers: 34 work, 4 fail."
    assert shown(broken, "unknown")[0] == "no link has the status unknown"
    assert len(with_status(links(broken), "ok")) == 34


def test_telephones_are_told_from_servers_that_cannot_be_called():
    sections = ends(20, star(20))
    sections[0]["desk"] = ["type=friend", "host=dynamic", "secret=K9fw-x2Tp-71nd", "context=in"]
    lines = shown(build(sections))
    assert lines[-1] == (
        "39 links between 20 servers: 38 work, 1 fail, 1 of them because nobody here registers, as telephones do."
    )
