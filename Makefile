# Kefu. The two commands that matter: `make run` and `make test`.
SHELL := bash
MAKEFLAGS += --no-print-directory
BIN := .venv/bin
NPM := PATH="$(CURDIR)/$(BIN):$$PATH" npm --prefix web
SETUP := tools/setup.sh
unexport PYTHONDONTWRITEBYTECODE  # the second start in seconds needs the bytecode of the first

.PHONY: help
help: ## Show this list
	@awk -F ':.*## ' '/^[a-z%-]+:.*## / { printf "  make %-16s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: run
run: ## Set up and start a living demo centre; Ctrl-C stops it (ARGS="..." for kefu-lab demo)
	@$(SETUP)
	@exec $(BIN)/kefu-lab demo $(ARGS)

.PHONY: test
test: ## Set up and run every test: gates, web, telephony, browser; ARGS="-k hold" picks some
	@echo "== 1/3 set-up"
	@$(SETUP) python web switch system
	@echo "== 2/3 gates"
	@$(MAKE) -k -j2 -O gates gate-web
	@echo "== 3/3 tests"
	@$(BIN)/pytest -n 3 --dist loadgroup $(or $(ARGS),--cov --cov-report=term:skip-covered)

.PHONY: check
check: setup-python ## Check in under a minute: format, lint, types, contracts, sizes, unit and property tests
	@$(MAKE) -k -j2 -O gates gate-unit

.PHONY: gates
gates: gate-types gate-format gate-lint gate-imports gate-house gate-sizes gate-dependencies

.PHONY: gate-format gate-lint gate-types gate-imports gate-house gate-sizes gate-dependencies gate-unit gate-web
gate-format:
	@$(BIN)/ruff format --quiet --diff .
gate-lint:
	@$(BIN)/ruff check --quiet .
gate-types:
	@$(BIN)/mypy --no-error-summary
gate-imports:
	@output=$$($(BIN)/lint-imports 2>&1) || { echo "$$output"; exit 1; }
gate-house:
	@$(BIN)/python -m tools.lint src migrations
gate-sizes:
	@$(BIN)/python -m tools.sizes
gate-dependencies:
	@output=$$($(BIN)/deptry src 2>&1) || { echo "$$output"; exit 1; }
gate-unit:
	@EXAMPLES=20 $(BIN)/pytest tests/unit tests/properties
gate-web:
	@$(NPM) run --silent check
	@$(NPM) run --silent test

.PHONY: setup setup-python system-packages
setup: ## Set up what `make run` needs; does only what has changed
	@$(SETUP)
setup-python:
	@$(SETUP) python
system-packages: ## Install the Debian packages that the tests need (as root)
	@$(SETUP) system

.PHONY: fmt
fmt: setup-python ## Format and mend what can be mended by machine
	@$(BIN)/ruff check --quiet --fix-only . ; $(BIN)/ruff format --quiet .
	@[ ! -d web/node_modules ] || $(NPM) run --silent format

.PHONY: docs
docs: setup-python ## Write the generated parts of the reference pages
	@$(BIN)/python -m tools.reference

bench-%: ## Measure: bench-call, bench-ivr, bench-pop, bench-customers, bench-workorders, bench-reports, bench-fanout (SCALE=small for a quick look)
	@$(SETUP) python web switch system
	@$(BIN)/python -m benches.$*

.PHONY: simulate-centre
simulate-centre: setup-python ## Run the whole live centre under SEEDS=1000 seeds FROM=1 of people, faults and crashes
	@PYTHONPATH=tests:. $(BIN)/python -m simulation --seeds $(or $(SEEDS),1000) --from $(or $(FROM),1)

.PHONY: clean
clean: ## Remove what the set-up and the tests made; keeps .kefu, the demo centre's data
	rm -rf .venv web/node_modules web/dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis .coverage*
	find src tests tools benches migrations -name __pycache__ -prune -exec rm -rf {} +
