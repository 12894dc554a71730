# Every target makes what it needs: a virtual environment in .venv, from pyproject.toml.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: demo test lint wheel bench fuzz mutants screens clean runtime dev

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

SECONDS ?= 300
fuzz: ## each target for so many SECONDS, under atheris
	@$(PYTHON) tools/bootstrap.py dev fuzz
	@for target in $$(ls fuzz/corpus); do \
	  $(BIN)/python -m fuzz $$target -max_total_time=$(SECONDS) -timeout=60 || exit 1; done

LADDER := arrival admission authentication answer limits outbound codec landing sockets simulate accounts trunk
mutants: dev ## which small changes of the call's steps and the access lists no test notices; takes an hour or more
	$(BIN)/python tools/mutate.py .cache/mutants.txt $(patsubst %,iaxlint/model/%.py,access auth named limits) -- \
	  tests/model
	$(BIN)/python tools/mutate.py .cache/mutants-call.txt $(patsubst %,iaxlint/call/%.py,$(LADDER)) -- \
	  tests/call tests/fleet/test_places.py tests/fleet/test_links_report.py -k "not invariance and not dialstring and not -23]"
	$(BIN)/python tools/mutate.py .cache/mutants-call.txt $(patsubst %,iaxlint/call/%.py,$(LADDER)) -- \
	  tests/rules/test_pages.py tests/report/test_diff.py tests/test_expectations.py -k "not mended"

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
