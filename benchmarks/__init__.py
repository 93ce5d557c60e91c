"""Measurements of the project beside its rivals, each run as `python -m benchmarks.NAME`."""
