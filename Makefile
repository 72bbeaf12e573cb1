# `make` sets up, validates and builds; `make test` sets up and tests. Both can be run again at any time.
PYTHON ?= python3
VENV := .venv
RUN := $(VENV)/bin

.PHONY: all build validate test site bench release clean
.DEFAULT_GOAL := all

all: build

build: $(VENV)/installed
	@echo "== Building what changed (validated first)"
	@$(RUN)/python scripts/build.py
	@$(RUN)/python scripts/build_codebook.py
	@$(RUN)/python scripts/build_picture.py
	@$(RUN)/python scripts/build_hydration.py
	@$(RUN)/python scripts/build_metadata.py

validate: $(VENV)/installed
	@$(RUN)/python scripts/validate.py

test: $(VENV)/installed
	@echo "== Lint and format"
	@$(RUN)/ruff check .
	@$(RUN)/ruff format --check .
	@echo "== Types"
	@$(RUN)/mypy
	@echo "== Is the build up to date?"
	@$(RUN)/python scripts/build.py --check
	@$(RUN)/python scripts/build_codebook.py --check
	@$(RUN)/python scripts/build_picture.py --check
	@$(RUN)/python scripts/build_hydration.py --check
	@$(RUN)/python scripts/build_metadata.py --check
	@echo "== Validation"
	@$(RUN)/python scripts/validate.py
	@echo "== Tests"
	@# a file to a process: the examples of a guide stand on one another
	@$(RUN)/python -m pytest -q --numprocesses auto --dist loadfile

site: $(VENV)/installed
	@$(RUN)/python scripts/build_site.py $(if $(ADDRESS),--address $(ADDRESS))

bench: $(VENV)/installed
	@echo "== Measuring side by side, which takes about an hour; $(RUN)/python benchmarks/run.py --help tells of less"
	@$(RUN)/python -m pip install --quiet --disable-pip-version-check --editable '.[bench]'
	@$(RUN)/python benchmarks/run.py

release: $(VENV)/installed
	@$(RUN)/python scripts/release.py

clean:
	rm -rf $(VENV) .built benchmarks/packages dist site .mypy_cache .pytest_cache .ruff_cache .hypothesis

$(VENV)/installed: pyproject.toml
	@echo "== Setting up $(VENV) with $$($(PYTHON) --version)"
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Python 3.11 or newer is needed: make PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -m venv $(VENV) \
		|| { echo "python3 lacks the module venv (on Debian: apt-get install python3-venv)"; exit 1; }
	@$(RUN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@$(PYTHON) -m venv $(VENV)/cffconvert # apart: it needs an older jsonschema than Frictionless
	@$(VENV)/cffconvert/bin/python -m pip install --quiet --disable-pip-version-check cffconvert==2.0.0
	@touch $@
