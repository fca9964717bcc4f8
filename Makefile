# Scanpost: `make run` to use it, `make test` to check all of it, `make help` for the rest.
# Kept to what the make of macOS (3.81) understands; the work is done in scripts/.

ifndef PYTHON
PYTHON := $(shell for name in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$name && break; done)
endif
VENV := .venv/bin
APP := $(VENV)/python -m app
SETUP := $(PYTHON) -m scripts.setup

# make run CONNECTION=desktop PORT=9000 HOST=0.0.0.0 TLS=1
OF := $(if $(CONNECTION),--connection $(CONNECTION))
SERVE := --demo $(OF) $(if $(PORT),--port $(PORT)) $(if $(HOST),--host $(HOST),$(if $(TLS),--host 0.0.0.0)) $(if $(TLS),--tls)
LOCK := $(VENV)/uv pip compile pyproject.toml --quiet --universal --python-version 3.11 \
	--generate-hashes --no-header --no-emit-index-url

.DEFAULT_GOAL := help
.PHONY: help setup run demo-reset migrate test lint types fmt unit e2e soak bench web schema lock screens clean python

##@ The two commands

run: python ## Start Scanpost with the demo company (CONNECTION=desktop, PORT=9000, TLS=1 for phones, HOST=address)
	@$(SETUP) app build && exec $(APP) serve $(SERVE)

test: python ## Run every check and every test, as CI does
	@$(SETUP) dev && exec $(VENV)/python -m scripts.test

##@ Running

demo-reset: python ## Start the demo company over (deletes its data; CONNECTION=desktop for the other one)
	@$(SETUP) app && exec $(APP) demo-reset $(OF)

migrate: python ## Bring the database's schema up to date
	@$(SETUP) app && exec $(APP) migrate

##@ Developing

setup: python ## Install everything a developer needs into .venv and web/node_modules
	@$(SETUP) dev web

lint: setup ## ruff, import-linter, biome
	@$(VENV)/ruff check . && $(VENV)/ruff format --check . && $(VENV)/lint-imports --no-logo && $(SETUP) npm run lint

types: setup ## mypy strict, tsc
	@$(VENV)/mypy && $(SETUP) npm exec -- tsc --noEmit

fmt: setup ## Format the code and fix what can be fixed
	@$(VENV)/ruff check --fix --quiet . ; $(VENV)/ruff format . && $(SETUP) npm run format

unit: setup ## pytest on SQLite and Vitest, without browsers (ARGS="-k pick --engine=postgresql")
	@$(VENV)/python -m pytest -m "not e2e" -n 2 $(ARGS) && $(SETUP) npm test

e2e: python ## Browser and process tests (ARGS="-k receive")
	@$(SETUP) dev build && $(VENV)/python -m scripts.browser chromium zbar && \
		CHROMIUM_PATH="$$(cat .cache/chromium)" $(VENV)/python -m pytest -m e2e $(ARGS)

soak: setup ## Send 2,000 documents to either QuickBooks while everything fails
	@SCANPOST_SOAK=2000 $(VENV)/python -m pytest -n 2 tests/quickbooks/online/test_soak.py \
		tests/quickbooks/desktop/test_soak.py

bench: setup ## Measure scans, posting and decoding on this machine
	@$(VENV)/python -m bench $(ARGS)

screens: python ## Take screenshots of every screen into screens/
	@$(SETUP) dev build && $(VENV)/python -m scripts.browser chromium && $(VENV)/python -m scripts.screens $(ARGS)

web: python ## Build the screens into web/dist
	@$(SETUP) app build

schema: setup ## Generate what the phone takes from the server: API types, GS1 identifiers
	@$(VENV)/python -m scripts.schema && $(VENV)/python -m scripts.gs1_ai_table

lock: setup ## Bring the lock files in line with pyproject.toml (ARGS=--upgrade for newer versions)
	@$(LOCK) $(ARGS) --output-file requirements.lock && \
		$(LOCK) $(ARGS) --group dev --constraints requirements.lock --output-file requirements-dev.lock

clean: ## Delete what was built or installed here; data/ stays
	rm -rf .venv .cache web/node_modules web/dist web/dev-dist screens test-results \
		.mypy_cache .ruff_cache .import_linter_cache .hypothesis

##@

help: ## Show this list
	@awk 'BEGIN { FS = ":.*## " } \
		/^##@ ./ { printf "\n%s\n", substr($$0, 5) } \
		/^[a-z0-9-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

python:
	@test -n "$(PYTHON)" || { echo "scanpost: Python 3.11 or newer is needed. Run: sudo apt-get install python3 (or brew install python)"; exit 1; }
