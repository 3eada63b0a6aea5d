"""Step 6, results that another program reads: one file per format."""
