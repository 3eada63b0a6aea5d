"""Charts as drawings with text as text: what a report counts -> SVG under the same strict policy as the page it stands in."""
