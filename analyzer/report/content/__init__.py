"""What a report says, in one language, whatever its form: pages and Word files are made from it."""
