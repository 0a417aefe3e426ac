# Everything a newcomer types. Set-up needs python3 (3.11 to 3.13) and the network once; after that nothing is fetched.

SHELL := /bin/bash
VENV := .venv
PYTHON := $(VENV)/bin/python
PIP := $(PYTHON) -m pip --quiet --disable-pip-version-check

.DEFAULT_GOAL := help
.PHONY: help app demo install test fuzz bench lint lock clean

help: ## what there is
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1\t/' | expand -t 18

app: install ## set up, add seeds/ if they are not in the archive, start the page
	@$(PYTHON) app.py || test $$? = 130 # Ctrl-C is no failure

demo: install ## set up, ask five questions about seeds/, print the checked answers
	@$(PYTHON) -m tools.demo

install: $(VENV)/installed ## only set up: .venv from the lock, every download checked by hash

test: $(VENV)/installed-for-tests ## everything the tests need, then all tests
	@tools/browser.sh
	@$(PYTHON) -m pytest

fuzz: $(VENV)/installed-for-fuzz ## put odd files together for ten minutes (MINUTES=..) and see that the reader keeps its promises
	@nice -n 19 $(PYTHON) -m tools.fuzz_reader --minutes $(or $(MINUTES),10)

lint: $(VENV)/installed-for-tests ## ruff and mypy
	@$(PYTHON) -m ruff check .
	@$(PYTHON) -m ruff format --check .
	@$(PYTHON) -m mypy

bench: $(VENV)/installed-for-bench ## measure, and write benchmarks/RESULTS.md
	@$(PYTHON) benchmarks/run.py

lock: ## write the locks anew from pyproject.toml (needs uv)
	uv pip compile $(LOCK) --group build -o requirements.lock pyproject.toml
	uv pip compile $(LOCK) -c requirements.lock --group dev -o requirements-dev.lock pyproject.toml
	uv pip compile $(LOCK) -c requirements-dev.lock --group dev --group bench -o requirements-bench.lock pyproject.toml
	uv pip compile $(LOCK) -c requirements-dev.lock --group dev --group fuzz -o requirements-fuzz.lock pyproject.toml

clean: ## remove what make made: .venv and caches (not your archive)
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis build dist
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

LOCK := --universal --python-version 3.11 --generate-hashes --no-annotate --no-header --quiet

# A stamp is newer than the locks it was made from, so that the second run of anything starts at once.
$(VENV)/installed: requirements.lock pyproject.toml | $(PYTHON)
	@echo "Installing from requirements.lock (once; a few minutes)" >&2
	@$(PYTHON) -m pip --version >/dev/null 2>&1 || $(PYTHON) -m ensurepip >/dev/null
	@$(PIP) install --require-hashes -r requirements.lock
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/installed-for-tests: requirements-dev.lock $(VENV)/installed
	@$(PIP) install --require-hashes -r requirements-dev.lock
	@touch $@

$(VENV)/installed-for-fuzz: requirements-fuzz.lock $(VENV)/installed-for-tests
	@$(PIP) install --require-hashes -r requirements-fuzz.lock
	@touch $@

$(VENV)/installed-for-bench: requirements-bench.lock $(VENV)/installed-for-tests
	@$(PIP) install --require-hashes -r requirements-bench.lock
	@touch $@

$(PYTHON):
	@tools/venv.sh $(VENV)
