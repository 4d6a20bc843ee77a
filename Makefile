# What must run is decided in Python, by content; these targets only name it.
PYTHON ?= python3
VENV ?= .venv
# What is installed is in locks/, each file with its hash; the project itself is then built by the backend of the lock.
PIP := $(VENV)/bin/python -m pip --quiet --disable-pip-version-check
LOCKED := $(PIP) install --require-hashes --requirement
PROJECT := $(PIP) install --no-deps --no-build-isolation --editable .
# All platforms and Pythons in one file. Extras are kept: to pip 23, `coverage[toml]` is not the `coverage` that is pinned.
COMPILE := $(VENV)/bin/uv pip compile --quiet --no-config --system-certs --universal --python-version 3.11 --generate-hashes \
  --no-strip-extras --no-header --no-annotate --no-emit-index-url --no-emit-find-links pyproject.toml locks/build.in
# From locks: `uniq` leaves out what an earlier lock has too, as each lock holds all of the one before it.
LICENCES = $(VENV)/bin/pip-licenses --format=markdown --packages $$(sed -n '/==/s/[=[].*//p' $(1) | sort | uniq -u)
BIBMILL := $(VENV)/bin/python -m pipeline
ARGS ?=
# A core that has run its own tests takes some of the others'.
PARALLEL := --numprocesses=auto --dist=worksteal
QUICK := text model formats config rules stages readers concurrency line/test_line.py $(addprefix writers/,report tables verification)

.DEFAULT_GOAL := help
.PHONY: help install bib normalize enrich dedupe emit refresh review check test test-quick coverage lint bench evaluate \
  lock licences release man docs pictures clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z -]+:.*## / { printf "  make %-30s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

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

test: $(VENV)/.tested ## all tests, on all cores
	@echo "All tests, about four minutes on two cores; \`make test-quick\` takes half a minute."
	@$(VENV)/bin/python -m pytest $(PARALLEL) $(ARGS)

test-quick: $(VENV)/.tested ## the tests of what judges and reads, without the slow ones, in half a minute
	@$(VENV)/bin/python -m pytest $(PARALLEL) -m "not slow" $(addprefix tests/,$(QUICK)) $(ARGS)

coverage: $(VENV)/.tested ## the tests again, with line and branch coverage
	@$(VENV)/bin/python -m pytest $(PARALLEL) --cov --cov-report=term:skip-covered --cov-fail-under=99 $(ARGS)

