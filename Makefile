# `make help` tells what there is. SOURCE=, BUILD=, CONF=, VOLUME=, JOBS=, DRAFTS=1 and FUTURE=1 go with any edition.

.NOTPARALLEL:
.DEFAULT_GOAL := help
.PHONY: help all html epub pdf check-source new serve check test lock clean dist-clean

PYTHON ?= python3
VENV := .venv
GAPPON := $(VENV)/bin/gappon
RUN_STAMP := $(VENV)/.installed-run
TEST_STAMP := $(VENV)/.installed-test
SOURCES := book exporters tests conf/conf.py

SHARED = $(if $(SOURCE),--source "$(SOURCE)") $(if $(BUILD),--build "$(BUILD)") $(if $(CONF),--conf "$(CONF)") \
	$(if $(JOBS),--jobs $(JOBS)) $(if $(DRAFTS),--drafts) $(if $(FUTURE),--future)
ONE = $(if $(VOLUME),--volume "$(VOLUME)")

help: ## what there is
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /	/' | expand -t 15

all: html epub pdf ## set up, and build the three editions

html: $(RUN_STAMP) ## the web edition, in build/html
	@$(GAPPON) html $(SHARED)

epub: $(RUN_STAMP) ## the EPUB volumes, in build/epub (VOLUME=id for one)
	@$(GAPPON) epub $(SHARED) $(ONE)

pdf: $(RUN_STAMP) ## the print volumes, in build/pdf (VOLUME=id for one)
	@$(GAPPON) pdf $(SHARED) $(ONE)

check-source: $(RUN_STAMP) ## list every defect of the articles as file:line: message
	@$(GAPPON) check $(SHARED)

new: $(RUN_STAMP) ## a new article: make new TITLE="…" CATEGORY="…"
	@$(GAPPON) new $(SHARED) $(if $(CATEGORY),--category "$(CATEGORY)") "$(TITLE)"

serve: $(RUN_STAMP) ## the web edition on this machine, rebuilt on save
	@$(GAPPON) serve $(SHARED)

check: $(TEST_STAMP) ## lint, format, types, who imports whom
	$(VENV)/bin/ruff check $(SOURCES)
	$(VENV)/bin/ruff format --check $(SOURCES)
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports

test: $(TEST_STAMP) ## all tests, with the real validators
	$(VENV)/bin/python -m pytest -n auto --dist loadfile

lock: $(TEST_STAMP) ## pin the newest versions that pyproject.toml allows (needs uv)
	uv pip compile -q pyproject.toml --upgrade $(LOCK) -o .setup/run.txt
	uv pip compile -q pyproject.toml --upgrade --extra test $(LOCK) -c .setup/run.txt -o .setup/test.txt
LOCK := --generate-hashes --universal --python-version 3.11 --no-annotate --no-header --no-emit-index-url --no-emit-find-links

clean: ## remove what was built
	rm -rf build

dist-clean: clean ## remove the virtual environment too
	rm -rf $(VENV)

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit("gappon needs Python 3.11 or newer; this is %s. Name another with PYTHON=." % sys.version.split()[0] if sys.version_info < (3, 11) else 0)'
	@$(PYTHON) -m venv $(VENV) || { echo "The module venv is missing. Install it: sudo apt-get install -y python3-venv" >&2; rm -rf $(VENV); exit 1; }

# The project runs from its tree: a path file and a launcher, so that nothing is built to be installed.
$(RUN_STAMP): .setup/run.txt .setup/system-packages | $(VENV)/bin/python
	@bash .setup/system-packages run
	@echo "Installing the pinned Python packages into $(VENV)"
	@$(VENV)/bin/python -m pip install -q --disable-pip-version-check --require-hashes -r .setup/run.txt
	@$(VENV)/bin/python .setup/link-tree.py
	@touch $@

$(TEST_STAMP): .setup/test.txt $(RUN_STAMP)
	@bash .setup/system-packages test
	@$(VENV)/bin/python -m pip install -q --disable-pip-version-check --require-hashes -r .setup/test.txt
	@touch $@
