# The commands of this project. `make demo` and `make test` install what they need.
SHELL := /bin/bash
.DEFAULT_GOAL := help
PORT ?= 8000
PYTHON := .venv/bin/python
# Two processes, each with its own database and, for the journeys, its own portal. All tests of a file run in one process.
# Some machines set PYTHONDONTWRITEBYTECODE; every start would then compile everything again (2.4 times the time).
unexport PYTHONDONTWRITEBYTECODE
PYTEST := $(PYTHON) -m pytest --numprocesses 2 --dist loadfile

.PHONY: help setup demo test nightly mutants bench check css reference addresses messages settings pictures

help: ## list the commands
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*##/\t/' | expand -t 12

setup: ## install the virtual environment exactly as in uv.lock (fast if nothing changed)
	@[ -d .venv ] || echo "Installing the virtual environment (about half a minute, the first time only)" >&2
	@uv=$$(tools/find-uv) && "$$uv" sync --frozen --quiet --compile-bytecode

demo: setup ## run the demo on http://localhost:8000 (PORT=8123 make demo for another port)
	@CONNECT_PROFILE=demo PORT=$(PORT) $(PYTHON) manage.py demo --port $(PORT)

test: setup ## run all tests on SQLite, the database tests and one journey on PostgreSQL, then the tests that measure time
	@failed=0; \
	CONNECT_TEST_DATABASE=sqlite $(PYTEST) -m "not alone" || failed=1; \
	CONNECT_TEST_DATABASE=postgresql $(PYTEST) -m "not journey and not no_database or smoke" || failed=1; \
	CONNECT_TEST_DATABASE=sqlite $(PYTHON) -m pytest -m alone || failed=1; \
	exit $$failed

nightly: setup ## run all tests on both databases with new random seeds, then the mutants (hours)
	@failed=0; export CONNECT_NIGHTLY=1; \
	for database in sqlite postgresql; do \
		CONNECT_TEST_DATABASE=$$database $(PYTEST) -m "not alone" || failed=1; \
		CONNECT_TEST_DATABASE=$$database $(PYTHON) -m pytest -m alone || failed=1; \
	done; \
	$(PYTHON) tools/mutants.py || failed=1; \
	exit $$failed

mutants: setup ## remove each protection and run the test that must fail without it (minutes; WHAT="PIN" for a part)
	@$(PYTHON) tools/mutants.py "$(WHAT)"

bench: node_modules/.package-lock.json ## compare the speed with other ways to build it (docs/performance.md); WHAT="pages --database sqlite" for a part
	@uv=$$(tools/find-uv) && UV_PROJECT_ENVIRONMENT=.tools/bench "$$uv" sync --frozen --quiet --group bench
	@.tools/bench/bin/python -m bench $(WHAT)

check: setup ## run the format, lint, type, import, migration, phrase and style sheet checks
	@PATH="$(CURDIR)/.venv/bin:$$PATH" tools/check

css: node_modules/.package-lock.json ## build the style sheet from its Sass source (needs npm; the result is committed)
	@npm run --silent css

node_modules/.package-lock.json: package-lock.json
	@npm ci --ignore-scripts --no-audit --no-fund --silent
	@touch $@

reference: setup ## retake the pictures of every component (look at them before you commit them)
	@CONNECT_REFERENCE=take $(PYTHON) -m pytest -q tests/journeys/test_gallery.py tests/journeys/test_paper_pictures.py -k as_they_did

addresses: setup ## docs/addresses.md from the routes
	@CONNECT_PROFILE=test DJANGO_SETTINGS_MODULE=connect.settings $(PYTHON) -m tools.addresses

messages: setup ## the phrases of the code into the catalogue of every language
	@$(PYTHON) tools/messages.py update

settings: setup ## make docs/settings.md, the reference of every variable, from connect/settings.py
	@$(PYTHON) tools/settings_reference.py

pictures: setup ## retake the pictures of the documents and the help texts from the product (needs Chromium)
	@CONNECT_PICTURES=docs/pictures CONNECT_SCREENS=content $(PYTHON) -m pytest --quiet tests/journeys/test_pictures.py \
		tests/journeys/test_help_pictures.py
