"""Drafting: from a document to statements that are proposed, never asserted."""
