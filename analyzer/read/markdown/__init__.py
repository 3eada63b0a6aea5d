"""Markdown, also as text recognition writes it."""
