"""What a fleet is put together from is the same, be all of a server read for it or only what it takes."""

from __future__ import annotations

import pytest

from iaxlint.large.sketch import sketch
from iaxlint.model.server import outline
from tests.call.recordings import cases, servers

CASES = cases()


@pytest.mark.parametrize("version", sorted({version for _, version in CASES}))
def test_an_outline_is_sketched_as_the_whole_server_is(version, tmp_path):
    told = 0
    for number, (case, recorded) in enumerate(CASES):
        if recorded == version:
            for server in servers(case, tmp_path / str(number), version):
                whole = sketch(server.iax)
                assert sketch(outline(server.folder, server.version)) == whole, (case["name"], server.name)
                told += len(whole["peers"])
    assert told > len(CASES) / 2
