"""What the user touches: pages, API, stream, engine, command line, and the one place where it is wired together."""
