"""Fuzzing of the five parsers that read what others wrote.

`pytest -q tests/fuzz` tries each for some seconds. `python -m tests.fuzz [PARSER…] --minutes N`
goes on for as long as it is told, from another seed each time unless `--seed` names one, prints the
outcomes it saw, writes the input of each finding to a file and ends with 1 if there is one.
`python -m tests.fuzz PARSER --again FILE` tries such a file again.

    policy      octets are a policy, or an error with a line; never freer than itself
    message     octets are a message or an empty one, and nothing of it can drive a screen
    calendar    octets are events, tasks and cards, or an error with a line; a bounded expansion
    grant       octets are a chain or no chain; what a holder makes of a chain is never wider
    journal     a changed file is damaged or says what it said; a changed body is read or damaged

Inputs are octets at random, octets turned, cut, doubled and spliced within true ones, the same with
the words and lines of the language, and the repetition of a piece up to and beyond the bounds of
size and nesting. Each has its time, measured on the thread's own clock.
"""
