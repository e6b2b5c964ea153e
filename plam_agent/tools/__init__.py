"""The tools, one outside library per module."""
