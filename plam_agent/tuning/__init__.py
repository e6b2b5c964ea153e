"""Training: data, trainer, adapters and their evaluation."""
