"""PDF: lines with boxes from pdfium, laid out into reading order, headings, paragraphs and tables."""
