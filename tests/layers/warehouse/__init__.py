"""Tests of the shared warehouse."""
