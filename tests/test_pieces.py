from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from claimx.nlp.pieces import plan_windows, word_shape


@pytest.mark.parametrize(
    ("word", "shape"),
    [("said", 1), ("Said", 2), ("A", 2), ("NATO", 3), ("McCain", 4), ("B12", 5), ("12", 5), ("—", 6), ("é", 1)],
)
def test_word_shape_is_that_of_its_letters(word, shape):
    assert word_shape(word) == shape


def test_plan_windows_starts_at_a_paragraph_where_one_is_near():
    layouts = np.zeros(300, dtype=np.int64)
    layouts[[0, 70, 150]] = 1
    assert plan_windows(layouts, size=100, stride=80) == [(0, 100), (70, 170), (150, 250), (230, 300)]


def test_plan_windows_of_no_pieces_are_none():
    assert plan_windows(np.zeros(0, dtype=np.int64)) == []


@given(st.lists(st.booleans(), max_size=400), st.integers(2, 60))
def test_plan_windows_cover_every_piece_with_overlap(breaks, stride):
    layouts = np.array(breaks, dtype=np.int64)
    windows = plan_windows(layouts, size=stride + 10, stride=stride)
    covered = np.zeros(len(layouts), dtype=int)
    for start, end in windows:
        covered[start:end] += 1
    assert (covered > 0).all()
    assert all(left[0] < right[0] < left[1] for left, right in pairwise(windows))
