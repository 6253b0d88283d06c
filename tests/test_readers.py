"""From sources to the table `documents`."""

import io
import json
import os
import sys
from pathlib import Path

import pytest

from claimx.config import Config
from claimx.errors import ConfigError, InputError
from claimx.readers import read_documents
from claimx.readers.media import sniff_form
from claimx.schema import DOCUMENTS, check_frame

HTML = b"<!DOCTYPE html><html><body><p>The bridge opened in May.</p></body></html>"


@pytest.mark.parametrize(
    ("head", "suffix", "form"),
    [
        (b"The bridge opened.", ".txt", "text"),
        (b"The bridge opened.", ".html", "text"),
        (b"The bridge opened.", ".json", "text"),
        (b"The bridge opened.", "", "text"),
        (HTML, ".txt", "html"),
        (b"\xef\xbb\xbf" + HTML, "", "html"),
        (b"<!-- saved page -->\n<html><p>x", "", "html"),
        (b"<div><p>One.</p><p>Two.</p></div>", "", "html"),
        (b"<p>One paragraph.", ".htm", "html"),
        (b"<Smith> I do not know.", ".txt", "text"),
        (b'{"text": "One."}\n{"text": "Two."}\n', ".txt", "jsonl"),
        (b'{"text": "One."}', ".jsonl", "jsonl"),
        (b'{"text": "One."}', ".json", "json"),
        (b'{"text": "One."}\n{"text": "Two."}\n', ".json", "jsonl"),
        (b'{\n  "text": "One."\n}', ".jsonl", "json"),
        (b'[{"text": "One."}]', ".txt", "json"),
        (b'[\n {"text": "One."}]', ".json", "json"),
        (b'no record\n{"text": "Two."}\n', ".jsonl", "jsonl"),
        (b'{"text": "broken\n{"text": "Two."}\n', ".jsonl", "jsonl"),
        (b"{Applause} Thank you.", ".txt", "text"),
        (b"[The interview was cut.] Yes.", ".txt", "text"),
        (b"\x89PNG\r\n\x1a\n", ".txt", "binary"),
        (b"%PDF-1.4 text", ".txt", "binary"),
        (b"a\x00b", ".html", "binary"),
        ("Größe".encode("utf-16"), ".txt", "text"),
        (b"", ".txt", "text"),
    ],
)
def test_sniff_form_by_content(head: bytes, suffix: str, form: str) -> None:
    assert sniff_form(head, suffix) == form


