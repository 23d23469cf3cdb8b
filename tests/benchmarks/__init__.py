"""Measures the budgets of this project: ``make bench``. What each line means: docs/benchmarks.md."""
