"""Measurements beside peers: `python -m benchmarks.NAME [--quick] [--json FILE]`."""
