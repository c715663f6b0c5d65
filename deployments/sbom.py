"""Write the list of dependencies (SBOM, CycloneDX 1.6) from the lock file, with the licence of each.

The same lock file gives the same bytes: no time, no machine. The wheel carries it in its metadata (PEP 770).
"""

import json
import re
import tomllib
from collections.abc import Iterable, Mapping
from hashlib import sha256
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent
LOCK, TARGET = ROOT / "requirements.lock", ROOT / "deployments" / "spoorboek.cdx.json"
PINNED = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)==(?P<version>[^ ;\\]+)(?: ; (?P<marker>[^\\]+?))? \\$", re.MULTILINE)
LICENCE_CLASS = "License :: OSI Approved :: "
LONGEST_LICENCE = 60  # characters; a longer text is the licence itself, not its name
# Of packages for other systems, which cannot be read here, and of one whose metadata names none (its LICENSE does).
ELSEWHERE: Mapping[str, str] = {
    "async-timeout": "Apache-2.0",
    "brotlicffi": "MIT",
    "pyrage": "MIT",
    "pywin32": "PSF-2.0",
    "pyyaml-ft": "MIT",
}
EXTRA = re.compile(r"extra == ['\"]([^'\"]+)['\"]")


def sbom(lock: str, project: Mapping[str, Any]) -> dict[str, Any]:
    """Return the SBOM of the project whose dependencies are locked so."""
    pinned = {canonicalize_name(found["name"]): found["version"] for found in PINNED.finditer(lock)}
    asked = [Requirement(each) for each in project["dependencies"]]
    needed = _closure(asked, pinned)
    reference = _purl(project["name"], project["version"])
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": uuid5(NAMESPACE_URL, sha256(f"{reference}\n{lock}".encode()).hexdigest()).urn,
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": reference,
                "name": project["name"],
                "version": project["version"],
                "purl": reference,
                "properties": [{"name": "requirements.lock:sha256", "value": sha256(lock.encode()).hexdigest()}],
            }
        },
        "components": [_component(name, version, name in needed) for name, version in sorted(pinned.items())],
        "dependencies": [
            {"ref": reference, "dependsOn": _references(asked, pinned)},
            *(
                {"ref": _purl(name, version), "dependsOn": _references(_required(name), pinned)}
                for name, version in sorted(pinned.items())
            ),
        ],
    }


def _component(name: str, version: str, needed: bool) -> dict[str, Any]:
    """Describe a package; `needed`: the product runs on it, else only those who develop it do."""
    return {
        "type": "library",
        "bom-ref": _purl(name, version),
        "name": name,
        "version": version,
        "scope": "required" if needed else "excluded",
        "licenses": [_licence(name)],
        "purl": _purl(name, version),
    }


def _licence(name: str) -> dict[str, Any]:
    """Return the licence of a package as it states it: an SPDX expression, else a name."""
    installed = _installed(name)
    if installed is None:
        return {"license": {"name": ELSEWHERE[name]}}
    stated = installed.metadata
    if expression := stated.get("License-Expression"):
        return {"expression": expression}
    classes = [each.removeprefix(LICENCE_CLASS) for each in stated.get_all("Classifier", []) if LICENCE_CLASS in each]
    words = (stated.get("License") or "").strip()
    short = words if words and "\n" not in words and len(words) <= LONGEST_LICENCE else ""
    return {"license": {"name": short or ", ".join(classes) or ELSEWHERE[name]}}


def _closure(asked: Iterable[Requirement], pinned: Mapping[str, str]) -> set[str]:
    """Return these packages and all they need, with the extras that are asked for, among the locked ones."""
    found: dict[str, set[str]] = {}
    waiting = list(asked)
    while waiting:
        each = waiting.pop()
        name = canonicalize_name(each.name)
        if name in pinned and (name not in found or each.extras - found[name]):
            found[name] = found.get(name, set()) | each.extras
            waiting += _required(name, found[name])
    return set(found)


def _required(name: str, extras: Iterable[str] = ()) -> list[Requirement]:
    """Return what an installed package needs, whatever the system, and what it needs for these extras."""
    installed = _installed(name)
    needs = [Requirement(each) for each in (installed.requires or ())] if installed else []
    return [each for each in needs if (extra := EXTRA.search(str(each.marker))) is None or extra[1] in extras]


def _references(asked: Iterable[Requirement], pinned: Mapping[str, str]) -> list[str]:
    names = {canonicalize_name(each.name) for each in asked}
    return sorted(_purl(name, pinned[name]) for name in names if name in pinned)


def _installed(name: str) -> Distribution | None:
    try:
        return distribution(name)
    except PackageNotFoundError:
        return None


def _purl(name: str, version: str) -> str:
    return f"pkg:pypi/{name}@{version}"


def sbom_text() -> str:
    """Return the SBOM of this source tree as it is written."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return json.dumps(sbom(LOCK.read_text(encoding="utf-8"), project), ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    TARGET.write_text(sbom_text(), encoding="utf-8")
