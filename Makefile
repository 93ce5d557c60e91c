# Every target does its own set-up; only Python 3.11 or newer and make have to be there.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
CONFIG ?=
TESTS ?= tests
RUNTIME := .venv/.runtime
DEVELOPMENT := .venv/.development
BENCHMARKS := .venv/.benchmarks
ASSETS := alerts/web/static/built/manifest.json
JOBS ?= 3
EXTRAS := --extra postgres --extra dkim --extra bounces --extra errors --extra gunicorn

.DEFAULT_GOAL := help
.PHONY: help install run demo test test-slow check audit sbom format docs texts bench bench-full rehearsal lock clean

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | sort | awk -F'\t' '{printf "  make %-11s %s\n", $$1, $$2}'

install: $(RUNTIME) $(ASSETS) gazetteer ## set everything up: packages, the site's files, the postcode gazetteer

run: install ## run the service: CONFIG=config.toml, or the demonstration without it
ifeq ($(CONFIG),)
	@exec $(BIN)/planning-alerts demo
else
	@$(BIN)/planning-alerts --config $(CONFIG) db upgrade
	@exec $(BIN)/planning-alerts --config $(CONFIG) run
endif

demo: install ## run the demonstration: an invented borough over real postcodes
	@exec $(BIN)/planning-alerts demo

test: $(DEVELOPMENT) $(ASSETS) gazetteer chromium ## run every test but the long soak runs
	@$(BIN)/python -m compileall -q alerts geo scheduler tests
	$(BIN)/python -m pytest -n $(JOBS) -m "not slow" $(TESTS)

test-slow: $(DEVELOPMENT) $(ASSETS) gazetteer chromium ## run the long soak runs (kills, floods)
	$(BIN)/python -m pytest -m slow -s $(TESTS)

check: $(DEVELOPMENT) ## format, lint, types, import layers, own rules, secrets, then the tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m upkeep.rules
	$(BIN)/shellcheck $$(git grep -lE '^#!.*[/ ](ba|da)?sh\b')
	$(BIN)/python -m upkeep.secret_scan
	$(MAKE) --no-print-directory test

# Apart from `check` and `test`, which have to work without a network and say the same of the same code on any day: this
# asks osv.dev and npm's registry what has become known since.
audit: $(DEVELOPMENT) ## ask whether anything in the locks is known to be vulnerable (needs the internet)
	$(BIN)/python -m upkeep.audit

sbom: $(DEVELOPMENT) ## write the bill of materials, build/sbom.cdx.json
	@mkdir -p build
	$(BIN)/python -m upkeep.bill_of_materials build/sbom.cdx.json

format: $(DEVELOPMENT) ## put the code into its form
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

docs: $(DEVELOPMENT) ## build the documentation as a site, in build/docs
	$(BIN)/python -m mkdocs build --strict

texts: $(DEVELOPMENT) ## bring the catalogues of translations up to date (docs/translating.md)
	@mkdir -p build
	$(BIN)/pybabel -q extract -F babel.cfg -k later -k _ --no-wrap --add-location=file --project=planning-alerts -o build/texts.pot .
	for each in alerts/language/catalogues/*.po; do $(BIN)/pybabel -q update -i build/texts.pot -o $$each -l $$(basename $$each .po) \
	  --no-wrap --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date; done

bench: $(BENCHMARKS) gazetteer ## run the benchmarks, each beside what one would use instead
	$(BIN)/python -m benchmarks

bench-full: $(BENCHMARKS) gazetteer ## the same at the sizes of docs/performance.md: some hours
	$(BIN)/python -m benchmarks --full

SUBSCRIBERS ?= 1000000
MINUTES ?=
rehearsal: $(DEVELOPMENT) gazetteer ## a simulated week of Great Britain: SUBSCRIBERS=20000 for a small one, MINUTES=30
	$(BIN)/python -m benchmarks.rehearsal --subscribers $(SUBSCRIBERS) $(if $(MINUTES),--most-minutes $(MINUTES))

lock: ## choose the newest versions of all packages anew (needs uv)
	uv pip compile -q -U --python-version 3.11 --extra setup $(EXTRAS) pyproject.toml --generate-hashes --no-header -o requirements.lock
	uv pip compile -q -U --python-version 3.11 --extra setup $(EXTRAS) pyproject.toml requirements-dev.in -c requirements.lock --generate-hashes --no-header -o requirements-dev.lock
	uv pip compile -q -U --python-version 3.11 requirements-bench.in -c requirements-dev.lock --generate-hashes --no-header -o requirements-bench.lock

clean: ## remove what the other targets made
	rm -rf .venv node_modules assets/node_modules alerts/web/static/built var build *.egg-info

.PHONY: gazetteer chromium
gazetteer: $(RUNTIME)
	@$(BIN)/planning-alerts postcodes build --if-missing

chromium: $(DEVELOPMENT)
	@$(BIN)/python -m tests.browser.chromium

.venv/bin/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed: install it and run make again" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed: set PYTHON=/path/to/python3.11" >&2; exit 1; }
	$(PYTHON) -m venv .venv

$(RUNTIME): requirements.lock pyproject.toml | .venv/bin/python
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(DEVELOPMENT): requirements-dev.lock $(RUNTIME)
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

$(BENCHMARKS): requirements-bench.lock $(DEVELOPMENT)
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements-bench.lock
	@touch $@

$(ASSETS): $(RUNTIME) assets/package-lock.json $(wildcard assets/*.scss assets/*.svg assets/scripts/*) $(wildcard alerts/web/build_*.py)
	@command -v npm >/dev/null || $(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements-node.lock
	$(BIN)/python -m alerts.web.build_assets
	@touch $@
