"""Tagged corpora -> models, and how well a model codes."""
