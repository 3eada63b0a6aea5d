"""Reports as Word files, and comments in a drafter's own file."""
