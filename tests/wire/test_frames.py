"""Frames come back as they went, and nothing else is taken for a frame."""

from __future__ import annotations

import io
import os
import struct
import tracemalloc
from threading import Thread
from typing import cast

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from studio.errors import LineCut, ProtocolError
from studio.recipe.events import Cancelled, Event, Failed, Finished, Notice, Picture, Preview, Progress
from studio.recipe.receipt import Receipt, Seconds
from studio.recipe.recipe import MAX_SEED, Blank, Fit, ModelRef, Product, Recipe, StartImage
from studio.wire.frames import (
    MAGIC,
    MAX_ATTACHMENT,
    MAX_ATTACHMENTS,
    MAX_BODY,
    Reader,
    attached,
    detached,
    read_frame,
    read_from_engine,
    read_to_engine,
    write_frame,
    write_from_engine,
)
from studio.wire.messages import (
    CHANNELS,
    Attached,
    Cancel,
    FromEngine,
    Idle,
    Loaded,
    Memory,
    ModelSource,
    Quit,
    Ready,
    Report,
    Run,
    ToEngine,
    Trouble,
    Warm,
)

text = st.text(st.characters(codec="utf-8"), max_size=30)
number = st.integers(0, 2**40)
seconds = st.floats(0, 1e6)
sides = st.integers(1, 16_384)
refs = st.builds(ModelRef, id=text, weights=text)
sources = st.builds(ModelSource, ref=refs, family=text, folder=text)
memories = st.builds(Memory, resident=number, peak=number, device_used=number, device_total=number)
recipes = st.builds(
    Recipe,
    prompt=text,
    negative=text,
    width=st.integers(1, 4096),
    height=st.integers(1, 4096),
    seed=st.integers(0, MAX_SEED),
    steps=st.integers(1, 150),
    guidance=st.floats(0, 30),
    scheduler=text,
    model=refs,
    decoder=st.sampled_from(["tiny", "full"]),
    start=st.just(Blank()) | st.builds(StartImage, sha256=text, strength=st.floats(0.01, 1), mask=text),
    fit=st.none() | st.builds(Fit, width=sides, height=sides),
    product=st.none() | st.builds(Product, sha256=text, x=sides, y=sides),
)
runs = st.builds(
    Run,
    run=text,
    model=sources,
    recipe=recipes,
    indexes=st.lists(st.integers(0, 99), max_size=5).map(tuple),
    plan=st.sampled_from(["exact", "fast"]),
    previews=st.booleans(),
    attached=st.lists(
        st.builds(Attached, role=st.sampled_from(list(CHANNELS)), width=sides, height=sides), max_size=5
    ).map(tuple),
    frugal=st.integers(0, 2),
)
to_engine = st.one_of(st.builds(Warm, model=sources), runs, st.builds(Cancel, run=text), st.just(Quit()))
attachments = st.lists(st.binary(max_size=2000), max_size=MAX_ATTACHMENTS).map(tuple)


@st.composite
def previews(draw: st.DrawFn) -> Preview:
    width, height = draw(st.integers(1, 12)), draw(st.integers(1, 12))
    data = draw(st.binary(min_size=width * height * 3, max_size=width * height * 3))
    return Preview(index=draw(number), step=draw(number), width=width, height=height, data=data)


@st.composite
def pictures(draw: st.DrawFn) -> Picture:
    look = draw(previews())
    receipt = draw(
        st.builds(
            Receipt,
            backend=text,
            device=text,
            dtype=text,
            plan=st.sampled_from(["exact", "fast"]),
            seconds=st.builds(Seconds, load=seconds, total=seconds),
            warnings=st.lists(text, max_size=2).map(tuple),
            versions=st.dictionaries(text, text, max_size=2),
        )
    )
    if draw(st.booleans()):
        encoding, data = "rgb8", look.data
    else:
        encoding, data = "png", draw(st.binary(max_size=300))
    return Picture(
        index=look.index,
        recipe=draw(recipes),
        receipt=receipt,
        width=look.width,
        height=look.height,
        encoding=encoding,
        data=data,
    )


