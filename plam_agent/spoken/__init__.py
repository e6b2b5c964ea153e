"""Pieces of spoken time in English and French, which `when.py` puts together."""
