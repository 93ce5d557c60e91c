"""Reads a drawing back: elements by class, as a browser would find them."""

from xml.etree import ElementTree as ET

SVG = "{http://www.w3.org/2000/svg}"


def drawn(svg: str) -> ET.Element:
    return ET.fromstring(svg)


def by_class(root: ET.Element, name: str) -> list[ET.Element]:
    return [found for found in root.iter() if name in found.get("class", "").split()]


def words_of(root: ET.Element, name: str) -> list[str]:
    return [found.text or "" for found in by_class(root, name)]
