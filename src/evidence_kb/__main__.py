"""``python -m evidence_kb`` is the command ``evidence-kb``."""

from evidence_kb.cli import main

if __name__ == "__main__":
    main()