failures = st.builds(Failed, kind=text, message=text, remedy=text, detail=text)
events: st.SearchStrategy[Event] = st.one_of(
    previews(),
    pictures(),
    failures,
    st.builds(Progress, index=number, phase=st.sampled_from(["loading", "decoding"]), step=number, steps=number),
    st.builds(Notice, message=text),
    st.just(Finished()),
    st.just(Cancelled()),
)
from_engine: st.SearchStrategy[FromEngine] = st.one_of(
    st.builds(Report, run=text, event=events),
    st.builds(Loaded, model=refs, seconds=seconds, memory=memories),
    st.builds(Idle, memory=memories),
    st.builds(Trouble, failure=failures),
    st.builds(
        Ready,
        wire=number,
        pid=number,
        device=text,
        device_name=text,
        dtype=text,
        threads=number,
        versions=st.dictionaries(text, text, max_size=3),
        memory=memories,
    ),
)


class Dribble(io.RawIOBase):
    """A stream that gives at most `most` bytes at a time, as a pipe may."""

    def __init__(self, data: bytes, most: int) -> None:
        self._rest = data
        self._most = most

    def read(self, size: int = -1, /) -> bytes:
        count = min(size, self._most)
        chunk, self._rest = self._rest[:count], self._rest[count:]
        return chunk


def written(message: ToEngine | FromEngine, parts: tuple[bytes, ...] = ()) -> bytes:
    stream = io.BytesIO()
    write_frame(stream, message, parts)
    return stream.getvalue()


@given(st.lists(st.tuples(to_engine, attachments), max_size=4), st.integers(1, 5000))
def test_frames_to_the_engine_come_back_as_they_went(frames: list[tuple[ToEngine, tuple[bytes, ...]]], most: int):
    stream = Dribble(b"".join(written(*frame) for frame in frames), most)
    for frame in frames:
        assert read_to_engine(stream) == frame
    assert read_to_engine(stream) is None


@given(st.lists(from_engine, max_size=4))
def test_messages_from_the_engine_come_back_with_their_pixels(messages: list[FromEngine]):
    stream = io.BytesIO()
    for message in messages:
        write_from_engine(stream, message)
    stream.seek(0)
    assert [read_from_engine(stream) for _ in messages] == messages
    assert read_from_engine(stream) is None


@given(previews())
def test_pixels_travel_beside_the_message_not_in_it(preview: Preview):
    report = Report(run="r", event=preview)
    message, parts = detached(report)
    assert isinstance(message, Report)
    assert isinstance(message.event, Preview)
    assert (message.event.data, parts) == (b"", (preview.data,))
    assert attached(message, parts) == report


@given(st.binary(max_size=400))
def test_random_bytes_are_refused(data: bytes):
    if not data:
        assert read_to_engine(io.BytesIO(data)) is None
        return
    with pytest.raises(ProtocolError):
        read_to_engine(io.BytesIO(data))


@given(st.integers(0, 2**32 - 1), st.integers(0, 255), st.binary(max_size=200))
def test_random_bytes_behind_the_magic_are_refused_or_a_frame(length: int, count: int, rest: bytes):
    stream = io.BytesIO(struct.pack(">4sIB", MAGIC, length, count) + rest)
    try:
        frame = read_frame(stream, FromEngine)
    except ProtocolError:
        return
    assert frame is not None


@given(st.tuples(to_engine, attachments), st.data())
def test_a_flipped_byte_gives_a_frame_or_is_refused(frame: tuple[ToEngine, tuple[bytes, ...]], data: st.DataObject):
    whole = bytearray(written(*frame))
    whole[data.draw(st.integers(0, len(whole) - 1))] ^= data.draw(st.integers(1, 255))
    try:
        frame_back = read_to_engine(io.BytesIO(bytes(whole)))
    except ProtocolError:
        return
    assert frame_back is not None


@given(st.tuples(to_engine, attachments), st.data())
def test_a_frame_cut_short_is_refused(frame: tuple[ToEngine, tuple[bytes, ...]], data: st.DataObject):
    whole = written(*frame)
    with pytest.raises(LineCut):
        read_to_engine(io.BytesIO(whole[: data.draw(st.integers(1, len(whole) - 1))]))


@settings(max_examples=200)
@given(st.binary(max_size=300))
def test_any_body_of_msgpack_is_a_message_or_refused(body: bytes):
    stream = io.BytesIO(struct.pack(">4sIB", MAGIC, len(body), 0) + body)
    try:
        frame = read_frame(stream, FromEngine)
    except ProtocolError:
        return
    assert frame is not None
    assert isinstance(frame[0], FromEngine)


