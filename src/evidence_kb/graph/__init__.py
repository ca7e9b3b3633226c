"""The engine: reading RDF, asking SPARQL, writing Turtle; answers leave it as plain values."""
