"""A personal language agent that runs on its owner's machine, under a policy the owner signed."""

__version__ = "0.1.0"
