"""Tests of what comes over a wire: against servers of the test on this machine, never another host."""
