# Everything a newcomer needs. Python 3.11 or newer, make and git are enough: the rest comes through the package clients.

PYTHON ?= python3
BIN := .venv/bin

# whoever starts Python here waits for each file to be compiled once, and not every time
unexport PYTHONDONTWRITEBYTECODE

# for the demo and the simulation: make demo ONCE=1 LOCALS=brimbank,frankston PEOPLE=40 WEEKS=26 SEED=7 JSON=var/demo.json
DEMO = $(if $(ONCE),--once) $(if $(LOCALS),--locals $(LOCALS)) $(if $(PEOPLE),--people $(PEOPLE)) \
       $(if $(WEEKS),--weeks $(WEEKS)) $(if $(SEED),--seed $(SEED)) $(if $(JSON),--json $(JSON))

# for the benchmarks: make bench ONLY=R1,P2 SIZES=10000,100000 PAIRS=7
BENCH = $(if $(ONLY),--only $(ONLY)) $(if $(SIZES),--sizes $(SIZES)) $(if $(PAIRS),--pairs $(PAIRS)) $(if $(QUICK),--quick)

# by two workers, each with a stack of its own if one is asked for: whole files, in their order, so that the long ones begin first
TWO = --numprocesses 2 --dist loadfile --no-loadscope-reorder

.PHONY: help setup demo unit test lint faults soak bench house clean

help:  ## what there is to make
	@grep -E '^[a-z]+:.*##' Makefile | sed -E 's/^([a-z]+):.*## (.*)/make \1\t\2/' | expand -t 14

setup:  ## .venv as the requirements say; does nothing if it is so already
	@$(PYTHON) deploy/setup.py

demo: setup  ## half a year in six Locals and at the evaluator, in a minute or two; ONCE=1 ends after the summary
	@$(BIN)/lc demo $(DEMO)

unit: setup  ## the tests that need no server and no long stories, properties by 30 examples each; TESTS=tests/journey for some of them
	EXAMPLES=30 $(BIN)/python -m pytest -m "not servers and not long" $(TWO) $(TESTS)

lint: setup  ## style, types, and the rules of the architecture
	$(BIN)/ruff check
	$(BIN)/mypy
	$(BIN)/lint-imports

test: lint  ## every check and every test there is, on real Kafka, real PostgreSQL and a real browser
	@$(BIN)/python -m deploy.browser
	$(BIN)/python -m pytest --durations=20 $(or $(TESTS),$(TWO))

faults: setup  ## the matrix of faults: everything killed, frozen, cut and filled, and every fact counted; ROWS=1,5 QUICK=1
	$(BIN)/python -m tests.faults $(if $(ROWS),--rows $(ROWS)) $(if $(QUICK),--quick)

soak: setup  ## half an hour of steady work with random faults; MINUTES=5 for less
	$(BIN)/python -m tests.faults --soak $(or $(MINUTES),30)

bench: setup  ## how quick it is, beside what else one might use; ONLY=P1,P2 SIZES=10000,1000000 PAIRS=7 QUICK=1
	@$(BIN)/python -m benchmarks $(BENCH)

house: setup  ## how the house stands in numbers, beside an earlier build; BEFORE=571cc5a
	@$(BIN)/python -m benchmarks.house $(if $(BEFORE),--before $(BEFORE))
	@echo && $(BIN)/python -m benchmarks.changes

clean:  ## stop what runs here and remove everything that was made, except downloads
	@test ! -x $(BIN)/lc || $(BIN)/lc stack down
	@for kept in $(wildcard var/tests/*/); do LC_STATE=$$kept $(BIN)/lc stack down; done
	rm -rf var .venv .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis *.egg-info
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
