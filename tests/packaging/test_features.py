"""The page of features: a line stands there only with a test that shows it."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

import pytest

DOCS = Path(__file__).resolve().parents[2] / "docs"
sys.path.insert(0, str(DOCS))

features = importlib.import_module("generate.features")


def test_every_line_of_the_client_is_shown_by_a_test() -> None:
    assert (DOCS / "reference/features.md").read_text("utf-8") == features.page(), "run: make reference"


def test_a_feature_without_a_test_and_a_marker_without_a_feature_are_refused(tmp_path: Path) -> None:
    declared = tmp_path / "features.toml"
    declared.write_text('[post]\nread = "Is read."\n', "utf-8")
    test = tmp_path / "test_it.py"
    test.write_text("def test_it() -> None: ...\n", "utf-8")
    with pytest.raises(features.Unshown, match=r"post\.read"):
        features.page(declared, tmp_path)
    test.write_text(
        '@pytest.mark.feature("post.read")\n@pytest.mark.skip\ndef test_it() -> None: ...\n', "utf-8"
    )
    with pytest.raises(features.Unshown, match=r"post\.read"):
        features.page(declared, tmp_path)
    test.write_text(
        '@pytest.mark.feature("post.read", "post.sung")\nasync def test_it() -> None: ...\n', "utf-8"
    )
    with pytest.raises(features.Unshown, match=r"post\.sung"):
        features.page(declared, tmp_path)
    test.write_text('@pytest.mark.feature("post.read")\nasync def test_it() -> None: ...\n', "utf-8")
    assert "`test_it.py::test_it`" in features.page(declared, tmp_path)


def test_markers_of_other_kinds_show_nothing() -> None:
    assert list(features.marked('@mark("post.read")\n@pytest.mark.slow\ndef test_it() -> None: ...\n')) == []