lint: $(VENV)/.linted ## style, types and workflows
	@$(VENV)/bin/ruff check .
	@$(VENV)/bin/ruff format --check .
	@$(VENV)/bin/mypy
	@$(VENV)/bin/check-jsonschema --quiet --builtin-schema vendor.github-workflows .github/workflows/*.yml \
	  pipeline/project/templates/refresh.yml
	@$(VENV)/bin/check-jsonschema --quiet --builtin-schema vendor.github-actions action.yml
	@$(VENV)/bin/zizmor --quiet --offline --persona=auditor .github action.yml pipeline/project/templates/refresh.yml

man: $(VENV)/.tested ## docs/bibmill.1 and pipeline.schema.json anew from the command line and the settings
	@$(VENV)/bin/python -m tests.man_page > docs/bibmill.new && mv docs/bibmill.new docs/bibmill.1
	@$(BIBMILL) help schema > pipeline.schema.json

bench: $(VENV)/.tested ## time and memory on made-up lists; duplicates in the labelled sets of BIBMILL_DUPLICATES
	@$(VENV)/bin/python tests/bench.py
	@$(VENV)/bin/python -m evaluate.duplicates --growing $(ARGS)

evaluate: $(VENV)/.installed ## how good matching and verifying are, on lists, look-alikes and references with answers, beside rivals
	@$(VENV)/bin/python -m evaluate $(ARGS)

lock: $(VENV)/.released ## locks/ anew from pyproject.toml; ARGS=--upgrade for the newest versions
	@$(COMPILE) --output-file locks/runtime.txt $(ARGS)
	@$(COMPILE) --extra test --constraint locks/runtime.txt --output-file locks/test.txt $(ARGS)
	@$(COMPILE) --extra test --extra lint --constraint locks/test.txt --output-file locks/dev.txt $(ARGS)
	@$(COMPILE) --extra docs --constraint locks/dev.txt --output-file locks/docs.txt $(ARGS)
	@$(COMPILE) --extra release --constraint locks/dev.txt --output-file locks/release.txt $(ARGS)

licences: $(VENV)/.linted $(VENV)/.released ## docs/licences.md anew from locks/
	@{ sed '/^|/,$$d' docs/licences.md; $(call LICENCES,locks/runtime.txt); \
	  printf '\n%s\n\n' '## Needed by the tests and linters too'; $(call LICENCES,locks/runtime.txt locks/dev.txt); } > docs/licences.new
	@mv docs/licences.new docs/licences.md

release: $(VENV)/.linted $(VENV)/.released ## VERSION=1.2.3: tests, version, dated changelog, commit and tag
	@test -n "$(VERSION)" || { echo "name the version: make release VERSION=1.2.3" >&2; exit 2; }
	@test -z "$$(git status --porcelain)" || { echo "the working tree is not clean; commit or stash first" >&2; exit 2; }
	@$(MAKE) --no-print-directory test lint
	@$(VENV)/bin/bump-my-version bump --new-version "$(VERSION)"
	@echo "Tagged v$(VERSION). Push it with: git push --follow-tags"

docs: $(VENV)/.documented ## the site of docs/ in build/site, without a network; whatever is dead is an error
	@NO_MKDOCS_2_WARNING=1 $(VENV)/bin/python -m mkdocs build --clean $(ARGS)
	@echo "Open build/site/index.html; for the search, serve it: $(VENV)/bin/python -m http.server --directory build/site"

pictures: $(VENV)/.installed ## the pictures of docs/ anew: the report and a run; needs Chromium
	@$(VENV)/bin/python -m website.pictures $(ARGS)

clean: ## what a run makes again; the ledgers of keys and counts stay
	rm -rf output .cache $(addprefix data/enriched/,$(addsuffix .jsonl,rows records matches works conflicts problems))

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "bibmill needs Python 3.11 or newer; name one with: make PYTHON=python3.12 $(MAKECMDGOALS)" >&2; exit 2; }
	@echo "Making the virtual environment in $(VENV) …"
	@$(PYTHON) -m venv $(VENV) || { echo "python3 -m venv failed; on Debian and Ubuntu: apt install python3-venv" >&2; exit 2; }

$(VENV)/.installed: $(VENV)/bin/python pyproject.toml locks/runtime.txt
	@echo "Installing $$(grep -c '==' locks/runtime.txt) packages from locks/runtime.txt; this takes about a minute …"
	@$(LOCKED) locks/runtime.txt
	@echo "Installing bibmill itself …"
	@$(PROJECT)
	@touch $@

$(VENV)/.tested: $(VENV)/.installed locks/test.txt
	@echo "Installing what the tests need, from locks/test.txt …"
	@$(LOCKED) locks/test.txt
	@touch $@

$(VENV)/.linted: $(VENV)/.tested locks/dev.txt
	@echo "Installing what the linters need, from locks/dev.txt …"
	@$(LOCKED) locks/dev.txt
	@touch $@

$(VENV)/.documented: $(VENV)/.installed locks/docs.txt
	@echo "Installing what the documentation needs, from locks/docs.txt …"
	@$(LOCKED) locks/docs.txt
	@touch $@

$(VENV)/.released: $(VENV)/.installed locks/release.txt
	@echo "Installing what a release needs, from locks/release.txt …"
	@$(LOCKED) locks/release.txt
	@touch $@
