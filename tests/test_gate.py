"""The gate itself: it must fail when a measure falls, and never lower a floor by itself."""

import json
from pathlib import Path

import pytest

from claimx.errors import InputError
from claimx.evaluate import gate
from claimx.evaluate.gate import GATED, GateError, check_floors, load_floors, read_measures, update_floors


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    path = tmp_path / "toy.jsonl"
    path.write_text('{"article_id": "a", "text": "Ann said hello."}\n', encoding="utf-8")
    return path


def test_check_floors_passes_at_the_floor(gold: Path) -> None:
    update_floors({"quotes.match": 90.0, "claims.kind": 50.0}, gold)
    assert check_floors({"quotes.match": 90.0, "claims.kind": 51.0}, gold) == []


def test_check_floors_names_each_measure_below(gold: Path) -> None:
    update_floors({"quotes.match": 90.0, "claims.kind": 50.0, "quotes.cue": 1.0}, gold)
    assert check_floors({"quotes.match": 89.9, "quotes.cue": 1.0}, gold) == [
        "quotes.match: 89.9 is below its floor, 90.0",
        "claims.kind: 0.0 is below its floor, 50.0",
    ]


def test_check_floors_without_floors(gold: Path) -> None:
    with pytest.raises(GateError, match="no floors for these labels"):
        check_floors({"quotes.match": 100.0}, gold)
    update_floors({}, gold)
    with pytest.raises(GateError, match="no floors for these labels"):
        check_floors({"quotes.match": 100.0}, gold)


def test_check_floors_of_other_labels(gold: Path) -> None:
    update_floors({"quotes.match": 90.0}, gold)
    gold.write_text('{"article_id": "a", "text": "Easier."}\n', encoding="utf-8")
    with pytest.raises(GateError, match="labels have changed"):
        check_floors({"quotes.match": 100.0}, gold)


def test_update_floors_raises(gold: Path) -> None:
    update_floors({"quotes.match": 90.0, "claims.kind": 50.0}, gold)
    assert update_floors({"quotes.match": 92.0, "claims.kind": 50.0}, gold) == {
        "quotes.match": 92.0,
        "claims.kind": 50.0,
    }
    assert load_floors(gold).floors["quotes.match"] == 92.0


def test_update_floors_refuses_to_lower(gold: Path) -> None:
    update_floors({"quotes.match": 90.0, "claims.kind": 50.0}, gold)
    before = gold.with_name("floors.json").read_bytes()
    with pytest.raises(GateError, match=r"quotes\.match: below the floor; --allow-lower lowers it"):
        update_floors({"quotes.match": 89.0, "claims.kind": 60.0}, gold)
    with pytest.raises(GateError, match=r"claims\.kind"):
        update_floors({"quotes.match": 99.0}, gold)
    assert gold.with_name("floors.json").read_bytes() == before


def test_update_floors_allow_lower(gold: Path) -> None:
    update_floors({"quotes.match": 90.0}, gold)
    assert update_floors({"quotes.match": 80.0}, gold, allow_lower=True) == {"quotes.match": 80.0}


def test_update_floors_margin(gold: Path) -> None:
    assert update_floors({"quotes.match": 90.0}, gold, margin=1.5) == {"quotes.match": 88.5}
    assert update_floors({"quotes.match": 89.0}, gold, margin=1.5) == {"quotes.match": 88.5}
    assert update_floors({"quotes.match": 91.0}, gold, margin=1.5) == {"quotes.match": 89.5}


def test_update_floors_keeps_those_of_other_gold_files(gold: Path) -> None:
    other = gold.with_name("other.jsonl")
    other.write_bytes(b"\n")
    update_floors({"quotes.match": 90.0}, gold)
    update_floors({"quotes.match": 10.0}, other)
    assert load_floors(gold).floors == {"quotes.match": 90.0}
    assert load_floors(other).floors == {"quotes.match": 10.0}


@pytest.mark.parametrize("content", ["{", "[]", '{"toy.jsonl": 3}', '{"toy.jsonl": {"sha256": "x", "floors": 1}}'])
def test_load_floors_damaged(gold: Path, content: str) -> None:
    gold.with_name("floors.json").write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match=r"floors\.json: no file of floors"):
        load_floors(gold)


def test_read_measures_takes_f1_and_shares() -> None:
    report = {"quotes.match": {"p": 1.0, "f1": 90.0}, "claims.kind": 80.0, "quotes.speaker": None, "recall_by_kind": {}}
    measures = read_measures(report)
    assert set(measures) == set(GATED)
    assert (measures["quotes.match"], measures["claims.kind"], measures["quotes.speaker"]) == (90.0, 80.0, 0.0)


def test_main_exit_codes(gold: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    reports = iter([80.0, 80.0, 79.0, 79.0, 79.0, 85.0])
    monkeypatch.setattr(gate, "measure", lambda *_: {"quotes.match": {"f1": next(reports)}})
    call = [str(gold), "articles"]
    assert gate.main([*call, "--update"]) == 0
    assert gate.main(call) == 0
    assert gate.main(call) == 1
    assert "error: quotes.match: 79.0 is below its floor, 80.0" in capsys.readouterr().err
    assert gate.main([*call, "--update"]) == 1
    assert gate.main([*call, "--update", "--allow-lower"]) == 0
    assert gate.main(call) == 0
    assert "quotes.match             85.0\n" in capsys.readouterr().out
    assert json.loads(gold.with_name("floors.json").read_text())["toy.jsonl"]["floors"]["quotes.match"] == 79.0


def test_main_unreadable_labels(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert gate.main([str(tmp_path / "none.jsonl"), str(tmp_path)]) == 1
    assert capsys.readouterr().err.startswith(f"error: {tmp_path / 'none.jsonl'}: cannot be read")