def test_read_documents_folder_is_recursive_sorted_and_skips_hidden(tmp_path: Path) -> None:
    for name in ("b.txt", "a/z.txt", "a/b/c.html", ".hidden", ".git/x.txt"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(HTML if name.endswith("html") else b"Words.")
    documents = read_documents([tmp_path])
    assert [os.path.relpath(uri, tmp_path) for uri in documents["uri"]] == ["b.txt", "a/z.txt", "a/b/c.html"]
    assert documents["media_type"].tolist() == ["text/plain", "text/plain", "text/html"]
    assert check_frame(documents, DOCUMENTS, "test").equals(documents)


def test_read_documents_glob_and_repeats(tmp_path: Path) -> None:
    for name in ("one.txt", "two.txt", "three.md"):
        (tmp_path / name).write_text(name)
    found = read_documents([tmp_path / "two.txt", str(tmp_path / "*.txt"), tmp_path])["uri"]
    assert [Path(uri).name for uri in found] == ["two.txt", "one.txt", "three.md"]


@pytest.mark.parametrize("name", ["missing.txt", "*.nothing"])
def test_read_documents_missing_source_raises(tmp_path: Path, name: str) -> None:
    with pytest.raises(InputError, match="check") as caught:
        read_documents([tmp_path / name])
    assert caught.value.path == str(tmp_path / name)


def test_read_documents_empty_name_raises() -> None:
    with pytest.raises(ConfigError, match="sources: '' is not allowed; use the name of a file"):
        read_documents([""])


def test_read_documents_leaves_out_folders(tmp_path: Path) -> None:
    for name in ("a.txt", "made/b.txt", "made/c/d.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("Words.")
    assert len(read_documents([tmp_path], leave_out=[tmp_path / "made"])) == 1
    assert len(read_documents([tmp_path / "made"], leave_out=[tmp_path / "made"])) == 2


def test_read_documents_closed_stdin(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    assert read_documents("-")["reject_reason"].tolist() == ["unreadable"]


def test_read_documents_no_sources_is_empty() -> None:
    assert read_documents([]).columns.tolist() == list(DOCUMENTS.names)


def test_read_documents_jsonl_lines(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(b'{"text": "One."}\r\n\r\nbad\n{"text": "' + b"x" * 100 + b'"}\n{"text": "Last."}')
    documents = read_documents([path], config=Config(max_document_bytes=50))
    rows = documents[["uri", "content", "reject_reason"]].to_numpy().tolist()
    assert rows == [
        [f"{path}#1", b'{"text": "One."}', None],
        [f"{path}#3", b"bad", None],
        [f"{path}#4", b"", "too_large"],
        [f"{path}#5", b'{"text": "Last."}', None],
    ]


def test_read_documents_json_array_with_broken_end(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text('[{"text": "One \\ud800."},\n {"text": "Zwölf"}, {"text": ')
    documents = read_documents([path])
    assert documents["uri"].tolist() == [f"{path}#1", f"{path}#2", f"{path}#3"]
    assert [json.loads(content or b"0") for content in documents["content"]] == [
        {"text": "One \ud800."},
        {"text": "Zwölf"},
        0,
    ]
    assert documents["reject_reason"].tolist() == [None, None, "bad_record"]


def test_read_documents_json_single_object(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text('{\n "text": "One."\n}')
    assert read_documents([path])["uri"].tolist() == [str(path)]


def test_read_documents_json_array_without_records(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text(" [ ] ")
    assert read_documents([path])[["uri", "reject_reason"]].to_numpy().tolist() == [[str(path), "empty"]]


def test_read_documents_json_with_a_long_first_line(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    records = [{"text": f"{i} " * 40_000} for i in range(3)]
    path.write_text("\n".join(map(json.dumps, records)) + "\n{")
    documents = read_documents([path])
    assert documents["uri"].tolist() == [f"{path}#{number}" for number in (1, 2, 3, 4)]
    assert documents["reject_reason"].tolist() == [None, None, None, "bad_record"]
    assert [json.loads(content) for content in documents["content"][:3]] == records


def test_read_documents_json_array_takes_no_more_room_than_its_text(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text(json.dumps([{"text": "“”" * 1000}], ensure_ascii=False), "utf-8")
    assert len(read_documents([path]).loc[0, "content"]) < path.stat().st_size


@pytest.mark.parametrize("form", ["%s", "[%s]"])
def test_read_documents_json_any_depth(tmp_path: Path, form: str) -> None:
    # Where decoding just reaches the limit of recursion, encoding is beyond it.
    for depth in range(sys.getrecursionlimit() - 120, sys.getrecursionlimit() + 20):
        (tmp_path / f"{depth}.json").write_text(form % ('{"a":' + "[" * depth + "]" * depth + "}"))
    assert set(read_documents([tmp_path])["reject_reason"]) <= {None, "bad_record"}


def test_read_documents_json_array_across_chunks(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    records = [{"text": f"{i} " * 40_000} for i in range(30)]
    path.write_text(json.dumps(records))
    assert [json.loads(content) for content in read_documents([path])["content"]] == records


def test_read_documents_utf16_lines(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes('{"text": "Größe."}\n{"text": "Zwei."}\n'.encode("utf-16"))
    assert [json.loads(content)["text"] for content in read_documents([path])["content"]] == ["Größe.", "Zwei."]


def test_read_documents_rejects(tmp_path: Path) -> None:
    (tmp_path / "a_binary.txt").write_bytes(bytes(range(256)))
    (tmp_path / "b_empty.txt").write_bytes(b"")
    (tmp_path / "c_large.txt").write_bytes(b"x" * 101)
    (tmp_path / "d_link.txt").symlink_to(tmp_path / "nowhere")
    (tmp_path / "e_good.txt").write_bytes(b"x" * 100)
    documents = read_documents([tmp_path], config=Config(max_document_bytes=100))
    assert documents["reject_reason"].tolist() == ["binary", None, "too_large", "unreadable", None]
    assert documents["content"].map(len).tolist() == [0, 0, 0, 0, 100]


@pytest.mark.skipif(os.name != "posix", reason="file names are bytes on POSIX only")
def test_read_documents_undecodable_file_name(tmp_path: Path) -> None:
    path = os.fsencode(tmp_path) + b"/caf\xe9.txt"
    with open(path, "wb") as stream:
        stream.write(b"Words.")
    assert read_documents([tmp_path])["uri"].tolist() == [f"{tmp_path}/caf\\xe9.txt"]


@pytest.mark.parametrize(
    ("content", "uris", "media_type"),
    [
        (b'{"text": "One."}\n{"text": "Two."}\n', ["-#1", "-#2"], "application/json"),
        (HTML, ["-"], "text/html"),
        (b"Plain words.", ["-"], "text/plain"),
    ],
)
def test_read_documents_stdin(
    monkeypatch: pytest.MonkeyPatch, content: bytes, uris: list[str], media_type: str
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))
    documents = read_documents(["-"])
    assert documents["uri"].tolist() == uris
    assert set(documents["media_type"]) == {media_type}
    assert b"\n".join(documents["content"]) == content.strip()
