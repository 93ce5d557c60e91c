"""A block as a file of plain arrays behind a header; mapped into memory, not read, when it is loaded."""

import json
import mmap
import os
import tempfile
import zlib
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from geo.errors import AreaPackUnreadable
from geo.pack_block import Block, Places, Rows, block_of
from geo.pack_cores import Cores
from geo.pack_grid import Grid

_MAGIC = b"planning-alerts area pack 1\n"
_ALIGNED = 64
_Arrays = dict[str, NDArray[Any]]


class Box(NamedTuple):
    """West, south, east and north of a part of the country, EPSG:27700 metres."""

    west: float
    south: float
    east: float
    north: float


def write_block(path: Path, block: Block, stamp: bytes) -> None:
    """Writes a file whole or not at all."""
    arrays = _arrays(block)
    entries, offset, checksum = {}, 0, 0
    for name, array in arrays.items():
        entries[name] = (array.dtype.str, array.size, offset)
        offset += -(-array.nbytes // _ALIGNED) * _ALIGNED
        checksum = zlib.crc32(np.ascontiguousarray(array).view(np.uint8).data, checksum)
    header = json.dumps(
        {"stamp": stamp.hex(), "arrays": entries, "checksum": checksum, "size": offset}
    ).encode()
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=path.name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(_MAGIC + b"%08d%010d" % (len(header), zlib.crc32(header)) + header)
            file.write(bytes(-file.tell() % _ALIGNED))
            for array in arrays.values():
                file.write(np.ascontiguousarray(array).data)
                file.write(bytes(-array.nbytes % _ALIGNED))
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    finally:
        Path(name).unlink(missing_ok=True)


def read_block(path: Path, within: Box | None) -> tuple[Block, bytes]:
    """The block and its stamp; AreaPackUnreadable for a file that is damaged or of another version."""
    with path.open("rb") as file:
        try:
            mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
            arrays, stamp = _read(mapped)
        except (ValueError, KeyError, TypeError) as error:
            raise AreaPackUnreadable(f"{path} is no pack of watch areas of this version.") from error
    block = _block(arrays)
    return (block if within is None else _part(block, within)), stamp


def _read(mapped: mmap.mmap) -> tuple[_Arrays, bytes]:
    start = len(_MAGIC) + 18
    if mapped[: len(_MAGIC)] != _MAGIC:
        raise ValueError("another kind of file")
    length, checksum = int(mapped[len(_MAGIC) : start - 10]), int(mapped[start - 10 : start])
    header = mapped[start : start + length]
    if zlib.crc32(header) != checksum:
        raise ValueError("a damaged header")
    entries = json.loads(header)
    begin = -(-(start + length) // _ALIGNED) * _ALIGNED
    if len(mapped) != begin + entries["size"]:
        raise ValueError("cut short")
    arrays, checksum = {}, 0
    for name, (kind, size, offset) in entries["arrays"].items():
        arrays[name] = np.frombuffer(mapped, dtype=kind, count=size, offset=begin + offset)
        checksum = zlib.crc32(arrays[name].view(np.uint8).data, checksum)
    if checksum != entries["checksum"]:
        raise ValueError("damaged")
    return arrays, bytes.fromhex(entries["stamp"])


def _arrays(block: Block) -> _Arrays:
    cores, grid = block.cores, block.grid
    return {
        "ids": block.ids,
        **block.places._asdict(),
        "member": block.member,
        "crowd_starts": block.crowd_starts,
        "crowd_members": block.crowd_members,
        "reaches": grid.reaches,
        "keys": grid.keys,
        "blob": cores.blob,
        "starts": cores.starts,
        "lengths": cores.lengths,
        "edges": cores.edges,
    }


def _block(arrays: _Arrays) -> Block:
    return Block(
        arrays["ids"],
        Places(*(arrays[name] for name in Places._fields)),
        arrays["member"],
        arrays["crowd_starts"],
        arrays["crowd_members"],
        Grid(arrays["reaches"], arrays["keys"]),
        Cores(arrays["blob"], arrays["starts"], arrays["lengths"], arrays["edges"]),
    )


def _part(block: Block, box: Box) -> Block:
    """The areas whose outer disc's box meets the box: a few too many, never one too few."""
    places = block.places
    is_near = (places.x + places.outer >= box.west) & (places.x - places.outer <= box.east)
    is_near &= (places.y + places.outer >= box.south) & (places.y - places.outer <= box.north)
    rows = block.rows(is_near[block.place_of_member])
    return block_of(Rows(rows.ids, rows.places), block.cores)
