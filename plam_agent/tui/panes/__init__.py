"""The panes of the terminal UI: each module here has one `Pane`, and the app finds it."""
