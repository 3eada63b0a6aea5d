"""Word files: styles, numbering, tables, text boxes, tracked changes."""
