from __future__ import annotations

from collections.abc import Callable

import pytest

from iaxlint.loader import Folder
from iaxlint.model.iax import Iax
from iaxlint.model.server import Server, load_server
from iaxlint.model.version import Version

Serve = Callable[..., Server]
Model = Callable[..., Iax]


@pytest.fixture
def serve() -> Serve:
    """Model a server from the texts of its files, by name; a text alone is its iax.conf."""

    def serve(files: dict[str, str] | str, version: str = "22", **options: object) -> Server:
        texts = {"iax.conf": files} if isinstance(files, str) else files
        overlay = {name: text.encode("utf-8", "surrogateescape") for name, text in texts.items()}
        return load_server("foo", Folder("/nonexistent/etc", "foo", overlay), Version.parse(version), **options)

    return serve


@pytest.fixture
def model(serve: Serve) -> Model:
    """What chan_iax2 makes of the texts of a server's files."""

    def model(files: dict[str, str] | str, version: str = "22") -> Iax:
        return serve(files, version).iax

    return model
