"""Master keys for tests, so that none makes one in a data folder."""

from base64 import b64encode

MASTER_KEYS = f"1:{b64encode(bytes(32)).decode()}"
