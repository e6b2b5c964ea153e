"""Tools that others wrote: found by entry point, pinned by the owner, fenced while they run."""
