# Two commands matter: `make run` serves the portal, `make test` runs all that CI runs.
# `make help` lists the rest. Needs git, make, Python 3.11 or newer and the package registries.

PYTHON ?= python3
UV_VERSION := 0.13.9
UV := UV_PYTHON_DOWNLOADS=never .uv/bin/uv
BIN := .venv/bin
READY := .venv/.ready
CATALOGUES := $(patsubst %.po,%.mo,$(wildcard translations/*/LC_MESSAGES/messages.po translations/*/*/LC_MESSAGES/messages.po))
JOBS ?= 2
# Neighbours stay in one process as long as both are busy: what a module prepares is made once.
PYTEST := $(BIN)/pytest -n $(JOBS) --dist worksteal
# Which tests `make unit` runs: those that need neither a database server nor a browser nor the app.
UNIT := $(wildcard tests/schema tests/security tests/workflow tests/policy tests/forms tests/repository)
T ?=
POT ?= translations/messages.pot

.DEFAULT_GOAL := install
.DELETE_ON_ERROR:
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
MAKEFLAGS += --no-builtin-rules
# Bytecode saves a second at each start, wherever the environment says not to write it.
unexport PYTHONDONTWRITEBYTECODE

##@ Use
.PHONY: help
help: ## List the targets
	@awk 'BEGIN {FS = ":.*## "} /^##@/ {printf "\n%s\n", substr($$0, 5)} \
	  /^[a-z0-9]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)
	@printf '\n  The console script is $(BIN)/jifen; `$(BIN)/jifen --help` lists its commands.\n'

.PHONY: install
install: $(READY) $(CATALOGUES) ## Make the environment from the lock file (the default)

.PHONY: run
run: install ## Migrate, seed and serve the portal with its worker; prints addresses and accounts
	@exec $(BIN)/jifen run $(ARGS)

.PHONY: db
db: install ## Bring the embedded database up to date and load the seeds
	$(BIN)/jifen migrate
	$(BIN)/jifen seed

.PHONY: clean
clean: ## Remove environments, caches and built files; the data under var/ stays
	rm -rf .venv .uv .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis \
	  htmlcov .coverage .coverage.* build dist
	find app models views tests translations -name '*.mo' -delete
	find app bench models views tests -name __pycache__ -type d -prune -exec rm -rf {} +

##@ While working
.PHONY: quick
quick: install ## Lint, types, layers and unit tests in under 45 s
	@$(MAKE) --no-print-directory -j2 --output-sync=target lint types layers
	@$(MAKE) --no-print-directory unit

.PHONY: fmt
fmt: $(READY) ## Format and mend what can be mended
	$(BIN)/ruff check --fix --quiet . || true
	$(BIN)/ruff format --quiet .

.PHONY: unit
unit: install ## Unit tests only (T=… picks tests by an expression)
	$(PYTEST) -q $(UNIT) -m 'not slow and not browser' $(if $(T),-k '$(T)')

.PHONY: migration
migration: $(READY) ## Write the next migration from the models (M='Add a column')
	$(BIN)/python -m models.migrations.revise '$(M)'

.PHONY: docs
docs: install ## Write the generated documents anew
	$(BIN)/jifen docs

.PHONY: pot
pot: $(READY)
	@$(BIN)/pybabel --quiet extract -F pyproject.toml -k N_ -k lazy_gettext --no-wrap \
	  --add-location=file --sort-output --project=jifen -o $(POT) .

.PHONY: i18n
i18n: pot ## Collect the sentences and merge them into the catalogues
	for po in translations/*/LC_MESSAGES/messages.po; do \
	  $(BIN)/pybabel --quiet update --no-fuzzy-matching --ignore-obsolete --no-wrap \
	    --ignore-pot-creation-date -i $(POT) -o $$po \
	    -l $$(basename $$(dirname $$(dirname $$po))); done

##@ Checks
.PHONY: check
check: install lint types layers ## All checks that only read
	$(BIN)/jifen check
	$(BIN)/jifen docs --check

.PHONY: lint
lint: $(READY) ## Rules and format of Python, and the templates
	$(BIN)/ruff check --quiet .
	$(BIN)/ruff format --check --quiet .
	$(if $(wildcard app/templates),$(BIN)/djlint --quiet --lint app/templates)

.PHONY: types
types: $(READY) ## Types (mypy, strict)
	$(BIN)/mypy --no-error-summary

.PHONY: layers
layers: $(READY) ## Who may import whom (import-linter)
	$(BIN)/lint-imports --no-logo | tail -n 20

##@ Tests
.PHONY: test
test: ## Everything that CI runs
	@$(MAKE) --no-print-directory check
	@$(MAKE) --no-print-directory sqlite
	@$(MAKE) --no-print-directory postgresql
	@$(MAKE) --no-print-directory journeys

.PHONY: sqlite
sqlite: install ## The whole suite on SQLite
	$(PYTEST) -m 'not browser and not stress' --database=sqlite $(if $(T),-k '$(T)')

.PHONY: postgresql
postgresql: install ## All that asks for a database, on a PostgreSQL that the tests start
	$(PYTEST) -m 'not browser and not stress' --database=postgresql $(if $(T),-k '$(T)')

.PHONY: journeys
journeys: install ## The journeys of families and officials in a real browser
	$(PYTEST) -m browser --database=sqlite $(if $(T),-k '$(T)')

.PHONY: security
security: install ## Only the tests that attack
	$(PYTEST) tests/security -m 'not browser'

.PHONY: stress
stress: install ## Many families at once and tables of 100 000 rows, on PostgreSQL
	$(BIN)/pytest -m stress --database=postgresql

.PHONY: cov
cov: install ## Which lines and branches does no test reach?
	$(PYTEST) -q -m 'not browser' --cov --cov-report=term --cov-report=html

.PHONY: pictures
pictures: install ## Take the pictures of docs/pictures again, on the journeys' way
	JIFEN_PICTURES=1 $(BIN)/pytest -q tests/journeys -m browser

.PHONY: bench
bench: install ## Measure beside the floor and other frameworks, and write docs/benchmarks.md
	$(BIN)/python -m bench $(ARGS)

.PHONY: bench-full
bench-full: install ## The same at 10 000, 100 000 and 1 000 000 families
	$(BIN)/python -m bench --families 10000 100000 1000000 $(ARGS)

# How the environment comes to be: uv from the package index, everything else from the lock file.
.uv/bin/uv:
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed") if sys.version_info < (3, 11) else 0'
	$(PYTHON) -m venv .uv
	.uv/bin/pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)

$(READY): pyproject.toml uv.lock | .uv/bin/uv
	$(UV) sync --frozen --quiet --python $$(command -v $(PYTHON))
	@touch $@

%.mo: %.po | $(READY)
	@$(BIN)/pybabel --quiet compile -i $< -o $@
