"""The merge policy is what happens: its table, the converters and the explaining pages say the same."""

from pathlib import Path

import pytest

from evidencekit.converters import BUILTIN
from evidencekit.mergepolicy import MERGE_POLICY, policy_of, why_not_shown
from evidencekit.model.evidence import SourceFile


def _file(media_type: str) -> SourceFile:
    return SourceFile("x", Path("x"), "0" * 64, 1, media_type)


@pytest.mark.parametrize(
    ("media_type", "converter"),
    [
        ("application/pdf", "pdf"),
        ("image/jpeg", "image"),
        ("image/heic", "image"),
        ("image/x-something-new", "image"),
        ("image/svg+xml", ""),
        ("text/csv", "sheet"),
        ("text/tab-separated-values", "sheet"),
        ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "sheet"),
        ("message/rfc822", "email"),
        ("application/vnd.ms-outlook", "email"),
        ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx"),
        ("text/rtf", "libreoffice"),
        ("application/msword", "libreoffice"),
        ("application/vnd.openxmlformats-officedocument.presentationml.presentation", "libreoffice"),
        ("text/plain", "text"),
        ("text/html", "text"),
        ("application/json", "text"),
        ("application/zip", ""),
        ("application/mbox", ""),
        ("application/ofd", ""),
        ("application/x-dosexec", ""),
        ("application/x-nobody-knows", ""),
    ],
)
def test_exactly_the_converter_of_the_row_takes_a_file(media_type: str, converter: str) -> None:
    assert policy_of(media_type).converter == converter
    assert [c.name for c in BUILTIN if c.converts(_file(media_type))] == ([converter] if converter else [])


def test_every_row_names_a_converter_that_is_there_and_none_is_left_over() -> None:
    assert {p.converter for p in MERGE_POLICY} - {""} == {c.name for c in BUILTIN}


def test_a_kind_that_is_not_shown_has_its_reason() -> None:
    assert why_not_shown("application/x-dosexec") == "it is a program, and programs are not opened"
    assert (
        why_not_shown("application/x-nobody-knows")
        == "files of the type application/x-nobody-knows cannot be shown"
    )


def test_a_row_that_shows_nothing_says_why_or_leaves_it_to_what_is_inside() -> None:
    silent = {p.name for p in MERGE_POLICY if not p.converter and not p.why}
    assert silent == {"archive (ZIP, 7z)", "anything else"}