def test_a_body_nested_without_end_is_refused():
    body = b"\x91" * 1_000_000 + b"\xc0"
    with pytest.raises(ProtocolError):
        read_to_engine(io.BytesIO(struct.pack(">4sIB", MAGIC, len(body), 0) + body))


@pytest.mark.parametrize(
    "head",
    [
        struct.pack(">4sIB", MAGIC, MAX_BODY + 1, 0),
        struct.pack(">4sIB", MAGIC, 2**32 - 1, 0),
        struct.pack(">4sIBI", MAGIC, 10, 1, MAX_ATTACHMENT + 1),
        struct.pack(">4sIB8I", MAGIC, 10, 8, *(8 * [2**32 - 1])),
        struct.pack(">4sIB", MAGIC, 10, MAX_ATTACHMENTS + 1) + bytes(4 * (MAX_ATTACHMENTS + 1)),
    ],
)
def test_lengths_above_the_limits_are_refused_before_anything_is_read(head: bytes):
    stream = io.BytesIO(head + bytes(100))
    with pytest.raises(ProtocolError):
        read_to_engine(stream)
    assert stream.tell() <= len(head)


def test_memory_grows_only_with_what_arrives():
    body = msgspec.msgpack.encode(Quit())
    stream = io.BytesIO(struct.pack(">4sIBI", MAGIC, len(body), 1, MAX_ATTACHMENT) + body + bytes(10))
    tracemalloc.start()
    try:
        with pytest.raises(ProtocolError):
            read_to_engine(stream)
        assert tracemalloc.get_traced_memory()[1] < 8 * 2**20
    finally:
        tracemalloc.stop()


class Unlike(bytes):
    """Bytes that claim a length: a GiB need not be made to be refused."""

    def __len__(self) -> int:
        return MAX_ATTACHMENT + 1


@pytest.mark.parametrize("parts", [(b"",) * (MAX_ATTACHMENTS + 1), (Unlike(),)])
def test_what_is_too_much_is_not_written(parts: tuple[bytes, ...]):
    stream = io.BytesIO()
    with pytest.raises(ProtocolError):
        write_frame(stream, Quit(), parts)
    assert stream.getvalue() == b""


def test_a_body_too_long_is_not_written():
    stream = io.BytesIO()
    with pytest.raises(ProtocolError):
        write_frame(stream, Cancel(run="x" * (MAX_BODY + 1)))
    assert stream.getvalue() == b""


LOOK = Preview(index=0, step=1, width=2, height=1, data=b"")


@pytest.mark.parametrize(
    ("message", "parts"),
    [
        (Report(run="r", event=LOOK), ()),
        (Report(run="r", event=LOOK), (bytes(5),)),
        (Report(run="r", event=LOOK), (bytes(6), b"")),
        (Report(run="r", event=Finished()), (b"x",)),
        (Idle(memory=Memory(resident=0, peak=0, device_used=0, device_total=0)), (b"x",)),
    ],
)
def test_attachments_that_do_not_fit_their_message_are_refused(message: FromEngine, parts: tuple[bytes, ...]):
    with pytest.raises(ProtocolError):
        read_from_engine(io.BytesIO(written(message, parts)))


def test_each_direction_refuses_the_messages_of_the_other():
    with pytest.raises(ProtocolError):
        read_from_engine(io.BytesIO(written(Quit())))
    with pytest.raises(ProtocolError):
        read_to_engine(io.BytesIO(written(Report(run="r", event=Finished()))))


@pytest.mark.parametrize("buffering", [0, -1])
def test_a_large_frame_goes_through_a_pipe_in_both_kinds_of_stream(buffering: int):
    reading, writing = os.pipe()
    data = os.urandom(3 * 2**20)
    with os.fdopen(reading, "rb", buffering) as source, os.fdopen(writing, "wb", buffering) as sink:
        thread = Thread(target=write_frame, args=(sink, Cancel(run="r"), (data, b"", data[:7])))
        thread.start()
        assert read_to_engine(cast(Reader, source)) == (Cancel(run="r"), (data, b"", data[:7]))
        thread.join()


def test_writing_where_nobody_reads_is_the_streams_own_error():
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "wb", 0) as sink, pytest.raises(BrokenPipeError):
        write_frame(sink, Quit())
