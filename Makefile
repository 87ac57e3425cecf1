# `make` alone prints this help. Each target does its own set-up and asks nothing.
.DEFAULT_GOAL := help
.PHONY: help setup check test demo bench bench-beside pictures lock texts field-docs published dictionary soak fonts-nastaliq
PYTHON := .venv/bin/python
DATABASE ?= embedded

help: ## print this help
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-15s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## system libraries, .venv, locked packages, fonts; quiet when nothing is missing
	@installers/setup.sh

check: setup ## format, lint, types, imports and sizes, in under two minutes
	@$(PYTHON) -m tests.run_parts check

test: setup ## check and every test; some parts only: make test PARTS="unit ui"
	@$(PYTHON) -m tests.run_parts test $(PARTS)

demo: setup ## two registers travel from three desks to head office; DATABASE=postgresql for the other engine
	@$(PYTHON) -m installers.demo --database $(DATABASE)

bench: setup ## measure against the limits and write docs/performance.md (about eight minutes)
	@$(PYTHON) -m benchmarks

bench-beside: setup ## the product beside Kinto, PouchDB and Anki, fetched from PyPI and npm (an hour); writes its own section
	@$(PYTHON) -m benchmarks.sync.peers.install
	@$(PYTHON) -m benchmarks.sync

pictures: setup ## draw every page in every state and both languages into docs/pictures
	@$(PYTHON) -m desktop_client.ui.pictures

texts: setup ## collect the programs' sentences and compile their Urdu
	@$(PYTHON) -m installers.texts

field-docs: setup ## write docs/data-dictionary.md and docs/urdu-review.md from the catalogue
	@$(PYTHON) -m shared_models.catalogue.dictionary

published: setup ## a release: write down the present names of fields and codes, which hold for ever from then on
	@$(PYTHON) -m shared_models.catalogue.versions

dictionary: setup ## train the next compression dictionary, when training gives another than the newest
	@$(PYTHON) -m benchmarks.train_dictionary

soak: setup ## the seeded tests again and again with other seeds, a thousand killed processes, every planted bug, twenty minutes of the mill
	@for round in 1 2 3 4 5 6 7 8 9 10; do \
		FRC_TEST_TAIL=1 FRC_TEST_SEED=$$(od -An -N4 -tu4 /dev/urandom | tr -d ' ') $(PYTHON) -m tests.run_parts test unit integration || exit 1; \
	done
	@FRC_TEST_KILL_TIMES=20 $(PYTHON) -m pytest -q -n 2 tests/kill
	@FRC_TEST_MILL_BUGS=all $(PYTHON) -m pytest -q -p no:xdist tests/simulation/planted
	@$(PYTHON) -m tests.simulation --every 3 --seconds 1200
	@$(PYTHON) -m tests.simulation --seed $$(od -An -N3 -tu4 /dev/urandom | tr -d ' ') --seconds 1200

lock: setup ## pin every package of pyproject.toml with its hashes
	@$(PYTHON) -m uv pip compile --quiet --universal --generate-hashes --python-version 3.11 --group dev \
		--custom-compile-command "make lock" --output-file requirements.lock pyproject.toml

fonts-nastaliq: setup ## fetch the Nastaliq style with npm and build it for Qt
	@$(PYTHON) -m installers.fonts --nastaliq
