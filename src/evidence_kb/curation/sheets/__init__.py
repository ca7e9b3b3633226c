"""The spreadsheet loop: a base as sheets, and what was edited in them brought back."""
