# The two commands that matter: `make demo` and `make test`. Each does all its own set-up.
PYTHON ?= python3
BIN := .venv/bin
RESIDENTS ?= 6000
SEED ?= 7
DEMO := var/demo

.PHONY: demo test quick fix check borough statutory harrowmoor bench soak docs screenshots clean system-browser

.venv/ready: requirements/dev.txt pyproject.toml
	@echo "== environment: .venv with pinned dependencies (a minute or two, once)"
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

plainview/web/static/build/ready: .venv/ready package.json package-lock.json $(wildcard plainview/web/assets/*/* plainview/web/assets/*.*)
	@echo "== web assets"
	@$(BIN)/python scripts/build_assets.py
	@touch $@

$(DEMO)/larkmere/council/council.yaml: .venv/ready $(shell find plainview/synthetic -name '*.py' -o -name '*.yaml')
	@rm -rf $(DEMO)/larkmere
	@$(BIN)/plainview synthetic larkmere --residents $(RESIDENTS) --seed $(SEED) --out $(DEMO)/larkmere

borough: $(DEMO)/larkmere/council/council.yaml

demo: plainview/web/static/build/ready borough  ## the product on a small Larkmere, on http://127.0.0.1:8000
	@$(BIN)/plainview --council $(DEMO)/larkmere/council refresh --extracts $(DEMO)/larkmere/extracts --home $(DEMO)/home --as-of 2026-11-01
	@$(BIN)/plainview --council $(DEMO)/larkmere/council serve --home $(DEMO)/home --demo

statutory: plainview/web/static/build/ready  ## the same on statutory returns that we did not write
	@$(BIN)/python scripts/fetch_statutory_samples.py var/statutory
	@$(BIN)/plainview --council examples/statutory refresh --extracts var/statutory/extracts --home var/statutory/home --as-of 2022-06-01
	@$(BIN)/plainview --council examples/statutory serve --home var/statutory/home --demo --port 8001

harrowmoor: plainview/web/static/build/ready  ## the same on a second place that does not exist, with other systems, by YAML alone
	@$(BIN)/plainview synthetic harrowmoor --residents 1500 --out var/harrowmoor
	@$(BIN)/plainview --council examples/harrowmoor refresh --extracts var/harrowmoor/extracts --home var/harrowmoor/home --as-of 2026-11-01
	@$(BIN)/plainview --council examples/harrowmoor serve --home var/harrowmoor/home --demo --port 8002

system-browser:
	@command -v chromium >/dev/null || { apt-get update -qq && apt-get install -y -qq chromium >/dev/null; }
	@command -v psql >/dev/null && ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || { apt-get update -qq && apt-get install -y -qq postgresql >/dev/null; }

test: plainview/web/static/build/ready system-browser check  ## all set-up, then the whole suite
	@$(BIN)/python -m pytest -n 2 --dist loadgroup

quick: .venv/ready  ## a minute
	@$(BIN)/python -m pytest tests/unit tests/spec -q -n 2

fix: .venv/ready
	@$(BIN)/ruff check --fix --quiet . ; $(BIN)/ruff format --quiet .

check: .venv/ready  ## style, types, imports, generated pages
	@$(BIN)/ruff check . && $(BIN)/ruff format --check --quiet .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/python scripts/generated_pages.py --check

docs: .venv/ready  ## write the generated pages
	@$(BIN)/python scripts/generated_pages.py

screenshots: plainview/web/static/build/ready borough
	@$(BIN)/python scripts/screenshots.py

bench: plainview/web/static/build/ready  ## time and memory at three sizes beside plain Splink, linking, then the pages; an hour
	@$(BIN)/python scripts/bench.py
	@$(BIN)/python scripts/bench_link.py var/bench/218900/larkmere
	@$(BIN)/python scripts/bench_pages.py --council var/bench/218900/larkmere/council --home var/bench/218900/home

SOAK ?= 500
SOAK_HOME := var/soak
soak: .venv/ready  ## a thousand mangled extracts, then kills of refreshes at SOAK random instants from cold; hours
	@PLAINVIEW_MANGLED=1000 $(BIN)/python -m pytest tests/integration/test_mangled.py -q
	@rm -rf $(SOAK_HOME) && mkdir -p $(SOAK_HOME)
	@$(BIN)/plainview synthetic larkmere --residents 800 --seed $(SEED) --out $(SOAK_HOME)/larkmere
	@$(BIN)/plainview --council $(SOAK_HOME)/larkmere/council refresh --extracts $(SOAK_HOME)/larkmere/extracts --home $(SOAK_HOME)/home --as-of 2026-11-01
	@$(BIN)/python scripts/soak.py --council $(SOAK_HOME)/larkmere/council --extracts $(SOAK_HOME)/larkmere/extracts --home $(SOAK_HOME)/home --as-of 2026-11-01 --cold $(SOAK) --writing 20 --publishing 100

clean:
	@rm -rf var .venv node_modules plainview/web/static/build
