# The commands of this project. `make help` lists them.
SHELL := /bin/bash
PYTHON_IN_VENV := .venv/bin/python
PORT ?= 8000
# What one process compiled, the next one loads: of the tests that is half of their start.
unexport PYTHONDONTWRITEBYTECODE
.DEFAULT_GOAL := help
.PHONY: help setup setup-runtime demo demo-reset run test quick nightly coverage check format e2e bench docs pictures lock sbom

help: ## Say what there is
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 20

setup: ## Make .venv with everything that tests and checks need
	@scripts/setup.sh dev

setup-runtime:
	@scripts/setup.sh runtime

demo: setup-runtime ## Serve the demo trust on http://localhost:8000 (PORT=8001 for another port)
	@$(PYTHON_IN_VENV) -m cpd_trust.serve --port $(PORT)

demo-reset: setup-runtime ## Throw the demo's data away and serve it afresh
	@$(PYTHON_IN_VENV) -m cpd_trust.serve --port $(PORT) --reset

run: export DEBUG := 1
run: export DATA_DIR := var/dev
run: setup ## Serve the code as it is being written, with DEBUG, on its own data in var/dev
	@$(PYTHON_IN_VENV) manage.py migrate --verbosity 0
	@$(PYTHON_IN_VENV) manage.py createcachetable
	@$(PYTHON_IN_VENV) manage.py demo
	@$(PYTHON_IN_VENV) manage.py runserver $(PORT)

test: setup ## All checks and all tests, on SQLite, on PostgreSQL with Redis, and in Chromium
	@scripts/test.sh

quick: setup ## The tests of one app on SQLite, without races and what is long (APP=courses, or TESTS= for any path)
	@$(PYTHON_IN_VENV) -m pytest -q -n 2 --dist worksteal -m "not browser and not services and not postgresql and not long and not race" $(or $(TESTS),$(APP))

nightly: setup ## As make test, but everything on both databases, and the long forms of what is drawn or crossed
	@LONG_TESTS=1 scripts/test.sh

coverage: setup ## Which lines and branches no test on SQLite reaches, as a list and as pages in var/coverage
	@$(PYTHON_IN_VENV) -m pytest -q -n 2 --dist worksteal -m "not browser and not services and not postgresql" \
		--cov --cov-report=term-missing:skip-covered --cov-report=html

check: setup ## Style, types, layers, templates, migrations, production settings, licences; no tests
	@scripts/check.sh

format: setup ## Put the Python into the house's form
	@.venv/bin/ruff check --fix .
	@.venv/bin/ruff format .

e2e: setup ## Only the journeys in Chromium
	@$(PYTHON_IN_VENV) -m pytest -m browser

bench: setup ## Build a large trust on a throwaway PostgreSQL and measure the pages beside plain Django
	@scripts/with_services.sh scripts/bench.sh

docs: setup ## Write docs/permissions.md and docs/flows.md from the code
	@LOCAL=1 $(PYTHON_IN_VENV) manage.py write_docs

pictures: setup ## Draw the pictures of the help and the README again, while `make demo` serves the demo trust
	@LOCAL=1 $(PYTHON_IN_VENV) manage.py draw_pictures --address http://localhost:$(PORT)

lock: ## Lock requirements*.in again, with every hash (needs uv)
	@scripts/lock.sh

sbom: setup ## List what is shipped, with versions, hashes and licences, in var/sbom
	@scripts/sbom.sh
