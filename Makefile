# `make demo` and `make test` need Python 3.11+ (with venv) and make; each sets up what it needs in .venv.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: demo test bench-reading bench-speed fuzz resilience simulation mutation check format docs setup lock clean

demo: $(VENV)/.runtime
	$(BIN)/followthrough demo $(ARGS)

test: $(VENV)/.dev
	$(BIN)/pytest -n auto --dist worksteal $(ARGS)

# How well labelled post-mortems are read, organisation by organisation; CORPUS names another folder of them.
bench-reading: $(VENV)/.dev
	$(BIN)/python -m tests.bench.reading $(CORPUS)

# How long a check takes: a typical document, ten thousand actions, a cold start.
bench-speed: $(VENV)/.dev
	$(BIN)/python -m tests.bench.speed

SECONDS ?= 60
fuzz: $(VENV)/.dev
	$(BIN)/python -m tests.bench.fuzz --seconds $(SECONDS) $(if $(SEED),--seed $(SEED))

# Faults at every write of a publish, a Redis that forgets, a search that trails, listings that lie; ARGS=--short or --all
resilience: $(VENV)/.dev
	$(BIN)/python -m tests.resilience $(if $(SEED),--seed $(SEED)) $(ARGS)

# Histories drawn by a seed: people, faults, lost webhooks, clocks; ARGS="--histories 20", or "--history 7 --shrink 1".
simulation: $(VENV)/.dev
	$(BIN)/python -m tests.simulation $(if $(SEED),--seed $(SEED)) $(ARGS)

# Small changes of the plan, the creation and the markers: how many the tests notice; ARGS=--short, or "--only NAME".
mutation: $(VENV)/.dev
	$(BIN)/python -m tests.mutation $(ARGS)

check: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(VENV)/.dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# docs/rules.md, from the rules themselves.
docs: $(VENV)/.dev
	$(BIN)/followthrough explain --format markdown > docs/rules.md

setup: $(VENV)/.dev

# Both locks are made from pyproject.toml; requirements-dev.lock contains requirements.lock.
lock: $(VENV)/.dev
	$(BIN)/pip install --quiet uv
	$(BIN)/uv pip compile pyproject.toml --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --output-file requirements.lock
	$(BIN)/uv pip compile pyproject.toml --extra dev --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --output-file requirements-dev.lock

$(VENV)/.runtime: requirements.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Followthrough needs Python 3.11 or newer; name one with: make $(MAKECMDGOALS) PYTHON=python3.12")'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --editable .
	@touch $@

$(VENV)/.dev: requirements-dev.lock $(VENV)/.runtime
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

clean:
	rm -rf $(VENV)
