# Every target makes what it needs: a virtual environment in .venv, from pyproject.toml.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: demo test lint wheel bench screens clean runtime dev

demo: runtime ## check the classic recipe, which has errors on purpose: plaintext and a weak secret
	@$(BIN)/iaxlint check examples/foo examples/bar || test $$? -eq 1

test: dev ## run the tests
	@$(BIN)/python -m pytest -n auto

lint: dev ## style, types
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

wheel: dev ## build the wheel and the source archive in dist/
	rm -rf dist
	$(BIN)/python -m build --outdir dist

bench: dev ## how fast it starts, how fast it reads
	@$(PYTHON) tools/bootstrap.py dev bench
	@$(BIN)/python -m benchmarks

screens: dev ## bring up to date what documents and tests show of the tool
	$(BIN)/python tools/screens.py *.md docs/*.md
	$(BIN)/python tools/manpage.py
	$(BIN)/python tests/cli/cases.py
	$(BIN)/python tests/formats/fleet.py

clean:
	rm -rf .venv dist

runtime:
	@$(PYTHON) tools/bootstrap.py

dev:
	@$(PYTHON) tools/bootstrap.py dev
