# How Myelin is installed, run, tested and kept in order: each target is a command to learn from.
# A machine needs Python 3.11 or newer (with venv and pip) and make; everything else is fetched.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# Node and npm come from a Python package, so the environment's programs go first.
export PATH := $(CURDIR)/$(BIN):$(PATH)

# One more than there are processors: many tests wait for a server or a browser.
WORKERS ?= $(shell $(PYTHON) -c 'import os; print((os.cpu_count() or 1) + 1)')
PYTEST := $(BIN)/python -m pytest --numprocesses $(WORKERS) --dist worksteal

# What was installed, and from which lock file, is remembered by stamps that lie in the thing
# itself: delete .venv or node_modules and it is made again. A stamp comes last, so an interrupted
# step runs again too.
MADE := $(VENV)/.made
RUN_PACKAGES := $(VENV)/.installed-to-run
TEST_PACKAGES := $(VENV)/.installed-to-test
RUN_MODULES := node_modules/.installed-to-run
TEST_MODULES := node_modules/.installed-to-test
ASSETS := app/static/build/manifest.json
ASSET_SOURCES := $(shell find app/assets 2>/dev/null) $(wildcard build.mjs)

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help install run demo test check coverage bench simulate lint format lock clean

help:  ## Show this list
	@echo "Myelin: type make and one of these."
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

install: $(RUN_PACKAGES) $(ASSETS)  ## Set everything up without starting it
	@echo "-- Bringing the database up to date"
	@$(BIN)/flask db upgrade
	@echo "-- Loading the question bank"
	@$(BIN)/flask bank sync

run: install  ## Set up what is missing and serve http://127.0.0.1:8000 (Ctrl-C stops)
	@exec $(BIN)/flask serve

demo: export MYELIN_DATA_DIR := instance/demo
demo: export DATABASE_URL :=
demo: $(RUN_PACKAGES) $(ASSETS)  ## The same with a made-up cohort, in its own data directory
	@$(BIN)/flask demo fill
	@exec $(BIN)/flask serve

test: $(TEST_PACKAGES) $(TEST_MODULES) $(ASSETS)  ## Run all tests: both databases, a real browser
	@npm run --silent test
	@$(PYTEST)

check: lint $(ASSETS)  ## Everything that must hold before a change is accepted
	@npm run --silent test
	@$(PYTEST) tests/domain --cov=app.domain --cov-branch --cov-fail-under=100 \
		--cov-report=term-missing:skip-covered
	@$(PYTEST) --ignore=tests/domain

coverage: $(TEST_PACKAGES) $(TEST_MODULES) $(ASSETS)  ## All tests, and how much of the app they reach (95 % at least)
	@$(PYTEST) --cov --cov-report=term:skip-covered

lint: $(TEST_PACKAGES) $(TEST_MODULES)  ## Format, style, types, import floors and templates, without the tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/djlint --quiet --lint app/templates
	npm run --silent lint

format: $(TEST_PACKAGES) $(TEST_MODULES)  ## Lay the code out and mend what can be mended by machine
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .
	npm run --silent format

bench: $(TEST_PACKAGES) $(ASSETS)  ## Measure: a large bank, many learners, a million reviews
	@$(BIN)/python -m bench

simulate: $(TEST_PACKAGES)  ## What a date brings: simulated learners, for 20 minutes (QUICK=1: two)
	@$(BIN)/python -m bench.simulation $(if $(QUICK),--quick)

COMPILE := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-strip-extras --no-emit-index-url --no-header
lock: $(TEST_PACKAGES)  ## Choose versions anew: UPGRADE=1 takes the newest ones
	$(COMPILE) $(if $(UPGRADE),--upgrade) requirements.in --output-file requirements.txt
	$(COMPILE) $(if $(UPGRADE),--upgrade) requirements-dev.in --output-file requirements-dev.txt
	npm install --package-lock-only

clean:  ## Remove what was installed and built; the data in instance/ stay
	rm -rf $(VENV) node_modules app/static/build .cache
	rm -rf .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis .coverage* htmlcov
	find app bench migrations tests -name __pycache__ -prune -exec rm -rf {} +

$(MADE):
	@for python in $(PYTHON) python3.14 python3.13 python3.12 python3.11; do \
		"$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue; \
		echo "-- Making a virtual environment with $$("$$python" --version)"; \
		"$$python" -m venv --clear $(VENV) && touch $@ && exit; \
		echo "It could not be made. On Debian and Ubuntu, install python3-venv." >&2; exit 1; \
	done; \
	echo "Myelin needs Python 3.11 or newer. Name one with: make $(MAKECMDGOALS) PYTHON=…" >&2; \
	exit 1

$(RUN_PACKAGES): $(MADE) requirements.txt
	@echo "-- Installing Python packages (a minute or two, the first time)"
	@$(BIN)/python -m pip install --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

$(TEST_PACKAGES): $(RUN_PACKAGES) requirements-dev.txt
	@echo "-- Installing Python packages for checks and tests"
	@$(BIN)/python -m pip install --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@

$(RUN_MODULES): $(RUN_PACKAGES) package.json package-lock.json
	@echo "-- Installing browser packages"
	@npm ci --omit=dev
	@touch $@

# `npm ci` starts from an empty node_modules, so this installs both kinds and says so.
$(TEST_MODULES): $(RUN_PACKAGES) package.json package-lock.json
	@echo "-- Installing browser packages for building and testing"
	@npm ci
	@touch $(RUN_MODULES) $@

$(ASSETS): $(RUN_MODULES) $(ASSET_SOURCES)
	@echo "-- Building the browser files"
	@npm run --silent build
	@touch $@
