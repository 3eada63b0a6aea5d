"""Step 6, results that a person looks at."""
