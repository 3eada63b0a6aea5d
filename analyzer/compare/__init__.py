"""Step 5, results -> comparisons."""
