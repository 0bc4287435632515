"""What is caught in texts, what is not, and how long the search takes at worst."""

import pytest

from survey.cleaning.names import known_words
from survey.cleaning.personal import find, redact, redact_table
from survey.cleaning.rules import Personal
from survey.responses import empty
from tests.survey.sample import INSTRUMENT
from tests.survey.speed import at_most

PERSONAL = {
    "e-mail": [
        "alice@example.org",
        "Alice.Smith+zarr@mail.example.co.uk",
        "o'neil@example.org",
        "müller@bücher.example",
        "alice@163.com",
        "alice (at) example (dot) org",
        "alice [at] example.org",
        "alice at example dot org",
        "alice at gmail.com",
        "alice@server.example.org:data",
    ],
    "handle": [
        "@alice",
        "@alice-smith",
        "@alice_1",
        "@alice@mastodon.example",
        "github user alice",
        "Discord handle: alice#1234",
        "Slack id is U012AB",
    ],
    "phone": [
        "+49 30 1234567",
        "+1 (555) 123-4567",
        "+49 30 12 34 56 7",
        "0049 171 1234567",
        "(555) 123-4567",
        "555-123-4567",
        "0171 1234567",
        "030/1234567",
        "tel. 1234567",
    ],
    "orcid": ["0000-0002-1825-0097", "0000-0002-1694-233X"],
    "page": [
        "https://alice:secret@data.example.org/zarr",
        "s3://key@bucket.example/a",
        "https://github.com/alice/zarr-fork",
        "github.com/alice",
        "https://www.linkedin.com/in/alice-smith/",
        "https://orcid.org/0000-0002-1825-0097",
        "https://alice.github.io/zarr",
        "https://mastodon.example/@alice",
        "https://lab.example.edu/~alice/index.html",
        "git@github.com:alice/zarr-python.git",
    ],
    "folder": ["/home/alice/data.zarr", r"C:\Users\alice\data", "/Users/alice"],
}
NOT_PERSONAL = [
    "zarr@3.0.8",
    "numcodecs@0.16",
    "numcodecs@0.16.dev",
    "zarr@v3.0.0rc1",
    "zarr@main",
    "zarr @ git+https://github.com/zarr-developers/zarr-python@main",
    "actions/checkout@v4",
    "git@github.com:zarr-developers/zarr-python.git",
    "npm i @zarrita/core@0.1.0",
    "the @property and the @dask.delayed functions",
    "https://github.com/zarr-developers/zarr-python/issues/2834",
    "https://zarr-developers.github.io",
    "https://zarr.readthedocs.io/en/stable/user-guide/arrays.html",
    "zarr-python#1234 and #2834",
    "a shape of 512 x 512 x 1024, chunks of 64-64-64",
    "since 2026-11-25 15:44, about 1 000 000 000 chunks",
    "0.123456789 and 3.141592653589793",
    "/home/jovyan/work",
    "look at zarr.dev",
    "Mail is not what I use; my phone neither. My account is fine.",
    "10000000000 bytes; 3.10.1",
    "",
]


@pytest.mark.parametrize(
    ("kind", "text"), [(kind, text) for kind, texts in PERSONAL.items() for text in texts]
)
@pytest.mark.parametrize("frame", ["{}", "Ask {}.", "See ({}), please.", "first\n{}\nlast"])
def test_is_caught_whole(kind: str, text: str, frame: str) -> None:
    whole = frame.format(text)
    clean, counts = redact(whole)
    assert dict(counts) == {kind: 1}
    for part in ("alice", "smith", "secret", "example", "123", "0097", "233X"):
        assert part not in clean.casefold()
    assert redact(clean) == (clean, {})


@pytest.mark.parametrize("text", NOT_PERSONAL)
def test_is_left_alone(text: str) -> None:
    assert redact(text) == (text, {})


def test_places_are_in_order_and_apart() -> None:
    text = "@bob or bob@example.org, +49 30 1234567"
    found = find(text)
    assert [text[one.start : one.end] for one in found] == [
        "@bob",
        "bob@example.org",
        "+49 30 1234567",
    ]
    assert [one.kind for one in found] == ["handle", "e-mail", "phone"]


def test_allowed_handles_are_no_persons() -> None:
    assert find("thanks @NGFF-team")
    assert not find("thanks @NGFF-team", allowed=["ngff-team"])


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("Thanks to Alice Smith for Zarr", "Thanks to [name] for Zarr"),
        ("Alice Smith helped", "[name] helped"),
        ("I asked J. R. Hartley-Jones's group", "I asked J. R. [name] group"),
        ("ask Åsa or Zoë", "ask [name] or [name]"),
        ("Speed matters. Reading is slow", "Speed matters. Reading is slow"),
        ("- Speed\n- Reading", "- Speed\n- Reading"),
        ("HPC and S3 at NASA", "HPC and S3 at NASA"),
        ("Mail Bob: bob@example.org", "[name]: [e-mail address]"),
    ],
)
def test_names_by_what_is_known(text: str, clean: str) -> None:
    assert redact(text, known={"zarr"})[0] == clean


def test_a_lone_name_that_opens_a_sentence_is_not_caught() -> None:
    assert not find("Alice helped me", known={"zarr"})


def test_words_of_the_instrument_are_known() -> None:
    words = known_words(INSTRUMENT, Personal(known=("Icechunk-Store",)))
    assert {"icechunk-store", "icechunk", "store", "sample", "thank"} <= words


def test_table_is_redacted_in_every_text_and_names_only_where_declared() -> None:
    table = empty(INSTRUMENT, 3)
    table.loc[0, "comment"] = "I met Bob Miller @bob"
    table.loc[1, "comment"] = "Nothing"
    table.loc[2, "role:other"] = "I met Bob Miller, bob@example.org"
    table["@channel"] = "bob@example.org"
    clean, counts = redact_table(table, INSTRUMENT, Personal(names_in=("comment",)))
    assert clean["comment"].tolist()[:2] == ["I met [name] [handle]", "Nothing"]
    assert clean.loc[2, "role:other"] == "I met Bob Miller, [e-mail address]"
    assert set(clean["@channel"]) == {"[e-mail address]"}
    assert counts == {
        "e-mail": 4,
        "handle": 1,
        "phone": 0,
        "orcid": 0,
        "page": 0,
        "folder": 0,
        "name": 1,
    }
    assert (clean.dtypes == table.dtypes).all()
    assert table.loc[0, "comment"] == "I met Bob Miller @bob"


@pytest.mark.parametrize(
    "piece",
    ["a", "@", "a@", "a.", "1", "1 ", "+1", "0-", "a at ", "://", "x dot ", "@a.", "Ab ", "'"],
)
def test_time_grows_with_the_length_only(piece: str) -> None:
    text = (piece * 300_000)[:300_000]
    with at_most(100):
        find(text, known=set())
