# Everything stands in .venv; a stamp remembers what is installed there, so a second run costs nothing.

PYTHON  ?= python3
WORKERS ?= auto

VENV   := .venv
BIN    := $(VENV)/bin
STAMPS := $(VENV)/stamps
PIP    := $(BIN)/python -m pip -qq --disable-pip-version-check

# The folders that hold Python, as far as they exist.
CODE := $(wildcard src tests tools examples bench conftest.py)

.DEFAULT_GOAL := help
.PHONY: help demo test check check-rest lint coverage rules rules-check docs bench soak format constraints clean venv

help:  ## what can be made
	@sed -n 's/^\([a-z-]*\):.*## /\1|/p' $(MAKEFILE_LIST) | awk -F'|' '{ printf "  make %-12s %s\n", $$1, $$2 }'

$(STAMPS)/pip:
	@$(PYTHON) -c 'import sys; sys.exit("bookingcore needs Python 3.11 or newer: make PYTHON=python3.11" if sys.version_info < (3, 11) else 0)'
	@echo "Setting up $(VENV) with $$($(PYTHON) --version) ..."
	@$(PYTHON) -m venv $(VENV)
	@$(PIP) install --upgrade "pip>=25.1"
	@mkdir -p $(STAMPS) && touch $@

$(STAMPS)/demo: pyproject.toml constraints.txt | $(STAMPS)/pip
	@echo "Installing bookingcore with what the demo needs ..."
	@$(PIP) install -c constraints.txt -e ".[cli,sql]"
	@touch $@

# What is installed for development serves the demo too.
$(STAMPS)/dev: pyproject.toml constraints.txt | $(STAMPS)/pip
	@echo "Installing bookingcore with the tools for development ..."
	@$(PIP) install -c constraints.txt -e ".[cli,i18n,ical,sql,testing,postgres]" --group dev
	@touch $(STAMPS)/demo $@

venv: $(STAMPS)/dev  ## the tools for development, in .venv

demo: $(STAMPS)/demo  ## watch the heart of the product work, on SQLite
	@$(BIN)/bookingcore demo

# Coverage is collected here and judged in `make coverage`.
test: $(STAMPS)/dev  ## all tests, in parallel
	$(BIN)/python -m pytest -n $(WORKERS) --cov --cov-report= $(PYTEST_FLAGS)

check: test  ## everything that must hold before a change goes in
	@$(MAKE) --no-print-directory check-rest

check-rest: lint rules-check docs coverage  ## what `make check` does beside the tests

lint: $(STAMPS)/dev  ## format, style, types, floors
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy --strict $(CODE)
	$(BIN)/lint-imports --no-logo

coverage: $(STAMPS)/dev  ## branch coverage of the last `make test`: domain 100 %, the rest 95 %
	@test -f .coverage || { echo "no coverage data: run make test first"; exit 1; }
	$(BIN)/coverage report --include="src/bookingcore/domain/*" --fail-under=100
	$(BIN)/coverage report --omit="src/bookingcore/domain/*" --fail-under=95

rules: $(STAMPS)/dev  ## write docs/rules.md, docs/permissions.md and docs/reference/export.md anew
	$(BIN)/python -m tools.rules_table
	$(BIN)/python -m tools.permissions_table
	$(BIN)/python -m tools.export_schema

rules-check: $(STAMPS)/dev  ## no rule has lost its test, and the written pages are up to date
	$(BIN)/python -m tools.rules_table --check
	$(BIN)/python -m tools.permissions_table --check
	$(BIN)/python -m tools.export_schema --check

docs: $(STAMPS)/dev  ## the documentation, in docs/_build/html; a warning is an error
	rm -rf docs/reference/modules docs/states
	$(BIN)/python -m tools.state_pictures
	$(BIN)/python -m sphinx -b html -n -W --keep-going -q -j auto $(SPHINX_FLAGS) docs docs/_build/html

bench: $(STAMPS)/dev  ## ratios to hand-written transactions
	$(BIN)/python -m bench

# Property tests with new seeds, and the long runs at full size.
soak: $(STAMPS)/dev  ## random seeds and full sizes: long
	$(BIN)/python -m pytest -n $(WORKERS) -m "soak or hypothesis" --hypothesis-profile=soak --timeout=0 $(PYTEST_FLAGS)

format: $(STAMPS)/dev  ## put the code into shape
	$(BIN)/ruff check --fix-only --quiet .
	$(BIN)/ruff format .

clean:  ## take away everything that was made, .venv included
	rm -rf $(VENV) dist docs/_build docs/reference/modules docs/states htmlcov .coverage .coverage.* .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Names and versions only: no lock file, which would write down where each package came from.
constraints: | $(STAMPS)/pip  ## choose the newest versions anew
	$(PIP) install uv
	UV_PYTHON_DOWNLOADS=never $(BIN)/uv pip compile --quiet --universal --no-header --no-annotate --upgrade \
	    --all-extras --group dev --group bench --group mutation --group examples pyproject.toml -o constraints.txt
