"""Step 2, Document -> Segments: languages, headings, sentences, tokens."""
