"""What is written as SARIF is SARIF: by the schema of OASIS, as Microsoft's package for npm brings it."""

from __future__ import annotations

import json
import shutil
import subprocess
import tarfile
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from fleet import golden

PACKAGE = "@microsoft/sarif-multitool-ts@5.7.0"
MEMBER = "package/assets/sarif-2.1.0.schema.json"

pytestmark = [
    pytest.mark.network,
    pytest.mark.skipif(shutil.which("npm") is None, reason="the schema comes in a package of npm's"),
]


@pytest.fixture(scope="module")
def schema(tmp_path_factory: pytest.TempPathFactory) -> Any:
    folder = tmp_path_factory.mktemp("npm")
    words = ["npm", "pack", "--silent", "--pack-destination", str(folder), PACKAGE]
    done = subprocess.run(words, cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, check=False)
    if done.returncode:
        pytest.skip(f"npm cannot bring {PACKAGE}")
    (archive,) = folder.glob("*.tgz")
    with tarfile.open(archive) as files:
        member = files.extractfile(MEMBER)
        assert member is not None
        return json.load(member)


def test_the_golden_file_is_as_the_schema_says(schema: Any) -> None:
    assert schema["properties"]["version"]["enum"] == ["2.1.0"]
    validator = jsonschema.validators.validator_for(schema)(schema)
    validator.validate(json.loads(Path(golden("sarif")).read_text()))


def test_the_schema_minds_what_does_not_fit(schema: Any) -> None:
    document = json.loads(Path(golden("sarif")).read_text())
    document["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["region"]["startLine"] = 0
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(document, schema)
