# Robson: `make run` starts the desk, `make test` proves it. Both set up what they need first.

PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11 python3.14; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
VENV   := .venv
BIN    := $(VENV)/bin
PIP    := $(BIN)/python -m pip --disable-pip-version-check

.DEFAULT_GOAL := help
.PHONY: help run test check bench safety lock words web-build clean setup setup-dev browser asyncapi

help: ## List the commands
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)$$/  make \1|\2/p' $(MAKEFILE_LIST) | column -t -s '|'

run: setup ## Set everything up and start the desk on http://localhost:3000 (Ctrl-C stops it)
	@exec $(BIN)/robson up

test: setup-dev browser asyncapi ## Set everything up and run every test
	@$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder

check: setup-dev ## Lint, format, types and import contracts
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: setup-dev browser ## Measure; ONLY=stream runs one group
	@$(BIN)/python -m bench $(ONLY)

safety: setup-dev ## Kill engines and spoil the venue's answers; RUNS= a point, CRASHES=, SEEDS=; SEED= tells one
	@$(BIN)/python -m tests.safety $(if $(RUNS),--runs $(RUNS)) $(if $(CRASHES),--crashes $(CRASHES)) \
		$(if $(SEEDS),--seeds $(SEEDS)) $(if $(SEED),--seed $(SEED))

web-build: setup ## Build the front end when its sources changed
	@$(BIN)/robson build

words: setup-dev ## Bring new texts into the catalogues of translations
	@$(BIN)/python -m robson_app.i18n

lock: setup-dev ## Resolve requirements*.in into hash-locked requirements*.txt
	$(BIN)/uv pip compile $(LOCK) requirements.in -o requirements.txt
	$(BIN)/uv pip compile $(LOCK) requirements-dev.in -c requirements.txt -o requirements-dev.txt

LOCK := --no-config --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links \
	--no-header --no-annotate

clean: ## Remove what was built and installed; the data folder stays
	rm -rf $(VENV) .web build .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

# The locks are whole, so nothing is resolved here: what they do not name is not installed (--no-deps).
# A stamp is named after the hash of its lock, so a changed lock installs again and an unchanged one costs nothing.

hash   = $(shell cat $(1) pyproject.toml | cksum | cut -d ' ' -f 1)
STAMP     := $(VENV)/.installed-$(call hash,requirements.txt)
STAMP_DEV := $(VENV)/.installed-dev-$(call hash,requirements-dev.txt)

setup: $(STAMP)
setup-dev: $(STAMP_DEV)

$(BIN)/python:
	@echo "Making a virtual environment in $(VENV) …"
	@test -n "$(PYTHON)" || { echo "Robson needs Python 3.11 or newer; install it, or run make with PYTHON=/path/to/it"; exit 1; }
	@$(PYTHON) -m venv $(VENV)

$(STAMP): | $(BIN)/python
	@echo "Installing what the desk needs (about a minute, once) …"
	@$(PIP) install --require-hashes --no-deps --progress-bar on -r requirements.txt
	@$(PIP) install --quiet --no-deps --no-build-isolation -e .
	@rm -f $(VENV)/.installed-[0-9]* && touch $@

$(STAMP_DEV): $(STAMP)
	@echo "Installing what the tests need …"
	@$(PIP) install --require-hashes --no-deps --progress-bar on -r requirements-dev.txt
	@rm -f $(VENV)/.installed-dev-* && touch $@

asyncapi: setup-dev
	@$(BIN)/python -m tests.asyncapi_parser

browser: setup-dev
	@$(BIN)/python -m tests.browser
