# Everything a person does here by name. `make demo` and `make test` set up whatever they need themselves.
SHELL := /bin/bash
.DEFAULT_GOAL := help
PORT ?= 8000
PYTHON := .venv/bin/python
# Two processes at once, each with a database, and for the journeys a portal, of its own; a file stays in one of them.
# Some machines forbid Python to keep what it compiled; then each start compiles everything again (2.4 times the time).
unexport PYTHONDONTWRITEBYTECODE
PYTEST := $(PYTHON) -m pytest --numprocesses 2 --dist loadfile

.PHONY: help setup demo test nightly mutants bench check css reference addresses messages pictures

help: ## this list
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*##/\t/' | expand -t 12

setup: ## the virtual environment, exactly as uv.lock has it (a moment when nothing changed)
	@uv=$$(tools/find-uv) && "$$uv" sync --frozen --quiet --compile-bytecode

demo: setup ## the demo on http://localhost:8000 (PORT=8123 make demo: another port)
	@CONNECT_PROFILE=demo PORT=$(PORT) $(PYTHON) manage.py demo --port $(PORT)

test: setup ## the whole suite on SQLite; on PostgreSQL what opens a database, and one journey; then what measures time
	@failed=0; \
	CONNECT_TEST_DATABASE=sqlite $(PYTEST) -m "not alone" || failed=1; \
	CONNECT_TEST_DATABASE=postgresql $(PYTEST) -m "not journey and not no_database or smoke" || failed=1; \
	CONNECT_TEST_DATABASE=sqlite $(PYTHON) -m pytest -m alone || failed=1; \
	exit $$failed

nightly: setup ## everything everywhere (journeys on PostgreSQL too), with other seeds than yesterday's, and the mutants (hours)
	@failed=0; export CONNECT_NIGHTLY=1; \
	for database in sqlite postgresql; do \
		CONNECT_TEST_DATABASE=$$database $(PYTEST) -m "not alone" || failed=1; \
		CONNECT_TEST_DATABASE=$$database $(PYTHON) -m pytest -m alone || failed=1; \
	done; \
	$(PYTHON) tools/mutants.py || failed=1; \
	exit $$failed

mutants: setup ## knocks out each protection and runs the test that must notice (minutes; WHAT="PIN" for a part)
	@$(PYTHON) tools/mutants.py "$(WHAT)"

bench: node_modules/.package-lock.json ## speed against what else could be had (docs/performance.md); WHAT="pages --database sqlite" for a part
	@uv=$$(tools/find-uv) && UV_PROJECT_ENVIRONMENT=.tools/bench "$$uv" sync --frozen --quiet --group bench
	@.tools/bench/bin/python -m bench $(WHAT)

check: setup ## everything that can be said without running the product
	@PATH="$(CURDIR)/.venv/bin:$$PATH" tools/check

css: node_modules/.package-lock.json ## the style sheet, from its Sass source (needs npm; the built sheet is committed)
	@npm run --silent css

node_modules/.package-lock.json: package-lock.json
	@npm ci --ignore-scripts --no-audit --no-fund --silent
	@touch $@

reference: setup ## the pictures of every component anew (look at them before you commit them)
	@CONNECT_REFERENCE=take $(PYTHON) -m pytest -q tests/journeys/test_gallery.py -k look_as_they_did

addresses: setup ## docs/addresses.md from the routes
	@CONNECT_PROFILE=test DJANGO_SETTINGS_MODULE=connect.settings $(PYTHON) -m tools.addresses

messages: setup ## the phrases of the code into the catalogue of every language
	@$(PYTHON) tools/messages.py update

pictures: setup ## the pictures of the documents and the help texts, taken from the product itself (needs Chromium)
	@CONNECT_PICTURES=docs/pictures CONNECT_SCREENS=content $(PYTHON) -m pytest --quiet tests/journeys/test_pictures.py \
		tests/journeys/test_help_pictures.py
