"""The live stream `/ws/v1`: what moves, encoded once for all who watch it; `docs/specs/api/asyncapi.yaml` says how."""
