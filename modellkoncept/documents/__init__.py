"""Documents: a row is requested, a worker builds its files, a sweep catches what was lost.

One HTML template of a kind gives both files: PDF through WeasyPrint and Word through pandoc. Only
pdf.py and word.py import those two, and only where they are used: the web process starts without
them.
"""
