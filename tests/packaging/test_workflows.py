"""The workflows for GitHub: actions pinned, least permissions, every supported Python on three systems."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.yml"))
FORMS = sorted((ROOT / ".github/ISSUE_TEMPLATE").glob("*.yml"))


def read(path: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(path.read_text("utf-8"))
    return loaded


def jobs() -> Iterator[tuple[str, dict[str, Any]]]:
    for path in WORKFLOWS:
        for name, job in read(path)["jobs"].items():
            yield f"{path.name}: {name}", job


def steps() -> Iterator[tuple[str, dict[str, Any]]]:
    for name, job in jobs():
        for step in job["steps"]:
            yield name, step


def test_every_action_is_pinned_to_a_commit_and_says_which_version_that_is() -> None:
    used = [line for path in WORKFLOWS for line in path.read_text("utf-8").splitlines() if "uses:" in line]
    assert used
    loose = [line for line in used if not re.search(r"uses: [\w./-]+@[0-9a-f]{40}  # v\d+\.\d+\.\d+$", line)]
    assert loose == []


def test_one_action_is_pinned_to_one_commit_everywhere() -> None:
    pins: dict[str, set[str]] = {}
    for _name, step in steps():
        if "uses" in step:
            action, _at, commit = step["uses"].partition("@")
            pins.setdefault(action, set()).add(commit)
    assert {action: found for action, found in pins.items() if len(found) > 1} == {}


def test_nothing_may_write_but_the_upload_to_the_index_and_no_login_is_left_behind() -> None:
    assert [read(path).get("permissions") for path in WORKFLOWS] == [{"contents": "read"}] * len(WORKFLOWS)
    granted = {name: job["permissions"] for name, job in jobs() if "permissions" in job}
    assert granted == {"release.yml: publish": {"id-token": "write"}}
    kept = [
        name
        for name, step in steps()
        if step.get("uses", "").startswith("actions/checkout@")
        and step.get("with", {}).get("persist-credentials") is not False
    ]
    assert kept == []


def test_no_workflow_runs_for_strangers_with_the_rights_of_the_repository() -> None:
    for path in WORKFLOWS:
        text = path.read_text("utf-8")
        assert "pull_request_target" not in text
        # A name that somebody else chose would run as a command.
        assert re.findall(r"\$\{\{\s*github\.event", text) == []


def test_every_job_ends_and_runs_on_a_named_system() -> None:
    for name, job in jobs():
        assert "timeout-minutes" in job or name == "release.yml: publish", name
        assert "latest" not in job["runs-on"], name


def test_the_built_wheel_is_tried_on_three_systems_with_every_python_it_names() -> None:
    named = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    pythons = [
        words
        for line in named["classifiers"]
        if re.fullmatch(r"\d\.\d+", words := line.rpartition(" :: ")[2])
    ]
    matrix = read(ROOT / ".github/workflows/tests.yml")["jobs"]["built-wheel"]["strategy"]["matrix"]
    assert matrix["python"] == pythons
    assert named["requires-python"] == f">={pythons[0]}"
    assert [name.partition("-")[0] for name in matrix["system"]] == ["ubuntu", "macos", "windows"]


def test_what_a_workflow_calls_is_there() -> None:
    called = " ".join(step.get("run", "") for _name, step in steps())
    assert ".ci/run" in called
    assert os.access(ROOT / ".ci/run", os.X_OK)
    for place in re.findall(r"(?<![\w/])(?:tests|tui|docs)/[\w./]+", called):
        assert (ROOT / place).exists(), place
    assert "constraints.txt" in called
    assert (ROOT / "constraints.txt").exists()


@pytest.mark.parametrize("form", FORMS, ids=lambda path: str(path.name))
def test_a_form_asks_for_something(form: Path) -> None:
    asked = read(form)
    if form.name == "config.yml":
        assert "blank_issues_enabled" in asked
        return
    fields = [part for part in asked["body"] if part["type"] != "markdown"]
    assert asked["name"]
    assert asked["description"]
    assert fields
    assert all(part["attributes"]["label"] for part in fields)
    assert any(part.get("validations", {}).get("required") for part in fields)


def test_what_is_updated_by_itself_is_what_is_there() -> None:
    updates = read(ROOT / ".github/dependabot.yml")["updates"]
    assert {update["package-ecosystem"] for update in updates} == {"pip", "github-actions"}
