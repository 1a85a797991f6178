"""A member put together of blocks is the member compressed whole: same bytes inside, same checksum, whatever lies between."""

import zlib

from hypothesis import given
from hypothesis import strategies as st

from toolkit.ooxml.blocks import part_of_blocks, ready_block
from toolkit.ooxml.packing import write
from toolkit.ooxml.zip_directory import directory

STRETCHES = st.lists(st.tuples(st.booleans(), st.binary(max_size=2000)), max_size=8)


@given(STRETCHES, st.binary(max_size=400))
def test_blocks_inflate_to_their_stretches(stretches, end):
    blocks = [ready_block(data, last=False) if common else data for common, data in stretches]
    part = part_of_blocks("a.xml", [*blocks, ready_block(end, last=True)])
    whole = b"".join(data for _, data in stretches) + end
    assert zlib.decompress(part.raw, -15) == whole
    (entry,) = directory(write([part]), 9)
    assert (entry.crc, entry.size, entry.packed) == (zlib.crc32(whole), len(whole), len(part.raw))


def test_what_was_made_before_changes_nothing():
    blocks = [ready_block(b"<a>" * 50, last=False), b"own" * 500, ready_block(b"</a>", last=True)]
    first = part_of_blocks("a.xml", blocks).raw
    part_of_blocks("b.xml", [b"other" * 700, blocks[-1]])
    assert part_of_blocks("a.xml", blocks).raw == first
