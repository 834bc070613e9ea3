# Short names for people who are used to make; all the work is in run.py.
PYTHON ?= python3
ARGS ?=

.DEFAULT_GOAL := run
.PHONY: run setup test lint bench bundle

run setup test lint bench bundle:
	$(PYTHON) run.py $@ $(ARGS)
