"""A board as a file: spreadsheet, Markdown, JSON. No HTTP."""
