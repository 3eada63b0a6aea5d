"""The nouns of policy analysis: frozen values, standard library only."""
