"""The only package that knows where corpora/ and models/ are: loads codebooks, tagged corpora, models."""
