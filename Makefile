# One command each; every one sets up what it needs.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: demo test test-all lint types bench torture clean install

install: .venv/ready

.venv/ready: pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Python 3.11 or newer is needed: try  make PYTHON=python3.11"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null \
	  || { echo "Python cannot make virtual environments: sudo apt-get install -y python3-venv"; exit 1; }
	@echo "Setting up .venv (once; some minutes on a slow line) ..."
	@$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@$(BIN)/python -m compileall -q src
	@touch $@

demo: .venv/ready  ## the main job: high-confidence claims on screen, evidence tables in out/
	@mkdir -p out
	@$(BIN)/evidence-kb claims --tier high-confidence
	@echo
	@$(BIN)/evidence-kb table claims -o out/claims.csv
	@$(BIN)/evidence-kb table claims -o out/claims.xlsx
	@$(BIN)/evidence-kb table claims -o out/claims.html
	@$(BIN)/evidence-kb table findings -o out/findings.xlsx
	@$(BIN)/evidence-kb table claim-map -o out/claim-map.csv
	@$(BIN)/evidence-kb table mechanisms -o out/mechanisms.xlsx
	@echo
	@echo "Open out/claims.html in a browser or out/claims.xlsx in a spreadsheet. Next, try:"
	@echo "  source .venv/bin/activate"
	@echo "  evidence-kb claims --outcome depression          # claims about an outcome"
	@echo "  evidence-kb show C020                            # everything that hangs on a claim"
	@echo "  evidence-kb query mechanisms_between --set exposure=social-connection"
	@echo "  evidence-kb queries                              # the questions it can answer"

test: .venv/ready  ## needs Python packages only
	@$(BIN)/pytest -q -n auto -m 'not outside'

test-all: .venv/ready  ## adds what needs outside programs
	@$(BIN)/pytest -q -n auto

lint: .venv/ready
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

types: .venv/ready
	@$(BIN)/mypy

bench: .venv/ready  ## measures everything beside its peers: raw pyoxigraph, rdflib, pySHACL; long
	@$(BIN)/python -m benchmarks.run
	@$(BIN)/python -m benchmarks.curation
	@$(BIN)/python -m benchmarks.sheets
	@test -z "$$EVIDENCE_KB_GUIDE" || $(BIN)/python -m benchmarks.drafting

torture: .venv/ready  ## the content hash against a hundred thousand rewrites and changes; minutes
	@$(BIN)/python -m benchmarks.torture --rounds 100000 --seed 1

clean:
	rm -rf .venv out dist build
