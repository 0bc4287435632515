"""JSON laid out for reading keeps every token."""

from __future__ import annotations

import pytest

from reports.json_text import pretty


def test_layout():
    document = (
        b'{"shape":[1,2],"codecs":[{"name":"bytes","configuration":{"endian":"big"}}],"a":{}}'
    )
    assert pretty(document) == (
        "{\n"
        '  "shape": [1, 2],\n'
        '  "codecs": [{"name": "bytes", "configuration": {"endian": "big"}}],\n'
        '  "a": {}\n'
        "}"
    )


def test_long_values_are_broken():
    assert pretty(b'{"a":["%b","%b"]}' % (b"x" * 50, b"y" * 50)).count("\n") == 5


@pytest.mark.parametrize(
    "token",
    [b"1.0", b"1e1", b"-0", b"NaN", b'"\\u0061"', b'"a, b: {[ \\" \\\\"', b"9007199254740993"],
)
def test_tokens_stay_as_they_are(token: bytes):
    text = pretty(b'{"a":1,"a":[%b],"b":{"c":%b}}' % (token, token))
    assert text.count(token.decode()) == 2 and text.count('"a"') >= 2


@pytest.mark.parametrize("scalar", [b"1", b"null", b"[]", b"{}"])
def test_short_documents(scalar: bytes):
    assert pretty(scalar) == scalar.decode()


@pytest.mark.parametrize(
    ("data", "shown"),
    [
        (b'{"a": ', '{"a": '),
        (b"", ""),
        (b"\xff{}", "\\xff{}"),
        (b"{}\x00", "{}\x00"),
        ("{}".encode("utf-16"), "\\xff\\xfe{\x00}\x00"),
    ],
)
def test_what_is_not_json_is_shown_as_it_is(data: bytes, shown: str):
    assert pretty(data) == shown


def test_depth_is_no_danger():
    assert pretty(b"[" * 100_000) == "[" * 100_000
    assert pretty(b"[" * 400 + b"]" * 400).count("[") == 400
