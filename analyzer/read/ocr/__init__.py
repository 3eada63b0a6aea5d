"""Reading pictures of text: engines behind one protocol, and the pages they see set upright first."""
