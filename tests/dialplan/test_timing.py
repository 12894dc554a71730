from __future__ import annotations

import pytest

from iaxlint.model.timing import applies


@pytest.mark.parametrize(
    ("specification", "wanted"),
    [
        ("*,*,*,*", True),
        ("*", True),
        ("", True),
        ("00:00-23:59,*,*,*", True),
        ("12:00-11:59|*|*|*", True),
        ("*,mon-sun,1-31,jan-dec", True),
        ("*,sun-sat,*,*", True),
        ("*,*,*,*,Europe/Zurich", True),
        ("9:00-17:00,mon-fri,*,*", None),
        ("*,mon,*,*", None),
        ("*,*,29,feb", None),
        ("*,*,30,feb", False),
        ("*,*,31,apr&jun&sep&nov", False),
        ("*,*,31,apr&may", None),
        ("25:00-26:00,*,*,*", False),
        ("nonsense,*,*,*", False),
        ("*,someday,*,*", False),
        ("*,1-7,*,*", True),
        ("9:00,*,*,*", None),
        ("*,fri-mon,*,*", None),
    ],
)
def test_time_specifications(specification: str, wanted: bool | None) -> None:
    assert applies(specification) is wanted
