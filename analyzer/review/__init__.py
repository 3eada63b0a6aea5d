"""People in the loop: what experts say, beside what the program says."""
