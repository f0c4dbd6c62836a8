"""The REST API under `/api/v1`, as `docs/specs/api/openapi.yaml` describes it."""

from robson_app.api.app import create_api

__all__ = ["create_api"]
