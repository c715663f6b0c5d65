"""Caddy, from Debian, before API servers: what hangs or is gone gets no requests."""

from collections.abc import Sequence
from pathlib import Path

# Health is asked by the name of this machine: an API answers to its own names alone.
CADDYFILE = """{{
    admin off
    auto_https off
    storage file_system {folder}
}}
http://127.0.0.1:{port} {{
    reverse_proxy {upstreams} {{
        lb_policy round_robin
        lb_try_duration 10s
        lb_try_interval 200ms
        fail_duration 5s
        health_uri /api/health
        health_interval 1s
        health_timeout 2s
        health_headers {{
            Host 127.0.0.1
        }}
        transport http {{
            dial_timeout 2s
            response_header_timeout 5s
        }}
    }}
}}
"""


def write_caddyfile(folder: Path, port: int, upstream_ports: Sequence[int]) -> Path:
    """Write the configuration of a proxy on a port of this machine, before servers on others; return its path."""
    upstreams = " ".join(f"127.0.0.1:{each}" for each in upstream_ports)
    path = folder / "Caddyfile"
    path.write_text(CADDYFILE.format(folder=folder, port=port, upstreams=upstreams))
    return path
