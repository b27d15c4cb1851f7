# Two commands are enough: `make demo` to see it, `make test` to trust it.
.DEFAULT_GOAL := help
PYTHON ?= python3
BIN := .venv/bin
ARGS ?=

help: ## say what each target does
	@grep -E '^[a-z.-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

.venv: .venv/installed
.venv/installed: requirements-dev.lock pyproject.toml
	@echo "Setting up .venv (about a minute the first time) ..."
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "copbot needs Python 3.11 or newer; try: make PYTHON=python3.11 ...")'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements-dev.lock
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation -e .
	@touch $@

demo: .venv ## the whole bot in a local chat page; options by ARGS="--port 9000"
	$(BIN)/copbot demo $(ARGS)

run: .venv ## run the bot from config.toml
	$(BIN)/copbot run $(ARGS)

test: .venv ## all tests, on all processors
	$(BIN)/pytest -n auto $(ARGS)

check: .venv ## what CI runs: format, lint, types, contracts, tests with branch coverage
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/pytest -n auto --cov --cov-report= $(ARGS)
	$(BIN)/coverage report --include='copbot/*' --fail-under=100
	$(BIN)/coverage report --omit='copbot/*' --fail-under=95

bench: .venv ## print the benchmark table and write bench.json
	$(BIN)/python -m benchmarks $(ARGS)

picture: .venv ## take the README's picture anew (needs chromium)
	$(BIN)/python docs/pictures.py

lock: .venv ## write the hashed locks anew from pyproject.toml
	$(BIN)/uv pip compile $(LOCK) --group pyproject.toml:dev pyproject.toml -o requirements-dev.lock
	$(BIN)/uv pip compile $(LOCK) pyproject.toml -c requirements-dev.lock -o requirements.lock

LOCK := --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --custom-compile-command 'make lock'

.PHONY: help demo run test check bench picture lock .venv
