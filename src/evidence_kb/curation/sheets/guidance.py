"""The sheets of a book beside those that are edited: their names, and how the book is used."""

from __future__ import annotations

ABOUT = "about"
CODEBOOK = "codebook"
LISTS = "lists"
EXPORTED = "exported"
PROBLEMS = "problems"
OWN_SHEETS = (ABOUT, CODEBOOK, LISTS, EXPORTED, PROBLEMS)

CODEBOOK_NAMES = ("sheet", "field", "definition", "allowed", "example")
PROBLEM_NAMES = ("where", "rule", "message", "found", "nearest")
FACT_NAMES = ("fact", "value")

HOW_TO_NAME = "how to use this book"
HOW_TO = (
    "Edit cells, then run  evidence-kb sheet in FILE : every change is shown before it is written.",
    "Emptying a cell takes its value away. Deleting a row from a sheet changes nothing.",
    "To add an item, write a row below the last one, with an empty id, or with a key of your own "
    "such as new-1 by which other rows can refer to it.",
    "In the column mark, 'delete' withdraws the item: say why under because. 'proposed' is a "
    "draft, left out until you write 'new' in its place.",
    "Several values in a cell are set apart by '; ', several texts stand on a line each.",
    "Ids are locked. Grey columns are there to be read: they are not read back.",
    "Filter, and hide or move columns, as you like; to sort, first take off the protection of the "
    "sheet (there is no password). Keep the names in the first row.",
    "Mistakes come back at their cells:  evidence-kb sheet in FILE --marked COPY",
)
