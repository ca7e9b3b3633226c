"""Writing and checking a base: passages of documents, and what the model asks of each item."""
