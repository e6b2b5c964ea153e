"""A personal language agent that runs on its owner's machine, under a policy the owner signed."""
