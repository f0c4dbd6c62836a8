"""Rows to entities and back. A field's column has the field's name; a test holds them together."""
