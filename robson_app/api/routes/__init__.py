"""The API's operations, one file a resource; each calls use cases or reads, and decides nothing itself."""
