# Short names for people who are used to make; all the work is in run.py.
PYTHON ?= python3
ARGS ?=

.DEFAULT_GOAL := run
.PHONY: run setup test lint bench

run setup test lint bench:
	$(PYTHON) run.py $@ $(ARGS)
