# What must run is decided in Python, by content; these targets only name it.
PYTHON ?= python3
VENV := .venv
BIBMILL := $(VENV)/bin/python -m pipeline
ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help install bib normalize enrich dedupe emit refresh review check test lint bench evaluate release clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z ]+:.*## / { printf "  make %-30s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

install: $(VENV)/.installed ## the virtual environment with bibmill in it

bib: $(VENV)/.installed ## the whole line: the list becomes a bibliography, in output/
	@$(BIBMILL) bib $(ARGS)

normalize enrich dedupe emit: $(VENV)/.installed ## one stage each, from its artefact to the next
	@$(BIBMILL) $@ $(ARGS)

refresh: $(VENV)/.installed ## new citation counts for every identified work
	@$(BIBMILL) refresh $(ARGS)

review: $(VENV)/.installed ## what waits for a person
	@$(BIBMILL) review $(ARGS)

check: $(VENV)/.installed ## settings, artefacts and outputs are whole
	@$(BIBMILL) check $(ARGS)

test: $(VENV)/.tested ## the tests, with line and branch coverage
	@$(VENV)/bin/python -m pytest --cov --cov-report=term:skip-covered --cov-fail-under=99.5 $(ARGS)

lint: $(VENV)/.tested ## style and types
	@$(VENV)/bin/ruff check .
	@$(VENV)/bin/ruff format --check .
	@$(VENV)/bin/mypy

bench: $(VENV)/.tested ## time and memory on made-up lists
	@$(VENV)/bin/python tests/bench.py

evaluate: $(VENV)/.installed ## how good the matching is, on lists with answers, beside three rival rules
	@$(VENV)/bin/python -m evaluate $(ARGS)

release: $(VENV)/.tested ## VERSION=1.2.3: tests, version, dated changelog, commit and tag
	@test -n "$(VERSION)" || { echo "name the version: make release VERSION=1.2.3" >&2; exit 2; }
	@test -z "$$(git status --porcelain)" || { echo "the working tree is not clean; commit or stash first" >&2; exit 2; }
	@$(MAKE) --no-print-directory test lint
	@$(VENV)/bin/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[release]'
	@$(VENV)/bin/bump-my-version bump --new-version "$(VERSION)"
	@echo "Tagged v$(VERSION). Push it with: git push --follow-tags"

clean: ## what a run makes again; the ledgers of keys and counts stay
	rm -rf output .cache $(addprefix data/enriched/,$(addsuffix .jsonl,rows records matches works conflicts problems))

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "bibmill needs Python 3.11 or newer; name one with: make PYTHON=python3.12 $(MAKECMDGOALS)" >&2; exit 2; }
	@$(PYTHON) -m venv $(VENV) || { echo "python3 -m venv failed; on Debian and Ubuntu: apt install python3-venv" >&2; exit 2; }

$(VENV)/.installed: $(VENV)/bin/python pyproject.toml constraints.txt
	@$(VENV)/bin/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable .
	@touch $@

$(VENV)/.tested: $(VENV)/.installed
	@$(VENV)/bin/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[test,lint]'
	@touch $@
