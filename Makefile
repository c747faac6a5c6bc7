# Everything a person needs to run, test and work on Outtray. `make help` lists it.

PYTHON ?= python3
RUN := .venv
DEV := .venv-dev
# Most tests wait for a terminal or a disk: more of them at once than there are processors.
JOBS ?= $(shell $(PYTHON) -c "import os; print(2 * (os.cpu_count() or 1))" 2>/dev/null || echo 4)

.DEFAULT_GOAL := help
.PHONY: help practice test quick lint types contracts monkey bench soak growth reference signs catalogue coverage docs screenshots clean check-python

help: ## list what can be made
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

check-python:
	@command -v $(PYTHON) >/dev/null 2>&1 || { echo "Outtray needs Python 3.11 or later, and there is no '$(PYTHON)' here. Install it (on Debian: apt-get install python3 python3-venv), or name another one: make PYTHON=python3.12 practice" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Outtray needs Python 3.11 or later; '$(PYTHON)' is $$($(PYTHON) -V). Name a newer one: make PYTHON=python3.12 practice" >&2; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { echo "This Python lacks its venv module. On Debian: apt-get install python3-venv" >&2; exit 1; }

# The runtime environment holds only what users get; start-up and end-to-end tests run the program from it.
$(RUN)/installed: pyproject.toml constraints.txt | check-python
	@echo "==> making the environment the program runs in ($(RUN))"
	@test -x $(RUN)/bin/python || $(PYTHON) -m venv $(RUN)
	@PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_CONSTRAINT=constraints.txt $(RUN)/bin/pip install --progress-bar off --quiet --editable . \
		|| { echo "The packages could not be installed: see the lines above. A network connection to a package index is needed the first time." >&2; exit 1; }
	@touch $@

$(DEV)/installed: pyproject.toml constraints.txt | check-python
	@echo "==> making the environment for tests and linters ($(DEV))"
	@test -x $(DEV)/bin/python || $(PYTHON) -m venv $(DEV)
	@$(DEV)/bin/python -c 'import tomllib, pathlib; print(*tomllib.loads(pathlib.Path("pyproject.toml").read_text())["dependency-groups"]["dev"], sep="\n")' > $(DEV)/dev.txt
	@PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_CONSTRAINT=constraints.txt $(DEV)/bin/pip install --progress-bar off --quiet --editable . --requirement $(DEV)/dev.txt \
		|| { echo "The packages could not be installed: see the lines above. A network connection to a package index is needed the first time." >&2; exit 1; }
	@touch $@

practice: $(RUN)/installed ## open the client on the practice server; nothing leaves this machine
	@$(RUN)/bin/outtray practice

test: lint types contracts tests ## everything: linter, types, contracts, all tests

.PHONY: tests
tests: $(RUN)/installed $(DEV)/installed
	@echo "==> tests"
	@$(DEV)/bin/pytest -n $(JOBS) --dist loadgroup -q

quick: $(DEV)/installed ## the fast part of the tests, for while you work
	@$(DEV)/bin/pytest -n $(JOBS) -q -m "not e2e and not crash and not slow"

lint: $(DEV)/installed ## ruff: style and formatting
	@echo "==> lint"
	@$(DEV)/bin/ruff check .
	@$(DEV)/bin/ruff format --check .

types: $(DEV)/installed ## mypy, strict, over source and tests
	@echo "==> types"
	@$(DEV)/bin/mypy
	@$(DEV)/bin/mypy tests
	@MYPYPATH=docs $(DEV)/bin/mypy -p generate

contracts: $(DEV)/installed ## import-linter: who may import whom
	@echo "==> contracts"
	@$(DEV)/bin/lint-imports --no-cache

monkey: $(RUN)/installed $(DEV)/installed ## random keys and clicks for an hour; HOURS=8 for a night
	@OUTTRAY_MONKEY_SECONDS=$$(( $${HOURS:-1} * 7200 )) $(DEV)/bin/pytest -n 2 --dist loadgroup -q -rA tests/e2e/test_monkey.py

coverage: $(DEV)/installed ## branch coverage of rules and outbox by their own tests; a few minutes
	@$(DEV)/bin/pytest -n $(JOBS) -q --cov=outtray_rules --cov=outtray.outbox --cov-branch tests/rules tests/unit/outbox

bench: $(RUN)/installed $(DEV)/installed ## measure every goal, each figure beside its floor
	@$(DEV)/bin/python tests/bench/run.py

reference: $(DEV)/installed ## write the pages, completions and manual that are made from the program
	@$(DEV)/bin/python docs/generate

signs: $(DEV)/installed ## learn the weights of weak signs from the labelled posts of the tests
	@$(DEV)/bin/python tests/rules/learn_signs.py

.PHONY: snapshots
snapshots: $(DEV)/installed ## keep every screen as it looks now, or SCENES="desk-reply look-ready"; then read the diff
	@cd tests && PYTHONPATH=.:../tui:../rules:../themes ../$(DEV)/bin/python -m tui.snapshots.drawing $(SCENES)

LOCALE := tui/outtray/base/locale
BABEL_QUIET := --no-location --omit-header --sort-output
catalogue: $(DEV)/installed ## take new sentences into the French catalogue, and compile it
	@mkdir -p build
	@$(DEV)/bin/pybabel -q extract $(BABEL_QUIET) --output-file build/outtray.pot tui/outtray
	@$(DEV)/bin/pybabel -q update --ignore-pot-creation-date --no-fuzzy-matching --ignore-obsolete --no-wrap --domain outtray --input-file build/outtray.pot --output-dir $(LOCALE)
	@$(DEV)/bin/pybabel -q compile --domain outtray --directory $(LOCALE)
	@$(DEV)/bin/python -c 'from babel.messages.pofile import read_po; left = [m for m in read_po(open("$(LOCALE)/fr/LC_MESSAGES/outtray.po", "rb"), locale="fr") if m.id and not (all(m.string) if isinstance(m.string, tuple) else m.string)]; print(f"{len(left)} sentences still wait for their French words")'

docs: $(DEV)/installed ## build the documentation as a site into build/docs; broken links fail
	@$(DEV)/bin/sphinx-build --fail-on-warning --keep-going --quiet -b html docs build/docs
	@echo "open build/docs/index.html"

soak: $(RUN)/installed $(DEV)/installed ## hours of use in minutes: thousands of posts and reconnects, nothing left behind
	@$(DEV)/bin/python tests/bench/soak.py

growth: $(DEV)/installed ## how costs grow with what is kept: statuses, terms, acts, a year of journal
	@$(DEV)/bin/python tests/bench/growth.py

screenshots: $(RUN)/installed $(DEV)/installed ## draw the pictures of the docs by driving the program
	@$(DEV)/bin/python docs/screenshots/draw.py

.PHONY: release
release: $(DEV)/installed ## write version and changelog, commit and tag; VERSION=1.2.3, DRY=1 only checks. Never pushes
	@$(DEV)/bin/python docs/generate/release.py "$(VERSION)" $(if $(DRY),--dry-run)

clean: ## remove environments and caches
	rm -rf $(RUN) $(DEV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .coverage dist build
