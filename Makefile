# Each target works on a fresh clone: it makes .venv with all that it needs.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
TODAY := 2026-10-20
READY := $(VENV)/.ready
# Modules are compiled once, as pip compiles those that it installs, whatever the shell says.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: demo test lint bench accuracy robustness faults many clean

$(READY): pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "evidencekit needs Python 3.11 or newer; run: make PYTHON=python3.12")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade "pip>=25.1"
	$(BIN)/python -m pip install --quiet --editable ".[faces,ocr,packages,pkcs11]" --group dev
	touch $(READY)

demo: $(READY)
	$(BIN)/evidencekit build samples/crushed-parcel samples/wet-container --today $(TODAY) --out out
	$(BIN)/evidencekit build samples/short-inbound --for amazon-fba-inbound-us --today $(TODAY) --out out
	@echo
	@echo "Three cases are built. Look at:"
	@find out -name bundle.pdf -o -name review.html | sort | sed 's/^/    /'

test: $(READY)
	$(BIN)/python -m pytest -n 2 --dist worksteal

lint: $(READY)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	MYPYPATH=tests $(BIN)/mypy tools bench/*.py
	$(BIN)/mypy bench/accuracy
	MYPYPATH=bench/robustness $(BIN)/mypy bench/robustness
	MYPYPATH=bench/faults $(BIN)/mypy bench/faults
	$(BIN)/mypy bench/many
	$(BIN)/lint-imports

bench: $(READY)
	$(BIN)/python bench/speed.py
	$(BIN)/python bench/long_bundle.py
	$(BIN)/python bench/reading.py
	$(BIN)/python bench/rules.py
	$(BIN)/python bench/batches.py
	$(BIN)/python bench/isolation.py
	$(BIN)/python bench/letters.py
	$(BIN)/python bench/words.py
	$(BIN)/python bench/portals.py
	$(BIN)/python bench/seal.py

accuracy: $(READY)
	$(BIN)/python bench/accuracy

FUZZ := 60
robustness: $(READY)
	$(BIN)/python bench/robustness --fuzz $(FUZZ)

faults: $(READY)
	$(BIN)/python bench/faults

CASES := 500
many: $(READY)
	$(BIN)/python bench/many --cases $(CASES)

clean:
	rm -rf out $(VENV)
