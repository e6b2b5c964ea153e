"""Kill -9 at every boundary of the journal and of the effects, and compare what is left.

`python -m tests.crash --kills 1000 --json FILE`, from the repository's root with the `test` extra.

A scenario is one thing the agent does to real servers (Dovecot, Radicale, an SMTP server) or to
files. A first run in a child process numbers its boundaries: each statement of a journal
transaction and each system call of SQLite, each rename, fsync and write of a file, each command
sent to a server and each answer, and each tool's start and end. Further children are killed at one
of them, or in the middle of a write. Then a fresh process opens the home, verifies it, recovers,
and what the journal says is compared with what the servers hold.

    lost            an effect that was recorded as done or told to the owner and is not there; one
                    that is there and that nothing in the journal stands for; a thing that is gone;
                    a home that does not open or verify
    doubled         an effect that is there twice, also after whatever did not happen was asked for
                    again
    unknown_hidden  an intent that recovery leaves without an outcome, says did not happen although
                    it did, or calls unknown without telling the owner
"""
