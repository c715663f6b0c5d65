# Spoorboek. `make` prints this list; `make check` is exactly what CI runs.
.DEFAULT_GOAL := help
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
NPM := $(VENV)/npm/.installed
# What is compared with what people approved.
GOLDEN := tests/golden tests/stories/test_stories.py tests/stories/test_states_of_stories.py
# Files by lane, what waits for servers first (tests/support/machine/scheduling.py).
BY_FILE := --dist loadfile --no-loadscope-reorder

.PHONY: help setup demo up unit test drills faults check lint golden bench mutants lock audit build clean

help: ## show this list
	@awk -F':.*## ' '/^[a-z]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(STAMP) ## make .venv from the lock file, and see that the libraries of the system are there

$(STAMP): requirements.lock pyproject.toml deployments/system-packages.sh
	@sh deployments/system-packages.sh
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes --requirement requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	$(BIN)/python -m pip check --disable-pip-version-check
	@touch $(STAMP)

demo: setup ## live 104 weeks of telling cases through the real engine, in minutes
	$(BIN)/spoorboek demo

up: setup ## start the platform: database, Prefect server with its UI, worker
	$(BIN)/spoorboek up

unit: setup ## the fast loop: law, templates, importing, stories in memory; no server, fewer examples
	SPOORBOEK_EXAMPLES=few $(BIN)/python -m pytest --numprocesses 2 --dist worksteal tests/unit $(GOLDEN)

test: setup browser ## run all tests but the drills
	$(BIN)/python -m pytest --numprocesses 3 $(BY_FILE) -m "not drill and not faults"

drills: setup browser ## what takes minutes each: every story in the engine, killed processes, restore, a search for examples
	$(BIN)/python -m pytest --numprocesses 2 $(BY_FILE) -m drill
	SPOORBOEK_EXAMPLES=many $(BIN)/python -m pytest --numprocesses 2 --dist worksteal -m "not drill" tests/unit

faults: setup browser ## kill, hang and restart each part of an installation of several processes, in turn (wants a quiet machine)
	$(BIN)/python -m pytest --numprocesses 0 -m faults tests/served

lint: setup ## style, types, import directions
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

check: lint test build ## exactly what CI runs

.PHONY: browser
browser: setup
	@sh deployments/system-packages.sh --browser
	@$(MAKE) --no-print-directory $(NPM)

$(NPM): tests/npm/package.json tests/npm/package-lock.json
	@mkdir -p $(VENV)/npm
	@cp tests/npm/package.json tests/npm/package-lock.json $(VENV)/npm
	npm ci --prefix $(VENV)/npm --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $(NPM)

golden: setup ## rewrite the golden files and the lives of the stories; review them as a diff
	SPOORBOEK_GOLDEN=write $(BIN)/python -m pytest $(GOLDEN) tests/unit/statute/*/test_planted*defects.py tests/unit/statute/policy/test_policy_reader.py

bench: setup ## measure speed and size, ratios side by side in one run (NAMES= for some of the benches)
	PYTHONPATH=tests $(BIN)/python -m bench $(NAMES)

mutants: setup ## change the statute in thousands of small ways: does a test notice each? (half an hour; PATTERN= for a part)
	PYTHONPATH=tests $(BIN)/python -m mutation $(PATTERN)

lock: ## resolve the dependencies anew, with hashes and without registry addresses, and list them with licences (needs uv on the path or in .venv)
	@test -x $(BIN)/uv || $(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
		--no-header --no-annotate pyproject.toml --group dev --output-file requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes --requirement requirements.lock
	$(BIN)/python deployments/sbom.py

audit: setup ## ask what is known to be wrong with the locked packages; says so when nobody can be asked
	$(BIN)/python deployments/audit.py

build: setup ## build the wheel, and beside it what it is installed from, with hashes (dist/)
	$(BIN)/python -m hatchling build -t wheel
	$(BIN)/python deployments/product_lock.py

clean: ## remove .venv, build output and caches; never var/
	rm -rf $(VENV) dist build .pytest_cache .mypy_cache .ruff_cache .hypothesis
