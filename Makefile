# `make run` installs everything and opens the course; `make test` installs everything and checks it all, but for the tests
# that take long, which `make test CI=true` does not leave out; `make docs` writes the documentation to site-docs/.
PYTHON ?= python3
BIN := .venv/bin
QUICK := $(if $(CI),,-m "not slow")

.PHONY: run test types tests docs clean

run: .venv/run
	$(BIN)/talweg

test: .venv/test
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/deno fmt --check --quiet
	$(BIN)/deno lint --quiet
	$(MAKE) --jobs=2 --no-print-directory types tests

types: .venv/test
	$(BIN)/mypy
	$(BIN)/deno check --quiet src/talweg/web tests/own_deno.js

# Three processes for two cores test side by side, for each often waits for a browser or another process; NumPy needs no
# threads of its own, which on small arrays mostly wait for each other. What is compiled is kept, also where the shell says
# otherwise, for tests start hundreds of processes.
tests: export OPENBLAS_NUM_THREADS = 1
tests: export PYTHONDONTWRITEBYTECODE =
tests: .venv/test
	$(BIN)/pytest $(QUICK) -n $$($(BIN)/python -c "import os; print(os.cpu_count() * 3 // 2 or 1)") --dist worksteal --durations 20

docs: .venv/test
	$(BIN)/python -m mkdocs build --strict --quiet
	@echo "Open site-docs/index.html"

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
	rm -rf .venv site-docs .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -r {} +
