"""The terminal UI: the Textual app, a widget a file. Nothing of it is imported before it opens."""
