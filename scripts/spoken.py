"""Where the program makes sentences: which modules and calls do, and which the UI never shows."""

from __future__ import annotations

SAID = {
    "Allow", "Confirm", "Deny", "Done", "Failed", "Held", "Pending", "Refused", "Rehearsed",
    "Reply", "Result", "Unknown", "Finding", "say", "_say", "progress", "_progress",
}  # fmt: skip
"""What takes a sentence and passes it on to a person, beside errors and what is raised."""

FAULTS = {
    "AssertionError", "AttributeError", "ConnectionError", "ConnectionResetError", "KeyError",
    "ConnectionAbortedError", "IndexError", "OSError", "RuntimeError", "StopIteration",
    "TimeoutError", "TypeError", "NotImplementedError",
}  # fmt: skip
"""Errors of the program's own, which no person is told in their words."""

UNREACHED = (
    # A terminal's commands, which are in English, but for what the learning pane shows too.
    "cli/(?!tune_status)",
    "checkup", "delegation", "mcp_", "plugins/template", "memory/(parquet|portable)",
    # What stands in for the world in the demo and the tests, and what authors of plugins run.
    "sample/", "testing/",
    # Training happens in a process of its own, whose words stay in its report.
    "tuning/(?!conditions|ending|judging|kept|machine|nightly|nights|promote|wearing)",
    # Words that are read, and words for a model.
    "spoken/", "planner/(prompt|grammar|template|label_words|synonyms|written)", "language",
)  # fmt: skip
"""Modules none of whose sentences the UI can come to show, by how their paths begin."""

SPOKEN = (
    "admission", "always", "approvals", "budgets", "certificate", "claims", "cli/tune_status",
    "digest", "drafting", "flood", "forgetting_told", "freezing", "holding", "imitation", "looking",
    "operations", "model_choice", "planner/fitness", "planner/planning", "policy/(analyse|check)",
    "policy/(bounds|compiled|constraints|decide|existing|mandates|places)", "proving",
    "recovery", "remembering", "reporting", "routing", "runtime", "sorting", "telling", "undoing",
    "tools/(contacts|lookalikes|memory|model|showing|tasks|context|people)", "warm", "desk",
    "tools/calendar/(agenda|answering|changing|free|guests|invitations|notices|received|shifting)",
    "tools/calendar/(tools|writing|keeping)", "tools/files/(changing|finding|moving|reading)",
    "tools/files/(trashing|writing)", "tools/mail/(reading|saving|sorting|writing)",
    "tools/purchase/(after|buying|looking|money|paying|terms|tools)", "triage", "unattended",
    "tuning/(conditions|ending|judging|nightly|promote|wearing)", "unsettled", "using",
    "agent", "together", "finding", "binding", "memory/recollection", "tuning/nights",
    "plugins/fence", "consequences", "adapters_versions",
)  # fmt: skip
"""Modules that make sentences anywhere, by their paths without `.py`."""

QUIET = {
    "compile", "execute", "executemany", "getattr", "append_event", "fullmatch", "search", "match",
    "sub", "split", "partition", "rpartition", "startswith", "endswith", "removeprefix", "strftime",
    "removesuffix", "field", "mark", "_", "ngettext", "Binding", "TypeVar", "log", "debug",
    "import_module", "NewType", "cast", "encode", "Field", "Arguments",
}  # fmt: skip
"""What takes strings that are no sentences, or are translated already."""

OTHERS = {
    "shown", "listed", "named", "framed", "title", "text", "words", "name", "uid_of", "name_for",
    "temporary_name", "_quoted", "_line", "_named", "_from", "_ids",
}  # fmt: skip
"""What returns words of others: a hole that holds them is never told."""

WRAPS = {"escaped", "flat", "plain", "str", "marked", "cut", "spelled", "tuple", "list", "sorted"}
"""What returns its first argument, made fit for the screen."""

TOLD = {"error", "why", "reason", "detail", "trouble", "message", "fix", "kind", "period", "verb"}
"""Names of what holds a sentence, or one of `WORDS`, wherever it is put into another."""

LISTS = {
    "reasons", "why", "nearly", "lines", "parts", "notes", "changed", "failed", "broken", "wrong",
    "missing",
}  # fmt: skip
"""Names of lists of sentences; of what others say there are `errors` and `notices`."""

WORDS = (
    "hour", "day", "week", "month", "calendar", "contact", "contacts", "event", "events", "files",
    "file", "folder", "list", "mail", "mailbox", "message", "messages", "offer", "order", "person",
    "task", "tasks", "send", "draft", "answer",
    *(f"{{0:count}} {each}" for each in (
        "record", "records", "memory", "memories", "cached state", "cached states", "fact", "facts",
        "episode", "episodes", "summary", "summaries", "note", "notes", "file", "files", "folder",
        "folders", "attachment", "attachments", "entry", "entries",
    )),
    "  removed: {0:told} of the journal, {1:told}, {2:told}",
    "  checked: {0:told} ({1} bytes), {2:told}, {3:told}; the journal verifies, head {4}…",
    "{0} records of the journal would go, and of the memory: {1:told}.",
    "Window: {0} (next {1}).", "Window: {0} (open now, until {1}).", "Window: {0} (always open).",
    "Look up events {0} from now on", "Not now: {0:told}", "`{0}` is {1}, from {2} ({3:told})",
    "`{0}` is {1}, from nobody knows where ({2:told})",
    *(f"  {{0}}: {each}{more}" for each in ("narrower", "equal", "wider", "cannot tell")
      for more in ("", ", {1:told}")),
)  # fmt: skip
"""Words that sentences name periods, accounts and things by, and what is put together in steps."""
