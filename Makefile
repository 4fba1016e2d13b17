# `make run` installs everything and opens the course; `make test` installs everything and checks it all.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: run test clean

run: .venv/run
	$(BIN)/talweg

test: .venv/test
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/deno fmt --check --quiet
	$(BIN)/deno lint --quiet
	$(BIN)/deno check --quiet src/talweg/web tests/own_deno.js
	$(BIN)/pytest -n auto --dist worksteal

.venv/run: pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --upgrade pip
	$(BIN)/pip install --quiet --editable '.[all]'
	touch $@

.venv/test: pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --upgrade pip
	$(BIN)/pip install --quiet --editable '.[dev]'
	@command -v chromium-headless-shell || command -v chromium || command -v chromium-browser || command -v google-chrome \
		|| $(BIN)/playwright install chromium \
		|| echo "No Chromium here and none to be had: the tests of the pages will say that they are skipped."
	touch $@

clean:
	rm -rf .venv .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -r {} +
