# run · test · check · bench · data: each makes what it needs, and a second run is quick.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export PYTHONDONTWRITEBYTECODE ?= 1

.PHONY: help run test check bench data gallery clean

help:            ## say what each target does
	@grep -E '^[a-z]+: .*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):[^#]*## /  \1\t/'

run: $(VENV)/.run  ## serve the dashboard and print its address
	$(BIN)/streamlit run dashboard/app.py

test: $(VENV)/.test  ## run every test, in a real browser too
	$(BIN)/python tests/chromium.py
	$(BIN)/python tests/postgres.py
	$(BIN)/python -m pytest --ignore=tests/browser
	$(BIN)/python -m pytest -n 0 tests/browser  # one browser at a time: two starve each other of processor

check: $(VENV)/.test  ## lint everything, check the types of geodata
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: $(VENV)/.test  ## measure the budgets of this machine and print them as a table
	$(BIN)/python -m tests.benchmarks

data: $(VENV)/.build  ## rebuild the bundled geography from its upstream packages (needs npm)
	$(BIN)/python -m geodata.build
	$(BIN)/python -m geodata.build.fonts

gallery: $(VENV)/.run  ## draw the pictures of docs/gallery.md anew
	$(BIN)/python docs/gallery.py

clean:           ## remove what the other targets made
	rm -rf $(VENV) .pytest_cache .hypothesis .mypy_cache .ruff_cache

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Incident Atlas needs Python 3.11 or newer. Install it, or name one: make PYTHON=python3.12"; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.run: requirements.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

$(VENV)/.test: tests/requirements.txt $(VENV)/.run
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r tests/requirements.txt
	@touch $@

$(VENV)/.build: geodata/build/requirements.txt $(VENV)/.run
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r geodata/build/requirements.txt
	@touch $@
