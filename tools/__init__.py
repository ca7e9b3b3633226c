"""What keeps the project's own files right; nothing here is installed."""
