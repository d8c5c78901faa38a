# ITS_LIVE for QGIS. `make help` lists what can be done; see README.md.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

# QGIS's Python. On Debian that is the system's, whatever `python3` on PATH may be.
PYTHON ?= $(if $(wildcard /etc/debian_version),/usr/bin/python3,python3)
LANG ?= C.UTF-8
export PYTHON LANG

VENV := .venv/bin
STAGE := build/stage
VERSION := $(shell sed -n 's/^version=//p' metadata.txt)
ZIP := build/itslive_qgis-$(VERSION).zip
# The staged plugin comes before the source tree of the same name.
STAGED := PYTHONPATH=$(CURDIR)/$(STAGE):$(CURDIR)

ARGS ?=
PORT ?= 0
GRANULES ?= 60
SIZE ?= small
WORLD ?= main
SERVICE ?= archive
PROFILE ?= default
# The proofs `make ci` runs after lint, test and package.
CI_PROOFS ?= test-stac demo proof-worker soak-short

.PHONY: help
help: ## list the targets
	@sed -n 's/^\([a-z0-9-]*\):.*## \(.*\)/\1\t\2/p' $(firstword $(MAKEFILE_LIST)) | expand -t 16

.PHONY: setup
setup: ## install what is missing (Debian) and make the test venv; elsewhere say what is missing
	@tests/tools/setup.sh

.PHONY: stage
stage: setup
	@$(VENV)/python -m tests.tools.package stage

.PHONY: demo
demo: package ## the main job in a real desktop QGIS, results in build/demo (SERVICE=live: the real ITS_LIVE)
	@$(VENV)/python -m tests.demo --service $(SERVICE)

.PHONY: demo-points
demo-points: package ## forty years at a click on three glaciers in a real desktop QGIS, pictures in build/forty_years
	@$(VENV)/python -m tests.demo.forty_years

.PHONY: proof-worker
proof-worker: package ## the worker killed during a build, then QGIS itself, in a real desktop QGIS
	@$(VENV)/python -m tests.demo.killed

# What only these tests need is installed when they are first run.
.PHONY: test-stac
test-stac: stage ## our client against the server that ITS_LIVE runs: stac-fastapi, pgstac, PostgreSQL
	@tests/tools/setup.sh stac
	@$(STAGED) $(VENV)/pytest -p no:pytest_qgis tests/real_stac $(ARGS)

.PHONY: test
test: stage ## all tests (ARGS= goes to pytest, as in ARGS="-k cube")
	@for part in faults proxies; do \
	  tests/tools/setup.sh $$part || [ -z "$${ITSLIVE_REQUIRE_DATA:-}" ]; \
	done
	@$(VENV)/python -m tests.tools.side_by_side $(ARGS)

.PHONY: run
run: stage ## desktop QGIS, the plugin in a fresh profile, on the test archive (SERVICE=live: the real ITS_LIVE)
	@$(VENV)/python -m tests.tools.run_desktop --service $(SERVICE) --granules $(GRANULES) --size $(SIZE) --world $(WORLD)

.PHONY: archive
archive: setup ## serve the test archive in the foreground, base URL as first line (PORT= GRANULES= SIZE=small|real WORLD=main|whole)
	@exec $(VENV)/python -m tests.archive --port $(PORT) --granules $(GRANULES) --size $(SIZE) --world $(WORLD) --root build/archive-$(patsubst %,%-,$(filter-out main,$(WORLD)))$(SIZE)-$(GRANULES)

.PHONY: package
package: stage ## build/itslive_qgis-<version>.zip, checked by the rules of plugins.qgis.org
	@$(VENV)/python -m tests.tools.package zip $(ZIP)
	@$(VENV)/python -m tests.tools.check_package $(ZIP)

.PHONY: deploy
deploy: stage ## copy the plugin into your own QGIS profile (PROFILE=default)
	@$(VENV)/python -m tests.tools.deploy --profile $(PROFILE)

.PHONY: lint
lint: stage ## ruff, mypy, the scanners of plugins.qgis.org, and whether i18n is current
	$(VENV)/ruff check .
	$(VENV)/ruff format --check .
	$(VENV)/mypy
	$(VENV)/python -m tests.tools.scanners $(STAGE)
	$(VENV)/python -m tests.tools.translations --check

.PHONY: bench
bench: stage ## time what must be fast (ARGS= names benches)
	@$(STAGED) PYTHONSAFEPATH=1 $(VENV)/python -m tests.bench $(ARGS)

.PHONY: bench-download
bench-download: stage ## a download of 500 granules against aria2, from nginx with a latency of 50 ms
	@$(STAGED) PYTHONSAFEPATH=1 $(VENV)/python -m tests.bench download

.PHONY: bench-cube
bench-cube: stage ## a cube of 100 granules against the old way, the least it can cost, and downloading; 12 minutes
	@$(STAGED) PYTHONSAFEPATH=1 $(VENV)/python -m tests.bench cube

.PHONY: bench-series
bench-series: stage ## a point's record of 200,000 layers against ITS_LIVE's own client and the least it can cost
	@$(STAGED) PYTHONSAFEPATH=1 $(VENV)/python -m tests.bench series

.PHONY: i18n
i18n: setup ## refresh the translation template i18n/itslive_qgis.ts and the languages beside it
	@$(VENV)/python -m tests.tools.translations

.PHONY: bench-search
bench-search: package ## the longest stall of the window with 20,000 results, in a real desktop QGIS
	@$(VENV)/python -m tests.demo.many_results $(ARGS)

.PHONY: bench-plot
bench-plot: package ## the longest stall of the window with 200,000 values in the plot, in a real desktop QGIS
	@$(VENV)/python -m tests.demo.plot_speed $(ARGS)

.PHONY: soak
soak: package ## QGIS killed 200 times while it downloads 200 granules, nothing lost; some 25 minutes (ARGS="--kills N")
	@$(VENV)/python -m tests.demo.soak $(ARGS)

.PHONY: soak-short
soak-short: package ## the same with 6 kills
	@$(VENV)/python -m tests.demo.soak --kills 6

.PHONY: proof-download
proof-download: package ## downloads in a real desktop QGIS: stalls of the window, and how soon Pause lets go
	@$(VENV)/python -m tests.demo.downloads $(ARGS)

.PHONY: proof-cube
proof-cube: stage ## 2,000 granules of 6 MB with 2 GB of memory in all, killed 20 times; some ten minutes, 13 GB of disk
	@$(STAGED) PYTHONSAFEPATH=1 $(VENV)/python -m tests.bench.proof_cube $(ARGS)

.PHONY: test-trixie
test-trixie: package ## the ZIP in QGIS 3.40 in a Debian 13 chroot: its dock, and cubes as read there (root; CHROOT=)
	@tests/tools/trixie.sh $(ZIP)

.PHONY: ci
ci: export ITSLIVE_REQUIRE_DATA := 1
ci: ## everything a change must pass
	@$(MAKE) lint
	@$(MAKE) test
	@$(MAKE) package
	@for proof in $(CI_PROOFS); do $(MAKE) $$proof; done

.PHONY: clean
clean: ## remove everything made here, the venv too
	rm -rf build .venv .venv-cf .venv-stac .venv-series .qgis-settings .hypothesis .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
