# `make help` tells what there is. What is missing is set up by the target that needs it, once.

.NOTPARALLEL:
.DEFAULT_GOAL := help
.PHONY: help all html epub pdf check-source new serve cache prune check test bench pictures lock clean dist-clean
.PHONY: ready-run ready-cluster ready-test

VENV := .venv
CODE := book exporters tests conf/conf.py .setup

# On macOS what Homebrew installed is found only where a process is told to look.
ifeq ($(shell uname),Darwin)
BREW := $(shell brew --prefix 2>/dev/null)
export PATH := $(BREW)/opt/openjdk/bin:$(PATH)
LIBRARIES := DYLD_FALLBACK_LIBRARY_PATH="$(BREW)/lib"
endif
export PYTHON

# Not by the launcher's own first line: in a path with spaces that is a shell's, from which macOS keeps LIBRARIES.
GAPPON := $(LIBRARIES) $(VENV)/bin/python $(VENV)/bin/gappon
SHARED = $(if $(SOURCE),--source "$(SOURCE)") $(if $(BUILD),--build "$(BUILD)") $(if $(CONF),--conf "$(CONF)") \
	$(if $(CACHE),--cache "$(CACHE)") $(if $(CACHE_SIZE),--cache-size "$(CACHE_SIZE)") \
	$(if $(JOBS),--jobs "$(JOBS)") $(if $(DRAFTS),--drafts) $(if $(FUTURE),--future)
ONE = $(if $(VOLUME),--volume "$(VOLUME)") $(if $(EXECUTOR),--executor "$(EXECUTOR)")
READY = $(if $(filter dask%,$(EXECUTOR)),ready-cluster,ready-run)

help: ## what there is
	@echo "make TARGET… [SOURCE=folder] [BUILD=folder] [CONF=folder] [VOLUME=id] [REPORT=1] [JOBS=n] [DRAFTS=1] [FUTURE=1]"
	@echo "  [CACHE=folder] [CACHE_SIZE=GB] [EXECUTOR=dask://host:port] (epub and pdf)"
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-13s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# The web edition last: it offers the books there are. E-books have the page numbers of print volumes.
all: pdf epub html ## set up what is missing, and build the three editions

html: ready-run ## the web edition, in build/html
	@$(GAPPON) html $(SHARED)

epub: $(READY) ## the EPUB volumes, build/epub/<volume>.epub
	@$(GAPPON) epub $(SHARED) $(ONE) $(if $(REPORT),--report)

pdf: $(READY) ## the print volumes, build/pdf/<volume>.pdf
	@$(GAPPON) pdf $(SHARED) $(ONE)

new: ready-run ## a new article: make new TITLE="…" CATEGORY="…"
	@test -n "$$TITLE" || { echo 'Say what it is called: make new TITLE="…"' >&2; exit 2; }
	@$(GAPPON) new $(SHARED) $(if $(CATEGORY),--category "$$CATEGORY") -- "$$TITLE"
export TITLE CATEGORY

serve: ready-run ## the web edition in a browser, rebuilt on every save
	@$(GAPPON) serve $(SHARED)

check-source: ready-run ## list every defect of the articles as file:line: message
	@$(GAPPON) check $(SHARED)

cache: ready-run ## what the cache holds; builds and machines may share it: CACHE=folder
	@$(GAPPON) cache $(SHARED)

prune: ready-run ## make the cache no larger than CACHE_SIZE=, in GB
	@$(GAPPON) cache --prune $(SHARED)

check: ready-test ## the code: lint, formatting, types, who imports whom
	$(VENV)/bin/ruff check $(CODE)
	$(VENV)/bin/ruff format --check $(CODE)
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports

test: ready-test ## all tests, with the real validators
	$(LIBRARIES) $(VENV)/bin/python -m pytest -n auto --dist loadfile

bench: ready-test ## gappon beside others, into build/bench: make bench BENCH="--only web --sizes 100 400"
	@$(LIBRARIES) $(VENV)/bin/python tests/bench/bench.py $(BENCH)
	@PYTHONPATH=. $(VENV)/bin/python tests/bench/packing.py

pictures: ready-test ## the README's pictures of the web edition and of an e-book, rendered anew from content/
	@$(GAPPON) epub --volume series --source content --build build
	@$(GAPPON) html --source content --build build
	$(VENV)/bin/python tests/web/pictures.py build/html build/epub/series.epub .github/pictures

# Set-up is the business of .setup/environment, which has its own stamps: the locks' contents, not their dates.
ready-run ready-cluster ready-test: ready-%:
	@bash .setup/environment $*

LOCK := --upgrade --generate-hashes --universal --python-version 3.11 --no-annotate --no-header \
	--no-emit-index-url --no-emit-find-links
lock: ## pin the newest Python packages that pyproject.toml allows (needs uv)
	uv pip compile -q pyproject.toml $(LOCK) -o .setup/run.txt
	uv pip compile -q pyproject.toml --extra cluster $(LOCK) -c .setup/run.txt -o .setup/cluster.txt
	uv pip compile -q pyproject.toml --extra cluster --extra test $(LOCK) -c .setup/cluster.txt -o .setup/test.txt

clean: ## remove what was built
	rm -rf build

dist-clean: clean ## remove the virtual environment too
	rm -rf $(VENV)
