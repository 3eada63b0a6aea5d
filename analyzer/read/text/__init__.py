"""Plain text and CSV, and what all texts without layout share: paragraphs, running heads, contents, wording."""
