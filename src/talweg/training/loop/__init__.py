"""The training loop: mini-batches through a model and a loss, a step after each, and what is recorded of it."""
