# `make demo` and `make test` need git, make, python3 (3.11 or later) and python3-venv, nothing else.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: demo test test-slow perf reading torture lint wheel-smoke train lock clean
.DELETE_ON_ERROR:

$(VENV)/.ready: requirements.lock pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

demo: $(VENV)/.ready
	$(BIN)/policy-analyzer scan corpora/samples/plans --corpus demo.db
	$(BIN)/policy-analyzer compare corpora/samples/plans/lanhai-scheme-2025-2027.docx --with singapore-in2015 --with corpora/samples/plans/qinghe-plan-2026-2030.pdf

test: $(VENV)/.ready
	$(BIN)/python -m pytest -n 2 --dist loadfile

test-slow: $(VENV)/.ready
	$(BIN)/python -m pytest -m slow

# Speed against reading the text alone; takes about an hour of idle cores. SECTIONS="scan start" runs some of it.
perf: $(VENV)/.ready
	$(BIN)/python -m tests.perf.run $(SECTIONS) --write

# How well files with known text and real ones are read, beside other readers; half an hour of idle cores. SECTIONS="text scans" runs some of it.
reading: $(VENV)/.ready
	$(BIN)/python -m tests.perf.reading $(SECTIONS) $(if $(DOCUMENTS),--documents $(DOCUMENTS)) --write

# Kills scans at random moments, fills a small disk, scans a hundred thousand tiny files: nothing is lost, doubled, or grows; takes about an hour.
torture: $(VENV)/.ready
	$(BIN)/python tests/batch/torture.py --kills $(or $(KILLS),500) --program-kills $(or $(PROGRAM_KILLS),50)
	$(BIN)/python tests/batch/many.py --files $(or $(FILES),100000)

lint: $(VENV)/.ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

# The tests import the checkout; only a wheel in a clean environment shows that the data travel with it, and that others find its plugins.
wheel-smoke: $(VENV)/.ready
	rm -rf build/wheel && mkdir -p build/wheel
	$(BIN)/python -m build --quiet --wheel --no-isolation --outdir build/wheel .
	$(PYTHON) -m venv build/wheel/venv
	build/wheel/venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	build/wheel/venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps build/wheel/*.whl
	cd build/wheel && venv/bin/policy-analyzer scan ../../corpora/samples/plans/qinghe-plan-2026-2030.pdf --corpus smoke.db
	cd build/wheel && venv/bin/policy-analyzer status --corpus smoke.db | grep -q "1 of 1 inputs scored"
	cd build/wheel && venv/bin/python ../../tests/tools/installed.py smoke.db

train: $(VENV)/.ready
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .[training]
	$(BIN)/policy-analyzer train $(if $(DOCUMENTS),--documents $(DOCUMENTS)) --output models/default

# Writes the lock file anew: exact versions with hashes, for all platforms.
lock:
	$(PYTHON) -m venv build/lock
	build/lock/bin/python -m pip install --quiet uv
	build/lock/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --custom-compile-command "make lock" --group dev pyproject.toml -o requirements.lock

clean:
	rm -rf $(VENV) build demo.db demo.db-wal demo.db-shm
