"""The command `plam`: one module per command, imported when it is called."""

from __future__ import annotations

import argparse
import importlib
import keyword
import sys
from collections.abc import Sequence

COMMANDS = {
    "demo": "an offline tour in a throw-away home",
    "init": "make a home: keys, recovery key, starter policy, signed",
    "account": "add, list or remove mail, calendar, contacts and task accounts",
    "ask": "one request; asks on a terminal, queues without one",
    "plan": "what would be done for a request; nothing runs",
    "triage": "one headless pass over new mail",
    "run": "the service: keeps the model warm, sorts new mail, holds and expires",
    "approvals": "list, show, approve, edit or deny what waits for you",
    "approver": "hold the approval key on a terminal of its own, and answer there",
    "tools": "plugins: what is installed, what of it may run, and a new one to begin with",
    "grant": "let another key's holder do a part of it: issue, show, verify, revoke",
    "mcp": "our tools for other agents, and other servers' tools for us",
    "policy": "init, sign, check and explain the policy",
    "log": "what happened; `log verify` checks every record",
    "why": "why an event happened, or did not",
    "undo": "take back what an event did",
    "spending": "what was spent, by whom it was allowed and under which rule",
    "memory": "search, show, add, edit, export and import what is remembered",
    "forget": "erase a person, a message or words from all that is remembered",
    "export": "everything that may leave the home, as one sealed and signed file",
    "import": "take such a file into a home: checked first, and nothing of it in force by itself",
    "tune": "what is learnt from you at night, what came of it, and the way back",
    "model": "list, pull, use, remove and measure models",
    "web": "the terminal UI in a browser on this machine",
    "unlock": "open the home of a service that waits, locked",
    "doctor": "what is wrong here, and the command that mends it",
}
ALONE = ("--home", "--passphrase-fd", "--plain", "--lang")
"""What may follow `plam` without a command: it opens the terminal UI."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command and return its exit code.

    0 done; 1 failed; 2 bad usage or input; 3 refused by policy or by a bad signature; 4 waiting
    for approval; 75 busy.
    """
    arguments = list(sys.argv[1:] if argv is None else argv)
    name = arguments[0] if arguments else ""
    if not arguments or name.partition("=")[0] in ALONE:
        return _ui(arguments)
    if name not in COMMANDS:
        return _usage(arguments)
    parser = argparse.ArgumentParser(prog=f"plam {name}", description=COMMANDS[name])
    # `import` is no name for a module.
    module = importlib.import_module(f".{name}{'_' * keyword.iskeyword(name)}", __name__)
    module.arguments(parser)
    from .common import run

    return run(parser, module.command, arguments[1:])


def _ui(arguments: list[str]) -> int:
    """The terminal UI; where nobody sits at a terminal, what commands there are."""
    if not arguments and not (sys.stdin.isatty() and sys.stdout.isatty()):
        return _usage(arguments)
    from . import ui
    from .common import run

    parser = argparse.ArgumentParser(prog="plam", description="The terminal UI.")
    ui.arguments(parser)
    return run(parser, ui.command, arguments)


def _usage(arguments: Sequence[str]) -> int:
    names = "\n".join(f"  {name:<12}{text}" for name, text in COMMANDS.items())
    parser = argparse.ArgumentParser(
        prog="plam",
        usage="plam [--plain] [--lang CODE] [--home DIR]\n"
        "       plam COMMAND [--home DIR] [--json] …",
        description="A personal agent that does only what a policy you signed lets it do.",
        epilog="plam alone opens the terminal UI; plam --plain is the same in lines of text.\n\n"
        f"commands:\n{names}\n\n`plam COMMAND --help` says more.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    from .. import __version__

    parser.add_argument("--version", action="version", version=f"plam {__version__}")
    parser.add_argument("command", metavar="COMMAND", nargs="?", help=argparse.SUPPRESS)
    wrong = parser.parse_args(arguments).command
    if wrong is not None:
        parser.error(f"there is no command {wrong!r}")
    parser.print_help()
    return 2
