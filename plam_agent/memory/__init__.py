"""What the agent remembers: sealed records, an index that lives in memory only, and recall."""
