"""From words to a plan: handles, grammar, prompt, model and reader."""
