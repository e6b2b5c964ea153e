"""Figures, one command each: `python -m benchmarks.NAME [--quick] [--json FILE]`."""
