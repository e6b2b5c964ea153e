"""The policy a person wrote: its document, its decisions, its grants and its ledger."""
