"""Tables: what every answer is, the declarations that make them, and the formats they go out in."""
