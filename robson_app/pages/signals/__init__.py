"""The inbox of signals, and what is watched for."""
