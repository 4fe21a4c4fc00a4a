"""What is chosen counts a tenth more or less, whatever stands around it; the brackets stay sound."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.recipe.emphasis import MAX_WEIGHT, plain, read
from studio.workspace.weighing import weighed


def after(text: str, chosen: str, step: float = 0.1, *, times: int = 1) -> str:
    """`chosen` is marked |so| in `text`, or a single | stands where the cursor is."""
    start = text.index("|")
    end = text.rindex("|") - (text.count("|") == 2)
    text = text.replace("|", "")
    assert text[start:end] == chosen
    for _ in range(times):
        change = weighed(text, start, end, step)
        if change is None:
            return text
        text = text[: change.start] + change.text + text[change.end :]
        start, end = change.at, change.at + change.chosen
    return text


@pytest.mark.parametrize(
    ("text", "chosen", "times", "expected"),
    [
        ("a |red cat| here", "red cat", 1, "a (red cat:1.1) here"),
        ("a |red cat| here", "red cat", 3, "a (red cat:1.3) here"),
        ("a r|ed cat", "", 1, "a (red:1.1) cat"),
        ("a red| cat", "", 2, "a (red:1.2) cat"),
        ("a | red | cat", " red ", 1, "a  (red:1.1)  cat"),
        ("a (r|ed:1.2) cat", "", 1, "a (red:1.3) cat"),
        ("a |(red:0.9)| cat", "(red:0.9)", 1, "a red cat"),
        ("a (r|ed) cat", "", 1, "a (red:1.2) cat"),
        ("a [r|ed] cat", "", 1, "a red cat"),
        ("(big |red| cat:1.2)", "red", 1, "(big (red:1.1) cat:1.2)"),
        ("(big |red cat:1.2) sat|", "red cat:1.2) sat", 1, "(big red cat:1.2) sat"),
        ("|a (red:1.2) cat|", "a (red:1.2) cat", 1, "(a (red:1.2) cat:1.1)"),
        (r"a \(|red| cat\)", "red", 1, r"a \((red:1.1) cat\)"),
        ("|", "", 1, ""),
        ("a , | b", "", 1, "a ,  b"),
        ("(|", "", 1, "("),
        ("🎈 |שלום| 🎈", "שלום", 1, "🎈 (שלום:1.1) 🎈"),
    ],
)
def test_what_is_chosen_counts_more(text: str, chosen: str, times: int, expected: str) -> None:
    assert after(text, chosen, times=times) == expected


def test_less_and_back_is_the_same() -> None:
    assert after("a |red| cat", "red", -0.1) == "a (red:0.9) cat"
    assert after("a (|red|:0.9) cat", "red") == "a red cat"


def test_it_ends_where_weights_end() -> None:
    assert after("|red|", "red", times=40) == f"(red:{MAX_WEIGHT:g})"
    assert after("|red|", "red", -0.1, times=40) == "(red:0)"


@given(st.text(alphabet="ab ()[]\\:.,19", max_size=24), st.integers(0, 24), st.integers(0, 24), st.booleans())
def test_no_word_is_ever_lost(text: str, first: int, second: int, more: bool) -> None:
    start, end = sorted((min(first, len(text)), min(second, len(text))))
    change = weighed(text, start, end, 0.1 if more else -0.1)
    if change is None:
        return
    done = text[: change.start] + change.text + text[change.end :]
    letters = [one for one in plain(text) if one in "ab"]
    assert [one for one in plain(done) if one in "ab"] == letters
    assert len(read(done).parts) == len(read(text).parts)
    assert done[change.at : change.at + change.chosen] in text
