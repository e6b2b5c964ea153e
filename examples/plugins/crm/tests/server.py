"""A CRM on loopback: customers with versions, and notes that know the key they came with."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

from plam_agent.testing.loopback import Asked, Reply

TOKEN = "s3cret"


class Crm:
    """Two customers and their notes."""

    def __init__(self) -> None:
        self.customers: dict[str, dict[str, Any]] = {
            "7": {"name": "Dupont SARL", "address": "paul@dupont.example", "stage": "lead"},
            "8": {"name": "Durand", "address": "eve@durand.example", "stage": "won"},
        }
        for id_, customer in self.customers.items():
            customer |= {"id": id_, "version": 1}
        self.notes: dict[str, dict[str, str]] = {}
        self.fails = 0

    def held(self) -> Any:
        """All of it but the versions, as JSON data."""
        rows = {
            k: {f: v for f, v in c.items() if f != "version"} for k, c in self.customers.items()
        }
        return {"customers": rows, "notes": {**self.notes}}

    def __call__(self, asked: Asked) -> Reply:
        if asked.headers.get("authorization") != f"Bearer {TOKEN}":
            return 401, {}
        if self.fails:
            return self.fails, {}
        url = urlsplit(asked.path)
        query = {key: values[0] for key, values in parse_qs(url.query).items()}
        match asked.method, url.path.strip("/").split("/"):
            case "GET", ["customers"]:
                words = query.get("q", "").lower().split()
                rows = self.customers.values()
                return 200, [r for r in rows if all(w in str(r).lower() for w in words)]
            case "GET", ["customers", id_] if id_ in self.customers:
                return 200, self.customers[id_]
            case "PATCH", ["customers", id_] if id_ in self.customers:
                customer = self.customers[id_]
                if asked.headers.get("if-match") != str(customer["version"]):
                    return 412, {}
                customer |= {"stage": asked.json["stage"], "version": customer["version"] + 1}
                return 200, customer
            case "POST", ["customers", id_, "notes"] if id_ in self.customers:
                key = asked.json["key"]
                self.notes.setdefault(f"n-{key[:8]}", {"key": key, "text": asked.json["text"]})
                return 201, {"id": f"n-{key[:8]}"}
            case "GET", ["notes"]:
                return 200, [n for n in self.notes.values() if n["key"] == query.get("key")]
            case "DELETE", ["notes", id_] if id_ in self.notes:
                del self.notes[id_]
                return 204, b""
        return 404, {}
