"""Under which licence a Python package is, by its own words as far as they are exact."""

from email.message import Message

from cyclonedx.spdx import is_expression, is_supported_id

_BY_CLASSIFIER = {
    "MIT License": "MIT",
    "Apache Software License": "Apache-2.0",
    "ISC License (ISCL)": "ISC",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "Python Software Foundation License": "PSF-2.0",
    "The Unlicense (Unlicense)": "Unlicense",
}
LOOKED_UP = {
    "dkimpy": "Zlib",
    "feedgenerator": "BSD-3-Clause",
    "flask-mail": "BSD-3-Clause",
    "itsdangerous": "BSD-3-Clause",
    "jinja2": "BSD-3-Clause",
    "resvg-py": "MIT",
    "segno": "BSD-3-Clause",
    "waitress": "ZPL-2.1",
}
"""Of packages that say none, or one of several: as the licence file that they come with has it."""


class UnknownLicence(ValueError):
    """A package does not say exactly under which licence it is, and nobody looked it up."""


def licence_of(name: str, metadata: Message) -> str:
    """An SPDX id or expression. Raises UnknownLicence, naming the package."""
    said = metadata.get("License-Expression") or metadata.get("License") or ""
    if said and (is_supported_id(said) or is_expression(said)):
        return said
    if name in LOOKED_UP:
        return LOOKED_UP[name]
    for classifier in metadata.get_all("Classifier", []):
        kind, *_, last = classifier.split(" :: ")
        if kind == "License" and last in _BY_CLASSIFIER:
            return _BY_CLASSIFIER[last]
    raise UnknownLicence(
        f"{name}: no exact licence is said; look into its licence file and list it in LOOKED_UP"
    )
