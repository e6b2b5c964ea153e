"""Attacks on the whole product, a module a family; see README.md."""
