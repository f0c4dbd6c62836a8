"""The first page: what the product promises, and the way into a demo."""
