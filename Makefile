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

MUTATED := $(addprefix model/,access auth named limits) $(addprefix call/,arrival admission authentication answer limits \
  outbound codec landing sockets simulate accounts trunk register reach dialstring) $(addprefix report/,mask secrets escape) \
  suppress baseline
mutants: dev ## which small changes of calls, access lists, suppressions and what hides secrets no test notices
	$(BIN)/python tools/mutate.py .cache/mutants.txt $(patsubst %,iaxlint/%.py,$(MUTATED)) -- tests/model tests/call \
	  tests/fleet/test_places.py tests/fleet/test_links_report.py tests/report tests/rules/test_pages.py \
	  tests/test_expectations.py tests/test_suppress.py tests/test_baseline.py -k "not invariance and not -23] and not mended"

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
