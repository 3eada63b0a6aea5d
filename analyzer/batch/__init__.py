"""Many documents: one task each, in worker processes."""
