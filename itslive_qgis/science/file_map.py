"""Which parts of a granule's file libhdf5 will read for its header: a guess, to have them ready.

A file that was written variable by variable has its header scattered between the pixels. libhdf5
asks for one part after the other and lets no other thread in meanwhile; here the same parts are
followed from their addresses alone, by as many threads as there are granules. Nothing of it is
believed: what is guessed wrong is fetched when libhdf5 asks for it.

Formats: "HDF5 File Format Specification", version 3.0; sections in brackets.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

_SIGNATURE = b"\x89HDF\r\n\x1a\n"
_NOWHERE = (1 << 64) - 1
_LINK_INFO, _LINK, _LAYOUT, _CONTINUATION, _ATTRIBUTE_INFO = 0x02, 0x06, 0x08, 0x10, 0x15
_CONTIGUOUS, _CHUNKED = b"\x03\x01", b"\x03\x02"  # version and class
#: Bytes that hold the beginning of any structure.
_SMALL = 256
_OBJECT = 512  # that libhdf5 reads of an object's header at first
_LARGE = 1 << 17
_DEEPEST = 32  # blocks of one object

#: Gives bytes of the file from a place on; raises KeyError if they are not here.
Bytes = Callable[[int, int], bytes]


@dataclass(frozen=True)
class _Message:
    kind: int
    data: bytes


def follow(names: Sequence[str], held: Bytes, expect: Callable[[int, int], None]) -> None:
    """Have the headers of the file's group and of these variables ready.

    Args:
        names: of the variables; those that are not there are passed over.
        held: gives what is here of the file.
        expect: makes bytes of the file ready, from a place to before another.
    """

    def ready(place: int, length: int) -> bytes:
        try:
            return held(place, length)
        except KeyError:
            expect(place, place + length)
            return held(place, length)

    try:
        links = _links(names, ready)
        for name in names:
            if name in links:
                _look_at(links[name], ready)
    except (IndexError, KeyError, ValueError):
        return  # another format, or a damaged file: libhdf5 will find its way


def _links(names: Sequence[str], ready: Bytes) -> dict[str, int]:
    """Addresses of variables in the root group."""
    links = {}
    for message in _messages(_root(ready(0, _SMALL)), ready):
        if message.kind == _LINK:
            name, place = _link(message.data)
            links[name] = place
        elif message.kind == _LINK_INFO:
            for block in _dense(message.data, 8, ready):
                links.update(_links_in(block, names))
    return links


def _look_at(place: int, ready: Bytes) -> None:
    """Have a variable's header, its attributes and the index of its blocks ready."""
    for message in _messages(place, ready):
        if message.kind == _ATTRIBUTE_INFO:
            _dense(message.data, 2, ready)
        elif message.kind == _LAYOUT and message.data[:2] == _CHUNKED:
            # Version 3 [IV.A.2.i]: the index is a tree [III.A.1] whose nodes hold up to 64 blocks.
            key = 8 + 8 * message.data[2]
            index = _number(message.data, 3, 8)
            if index != _NOWHERE:
                ready(index, 24 + 65 * key + 64 * 8)
        elif message.kind == _LAYOUT and message.data[:2] == _CONTIGUOUS:
            start, size = _number(message.data, 2, 8), _number(message.data, 10, 8)
            if start != _NOWHERE and size < _LARGE:  # an axis
                ready(start, size)


def _root(first: bytes) -> int:
    """The address of the root group's header [II.A, versions 2 and 3]."""
    if not first.startswith(_SIGNATURE) or first[8] not in (2, 3) or first[9] != 8:  # noqa: PLR2004
        raise ValueError
    return _number(first, 36, 8)


def _messages(place: int, ready: Bytes) -> Iterator[_Message]:
    """What an object's header holds [IV.A.1.b], its continuations too."""
    head = ready(place, _OBJECT)
    if head[:4] != b"OHDR":
        raise ValueError
    flags, at = head[5], 6
    at += 16 if flags & 0x20 else 0
    at += 4 if flags & 0x10 else 0
    width = 1 << (flags & 3)
    size = _number(head, at, width)
    at += width
    ordered = bool(flags & 4)
    blocks = [ready(place + at, size)]
    for _ in range(_DEEPEST):
        if not blocks:
            return
        for message in _split(blocks.pop(0), ordered):
            if message.kind == _CONTINUATION:
                start, length = _number(message.data, 0, 8), _number(message.data, 8, 8)
                block = ready(start, length)
                if block[:4] != b"OCHK":
                    raise ValueError
                blocks.append(block[4:-4])
            else:
                yield message


def _split(block: bytes, ordered: bool) -> Iterator[_Message]:
    at, head = 0, 6 if ordered else 4
    while at + head <= len(block):
        size = _number(block, at + 1, 2)
        yield _Message(block[at], block[at + head : at + head + size])
        at += head + size


def _link(data: bytes) -> tuple[str, int]:
    """Name and address of a hard link [IV.A.2.g]."""
    flags, at = data[1], 2
    at += 1 if flags & 8 else 0
    at += 8 if flags & 4 else 0
    at += 1 if flags & 16 else 0
    width = 1 << (flags & 3)
    length = _number(data, at, width)
    at += width
    return data[at : at + length].decode(), _number(data, at + length, 8)


def _links_in(block: bytes, names: Sequence[str]) -> dict[str, int]:
    """Addresses of those of the variables whose links are in a block of a heap.

    A link there is as :func:`_link` reads it: behind the length of the name, the name.
    """
    found = {}
    for name in names:
        written = bytes((len(name),)) + name.encode()
        at = block.find(written)
        if at >= 0:
            found[name] = _number(block, at + len(written), 8)
    return found


def _dense(data: bytes, order_width: int, ready: Bytes) -> list[bytes]:
    """The blocks of the heap that holds many links [IV.A.2.c] or attributes [IV.A.2.v].

    Their indices are made ready, too.
    """
    flags = data[1]
    at = 2 + (order_width if flags & 1 else 0)
    heap = _number(data, at, 8)
    if heap == _NOWHERE:
        return []
    trees = [_number(data, at + 8, 8)] + ([_number(data, at + 16, 8)] if flags & 2 else [])
    for tree in trees:
        head = ready(tree, _SMALL)  # [III.A.2]
        root, size = _number(head, 16, 8), _number(head, 6, 4)
        if head[:4] == b"BTHD" and root != _NOWHERE:
            ready(root, size)
    return _heap(ready(heap, _SMALL), ready)


def _heap(head: bytes, ready: Bytes) -> list[bytes]:
    """The blocks of a fractal heap [III.G]."""
    if head[:4] != b"FRHP":
        raise ValueError
    wide, size = _number(head, 110, 2), _number(head, 112, 8)
    most, root, rows = _number(head, 128, 2), _number(head, 132, 8), _number(head, 140, 2)
    if not rows:
        return [ready(root, size)]
    at = 13 + -(-most // 8)
    block = ready(root, at + 8 * rows * wide)
    blocks = []
    for number in range(rows * wide):
        place = _number(block, at + 8 * number, 8)
        if place != _NOWHERE:
            row = number // wide
            blocks.append(ready(place, size << max(row - 1, 0)))
    return blocks


def _number(data: bytes, at: int, width: int) -> int:
    if at + width > len(data):
        raise IndexError
    return int.from_bytes(data[at : at + width], "little")
