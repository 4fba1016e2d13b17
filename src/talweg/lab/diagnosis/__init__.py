"""Why is it not training: findings about a model, a loss, a rule and data, each with its number and what to do."""
