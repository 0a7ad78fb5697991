# The commands of the project. `make help` lists them.
SHELL := /bin/bash
PYTHON ?= python3.11
VENV := .venv
PY := $(VENV)/bin/python
STAMP := $(VENV)/.installed
PORT ?= 8000
RESET ?=
WORKERS ?= 2
GROUPS_LOCKED := --group embedded --group test --group lint --group bench --group tools

.DEFAULT_GOAL := help
.PHONY: help env lock demo test lint bench clean

help:  ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

env: $(STAMP)  ## Make or refresh .venv from the hashed requirements.txt
	@$(PY) manage.py translations --compile

# uv, itself taken from the hashed file, installs four times faster than pip; where it cannot work, pip does the same.
$(STAMP): requirements.txt
	@test -x $(VENV)/bin/pip || $(PYTHON) -m venv $(VENV) || python3 -m venv $(VENV) || \
	  { rm -rf $(VENV); echo "No virtual environment could be made; on Debian: apt-get install python3-venv"; exit 1; }
	@$(PY) -c 'import sys; sys.exit("Python 3.11 or newer is needed, this is " + sys.version.split()[0] if sys.version_info < (3, 11) else 0)'
	@awk '/^[^ ]/{keep=/^uv==/} keep' requirements.txt > $(VENV)/uv.txt
	@$(PY) -m pip install -q --disable-pip-version-check -r $(VENV)/uv.txt || true
	@if $(PY) -m uv pip install -q --system-certs --python $(PY) --compile-bytecode --require-hashes -r requirements.txt; then :; \
	else echo "uv could not install; trying pip"; \
	  $(PY) -m pip install -q --disable-pip-version-check --compile --require-hashes -r requirements.txt; fi
	@touch $(STAMP)

lock:  ## Resolve pyproject.toml again into requirements.txt (keeps what still fits)
	$(PY) -m uv pip compile -q pyproject.toml --universal --python-version 3.11 $(GROUPS_LOCKED) \
	  --generate-hashes --no-header --no-annotate --no-emit-index-url -o requirements.txt

demo: env  ## Start everything on this machine: make demo [PORT=8000] [RESET=1]
	@$(PY) manage.py demo --port $(PORT) $(if $(RESET),--reset)

test: env browser  ## Run every test, the browser ones in a headless Chromium
	@$(VENV)/bin/pytest -n $(WORKERS) --dist loadscope $(ARGS)

bench: env  ## Print the measured ratios of the scoring engine and the pages
	@$(PY) -m tests.bench $(ARGS)

lint: env  ## Style, types, import layers, migrations, translations, templates, locked requirements
	@.ci/lint $(PY)

clean:  ## Remove the environment and the demo's data
	rm -rf $(VENV) var staticfiles .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis

.PHONY: browser
browser:
	@.ci/browser
