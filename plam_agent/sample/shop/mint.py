"""The owner's side of the sample payment processor: makes a token for exactly one purchase.

Run as a program with the name of a file that holds the key, it reads an allowance as JSON and
prints the token. It needs nothing but the standard library, so that it starts at once.
"""

import base64
import hmac
import json
import sys
from pathlib import Path


def minted(allowance: object, key: str) -> str:
    """A token that says what it allows, and proves that the key's owner said so."""
    body = base64.urlsafe_b64encode(json.dumps(allowance).encode()).decode().rstrip("=")
    return f"tok_{body}.{hmac.digest(key.encode(), body.encode(), 'sha256').hex()}"


if __name__ == "__main__":
    print(minted(json.load(sys.stdin), Path(sys.argv[1]).read_text().strip()))
