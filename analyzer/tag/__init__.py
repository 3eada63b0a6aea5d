"""Step 3, Segments -> Codings: encoders, features, classifier, evidence."""
