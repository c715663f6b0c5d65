"""Write what the product itself is installed from, with hashes: the lock file without what only developers use.

It lies beside the wheel (`dist/requirements.lock`), for whoever installs it: an image, a server.
"""

import json
import re
import sys
from pathlib import Path

from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent
TARGET = ROOT / "dist" / "requirements.lock"
BLOCK = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)==.*(?:\n[ ]+--hash=.*)+\n", re.MULTILINE)


def product_lock() -> str:
    """Return the blocks of the lock file of the packages that the SBOM says the product runs on."""
    sbom = json.loads((ROOT / "deployments" / "spoorboek.cdx.json").read_text(encoding="utf-8"))
    needed = {each["name"] for each in sbom["components"] if each["scope"] == "required"}
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    return "".join(found[0] for found in BLOCK.finditer(lock) if canonicalize_name(found["name"]) in needed)


if __name__ == "__main__":
    TARGET.parent.mkdir(exist_ok=True)
    TARGET.write_text(product_lock(), encoding="utf-8")
    print(f"{TARGET.relative_to(ROOT)}: {product_lock().count('==')} packages", file=sys.stderr)
