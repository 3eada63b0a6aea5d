"""Step 4, Codings -> Scorecard: scope, elements, criteria."""
