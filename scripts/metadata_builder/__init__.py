"""What search engines, catalogues and archives read, made from the descriptor and the tables."""
