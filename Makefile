# make serve   the whole site with demo data, on this machine; Ctrl-C stops it
# make test    every test; make check: format, lint, types, contracts, templates, migrations
# make coverage    every test, and the lines and branches that none reached (half as long again)
# make format  what check would find fault with in the form of code and templates
# make check-pdf   veraPDF looks at everything that is printed, where Java and Maven are
# make bench   figures beside their targets; make clauses: what is proven of the five policies
# PORT= chooses the port of the site, COUNTERSIGN_HOME= the folder of its data.

PYTHON ?= $(shell command -v python3.11 || command -v python3)
WORKERS ?= 2
VENV := .venv
PY := $(VENV)/bin/python
PIP := $(PY) -m pip install --quiet --disable-pip-version-check --no-input --require-hashes
BUILT := static/built/.stamp
CHECK := COUNTERSIGN_HOME=$(VENV)/check DATABASE_URL= REDIS_URL=
SOURCES := manage.py config foundation policies approvals incidents monitoring $(wildcard benchmarks/*.py) tests
EMBEDDED := tests/policies/transitions tests/policies/views tests/foundation/schools/test_transitions.py \
	tests/foundation/notices/test_digests.py tests/monitoring/transitions tests/monitoring/test_log_summary.py \
	tests/monitoring/retention/test_destroying.py tests/monitoring/retention/test_agreeing.py
TEMPLATES = $(shell find templates -name '*.html')

.PHONY: serve setup test coverage check check-pdf format bench clauses lock packages test-packages
.DELETE_ON_ERROR:

serve: setup
	@$(PY) manage.py prepare --demo
	@exec $(PY) manage.py up

setup: $(VENV)/.base $(BUILT)

# A part of the tests on the embedded default first: SQLite, as `make serve` runs it. Its migrations run for the browser.
test: $(VENV)/.dev $(BUILT) test-packages
	DATABASE_URL=sqlite://:memory: $(VENV)/bin/pytest -n $(WORKERS) -q --no-migrations $(EMBEDDED)
	$(VENV)/bin/pytest -n $(WORKERS) --dist worksteal $(COVER) $(TESTS)

check: $(VENV)/.dev $(BUILT)
	$(VENV)/bin/ruff format --check $(SOURCES)
	$(VENV)/bin/ruff check $(SOURCES)
	$(VENV)/bin/lint-imports --no-logo
	$(VENV)/bin/djade --check --target-version 5.2 $(TEMPLATES)
	$(CHECK) $(PY) manage.py check --fail-level WARNING
	$(CHECK) $(PY) manage.py makemigrations --check --dry-run
	$(CHECK) $(VENV)/bin/mypy $(SOURCES)

format: $(VENV)/.dev
	$(VENV)/bin/ruff check --fix-only --quiet $(SOURCES)
	$(VENV)/bin/ruff format --quiet $(SOURCES)
	$(VENV)/bin/djade --target-version 5.2 $(TEMPLATES) || true

# veraPDF as a second judge beside page-validation, where the machine has Java and Maven.
check-pdf: $(VENV)/.dev $(BUILT)
	@$(CHECK) DJANGO_SETTINGS_MODULE=config.settings bin/check-pdf $(PY) $(VENV)/verapdf

bench: $(VENV)/.dev $(BUILT) test-packages
	$(PY) -m benchmarks

clauses: $(VENV)/.dev
	$(CHECK) $(PY) manage.py clauses

coverage:
	@$(MAKE) test COVER="--cov --cov-report=term:skip-covered"

# Run after a change of requirements/*.in. The lock files name no host.
lock: $(VENV)/.dev
	cd requirements && for part in base build dev; do \
		../$(VENV)/bin/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header \
			--python-version 3.11 $$part.in --output-file $$part.txt || exit 1; done

# Asked each time, because it is quick, and because what could not be installed yesterday may be today.
packages:
	@bin/packages "$(PYTHON)" run

test-packages:
	@bin/packages "$(PYTHON)" test

$(PY): | packages
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.base: requirements/base.txt requirements/build.txt | packages $(PY)
	@echo "Installing what the site needs."
	@$(PIP) -r requirements/base.txt -r requirements/build.txt
	@touch $@

$(VENV)/.dev: requirements/dev.txt $(VENV)/.base
	@echo "Installing what the tests need."
	@$(PIP) -r requirements/dev.txt
	@touch $@

$(BUILT): package-lock.json config/assets.py $(shell find static/src -type f) | $(VENV)/.base
	@$(CHECK) $(PY) manage.py build_assets
	@touch $@
