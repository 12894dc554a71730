"""One thing is not called by the plural."""

from __future__ import annotations

import pytest

from iaxlint.wording import count


@pytest.mark.parametrize(("number", "words"), [(0, "0 lines"), (1, "1 line"), (2, "2 lines")])
def test_a_number_and_its_noun(number: int, words: str) -> None:
    assert count(number, "line") == words
