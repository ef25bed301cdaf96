# EventDesk. Every target sets up what it needs, on a bare Debian or Ubuntu too.
#
#   make run          open the window; without a screen: play the main job on a virtual one
#   make test         run all tests, the journeys on a virtual desktop included
#   make faults       kill, stop and time-shift the program at length; prints its counts (an hour)
#   make lint         check style, types and room boundaries
#   make bench        measure start, memory, lateness and search against bare Qt and sqlite3
#   make journey      run the journeys alone
#   make package      build the program and its installers for this system, in dist/
#   make test-package install the .deb, use it on a virtual desktop, remove it again
#   make translations bring resources/translations in step with the texts in the code
#   make screenshots  take the pictures of the documentation anew
#   make clean        remove what was built; .venv too
#
# ARGS are handed on: make test ARGS='tests/domain -k snooze', make run ARGS='list --json'

PYTHON := .venv/bin/python
ARGS ?=

.PHONY: run test faults lint bench package test-package screenshots journey clean
.PHONY: translations environment window-packages journey-packages packaging
.DEFAULT_GOAL := run

environment:
	@.ci/environment

window-packages:
	@.ci/system-packages window

journey-packages:
	@.ci/system-packages journeys

packaging:
	@.ci/environment package
	@.ci/system-packages package

ifneq ($(DISPLAY)$(WAYLAND_DISPLAY),)
run: environment window-packages
	@$(PYTHON) -m eventdesk $(ARGS)
else ifneq ($(ARGS),)
run: environment
	@$(PYTHON) -m eventdesk $(ARGS)
else
run: environment journey-packages
	@$(PYTHON) -m tests.desktop_demo
endif

test: environment journey-packages
	@$(PYTHON) -m pytest -q -n 2 --dist loadgroup $(ARGS)

faults: environment journey-packages
	@EVENTDESK_FAULTS=long $(PYTHON) -m pytest -q -s tests/faults tests/interchange/test_hostile.py $(ARGS)

journey: environment journey-packages
	@$(PYTHON) -m pytest -q -m journey $(ARGS)

lint: environment
	@$(PYTHON) -m ruff check .
	@$(PYTHON) -m ruff format --check .
	@$(PYTHON) -m mypy
	@.venv/bin/lint-imports --no-cache

bench: environment window-packages
	@$(PYTHON) -m tests.benchmarks $(ARGS)

package: packaging
	@PYTHONPATH=.ci $(PYTHON) -m installers $(ARGS)

test-package: packaging
	@[ -d dist/eventdesk ] || $(MAKE) --no-print-directory package
	@EVENTDESK_PACKAGE=$(CURDIR)/dist $(PYTHON) -m pytest -q -s tests/packaging $(ARGS)

translations: environment
	@$(PYTHON) .ci/translations.py $(ARGS)

screenshots: environment journey-packages
	@$(PYTHON) -m tests.screenshots $(ARGS)

clean:
	@rm -rf .venv build dist artifacts *.egg-info .pytest_cache .mypy_cache .ruff_cache \
		.import_linter_cache .hypothesis .coverage
	@find . -name __pycache__ -type d -not -path './.git/*' -prune -exec rm -rf {} +
