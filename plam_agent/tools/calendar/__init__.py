"""Events and tasks: a folder of iCalendar files behind a small store, and the tools."""
