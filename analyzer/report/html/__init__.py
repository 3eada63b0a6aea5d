"""Reports as pages: one self-contained file each, without script."""
