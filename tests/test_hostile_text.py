"""Bad input in letters: any text in any field of any letter, at any length, and what templates may hold."""

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from typing import Any

import pypdfium2
import pytest

from builders_golden import DOCUMENTS
from builders_letters import TODAY
from evidencekit.boxes import has_boxes
from evidencekit.cells import fit
from evidencekit.engines.embedded import Embedded
from evidencekit.engines.trying import Try, lay_out
from evidencekit.errors import ConversionError, TemplateError
from evidencekit.letterdue import LETTERS
from evidencekit.resources import open_builtin
from evidencekit.templating import find, render_docx, render_text
from evidencekit.wordcheck import missing_words, text_of
from evidencekit.wordfile import read_parts, save
from evidencekit.wording import example
from test_templating import filled, template

HOSTILE = "A & B <w:t> {{ 7*7 }} {% if %}\nsecond line\tafter a tab \U0001f4e6 \u0645\u0631\u062d\u0628\u0627 \u05e9\u05dc\u05d5\u05dd"
LONG = ("Every set came broken and wet. " * 4000)[:100_000].rstrip()
MESSAGES = tuple(n for n in LETTERS if n not in DOCUMENTS)
FIELDS: dict[str, list[tuple[Any, ...]]] = {
    "claim-letter": [("claimant", "name"), ("loss", "description"), ("reference",)],
    "statement-of-claim": [("goods", "lines", 0, "description")],
    "chronology": [("chronology", 0, "what")],
}  # fmt: skip


def leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Give the places of all texts in a context."""
    if type(value) is str:
        yield path
    elif is_dataclass(value) and not hasattr(value, "__html__"):
        for field in fields(value):
            yield from leaves(getattr(value, field.name), (*path, field.name))
    elif isinstance(value, (tuple, dict)):
        inside: Any = value.items() if isinstance(value, dict) else enumerate(value)
        for key, inner in inside:
            yield from leaves(inner, (*path, key))


def put(value: Any, path: tuple[Any, ...], text: str) -> Any:
    """Return a context with another text at one place."""
    if not path:
        return text
    key, rest = path[0], path[1:]
    if isinstance(value, dict):
        return {**value, key: put(value[key], rest, text)}
    if isinstance(value, tuple):
        return tuple(put(v, rest, text) if i == key else v for i, v in enumerate(value))
    return replace(value, **{key: put(getattr(value, key), rest, text)})


@pytest.fixture(scope="module")
def hostile() -> dict[str, Any]:
    """A context in which every text is hostile; the number of a line is the program's own."""
    context = example()
    for path in leaves(context):
        if path != ("goods", "lines", 0, "number"):
            context = put(context, path, HOSTILE)
    return context


def written(name: str, context: dict[str, Any], folder: Path) -> tuple[Path, Try]:
    docx, to_lay_out = render_docx(
        find(open_builtin(), name), context, folder / f"{name}.docx", title="", author="", today=TODAY
    )
    ((_, made),) = lay_out(("letter",), lambda _: (None, to_lay_out), folder, (Embedded(),))
    return docx, made


@pytest.mark.parametrize("name", DOCUMENTS)
def test_any_text_stands_in_every_letter_as_it_is(tmp_path: Path, hostile: dict[str, Any], name: str) -> None:
    """Nothing of it is taken for a tag or for XML; what no font has stands as its number, and a finding says so."""
    docx, made = written(name, hostile, tmp_path)
    said = text_of(docx)

    assert HOSTILE in said
    assert re.search(r"49(?! CFR)", said) is None
    assert made.lost == ()
    assert not has_boxes(made.laid_out.pdf)
    for finding in made.laid_out.findings:
        assert finding.code == "glyph-missing"
        assert "U+1F4E6" in finding.message
        assert "Install evidencekit[cjk]" in finding.message
    assert made.laid_out.findings or "\U0001f4e6" in pages(made.laid_out.pdf)


@pytest.mark.parametrize("name", MESSAGES)
def test_any_text_stands_in_every_message_as_it_is(hostile: dict[str, Any], name: str) -> None:
    assert HOSTILE in render_text(find(open_builtin(), name), hostile)


@pytest.mark.parametrize(("name", "path"), [(n, p) for n, paths in FIELDS.items() for p in paths])
def test_a_hundred_thousand_characters_go_on_over_the_pages(
    tmp_path: Path, name: str, path: tuple[Any, ...]
) -> None:
    """In a sentence, in a row of a table and in a narrow column: nothing runs off a page."""
    docx, made = written(name, put(example(), path, LONG), tmp_path)

    assert LONG in text_of(docx)
    assert made.laid_out.pages > 10
    assert made.lost == ()


def pages(pdf: Path) -> str:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return "\n".join(page.get_textpage().get_text_range() for page in document)
    finally:
        document.close()


def test_a_word_wider_than_its_cell_stays_in_it(tmp_path: Path) -> None:
    word = "1Z999AA10123456784" * 4
    _, made = written(
        "statement-of-claim", put(example(), ("goods", "lines", 0, "description"), word), tmp_path
    )
    document = pypdfium2.PdfDocument(made.laid_out.pdf)
    text = document[0].get_textpage()
    said = text.get_text_range()
    start = said.index("1Z999AA")
    edges = [text.get_charbox(n)[2] for n in range(start, start + len(word)) if said[n : n + 1].isalnum()]
    shipped = text.get_charbox(said.index("quantity"))[0]
    document.close()

    assert made.lost == ()
    assert len(edges) > 60
    assert max(edges) < shipped


def test_a_row_of_ordinary_size_is_left_alone(tmp_path: Path) -> None:
    """What fits is laid out as it is written."""
    docx, _ = render_docx(
        find(open_builtin(), "statement-of-claim"),
        put(
            put(example(), ("goods", "lines", 0, "description"), LONG[:200]),
            ("goods", "lines", 0, "number"),
            "1",
        ),
        tmp_path / "made.docx",
        title="",
        author="",
        today=TODAY,
    )
    parts = read_parts(docx)

    assert fit(parts) is parts


def test_what_lies_beyond_the_edge_of_a_page_is_not_on_it(tmp_path: Path) -> None:
    """The word check names it."""
    from reportlab.pdfgen.canvas import Canvas

    docx, _ = render_docx(
        template(tmp_path, "Here Gone"), {}, tmp_path / "made.docx", title="", author="", today=TODAY
    )
    sheet = Canvas(str(tmp_path / "made.pdf"), pagesize=(300, 300))
    sheet.drawString(20, 100, "Here")
    sheet.drawString(20, -100, "Gone")
    sheet.save()

    assert missing_words(docx, tmp_path / "made.pdf") == ("Gone",)


@pytest.mark.parametrize(
    "tag",
    [
        "{{ ''.__class__.__mro__[1].__subclasses__() }}",
        "{{ who.__init__.__globals__ }}",
        "{{ who|attr('__class__') }}",
        "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
        "{{ self.__dict__ }}",
        "{{ '{0.__class__}'.format(who) }}",
        "{% for x in ().__class__.__base__.__subclasses__() %}{{ x }}{% endfor %}",
        "{% set x = lipsum.__globals__['os'] %}{{ x.name }}",
        "{% include '/etc/passwd' %}",
        "{% import 'os' as o %}{{ o }}",
        "{% extends '/etc/passwd' %}",
    ],
)
def test_a_template_reaches_nothing_of_python_or_of_the_machine(tmp_path: Path, tag: str) -> None:
    with pytest.raises(TemplateError) as told:
        filled(template(tmp_path, f"Dear {tag}"), {"who": "Ann"})

    assert "mine.docx" in str(told.value)
    assert re.search(r"root:|<class|posix", str(told.value)) is None


def test_a_template_with_links_to_files_and_macros_brings_none_of_them_into_a_letter(tmp_path: Path) -> None:
    """External pictures, an attached template, a linked object, a field that reads a file, a macro, an add-in: none reaches an engine."""
    path = template(tmp_path, "Dear {{ who }},")
    parts = read_parts(path)
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
    outside = "".join(
        f'<Relationship Id="x{n}" Type="{kind}{what}" Target="{to}" TargetMode="External"/>'
        for n, (what, to) in enumerate(
            [
                ("image", "https://tracker.example/pixel.png"),
                ("image", "file:///etc/passwd"),
                ("attachedTemplate", "https://tracker.example/a.dotm"),
                ("oleObject", "file:///etc/shadow"),
            ]
        )
    )
    rels = "word/_rels/document.xml.rels"
    parts[rels] = parts[rels].replace(b"</Relationships>", outside.encode() + b"</Relationships>")
    parts["word/vbaProject.bin"] = b"Sub AutoOpen()"
    parts["customUI/customUI.xml"] = b'<customUI onLoad="AutoOpen"/>'
    parts["word/webextensions/taskpanes.xml"] = b"<taskpanes>AutoOpen</taskpanes>"
    field = b'<w:p><w:fldSimple w:instr=" INCLUDETEXT /etc/passwd "><w:r><w:t>kept</w:t></w:r></w:fldSimple></w:p>'
    parts["word/document.xml"] = parts["word/document.xml"].replace(b"<w:sectPr", field + b"<w:sectPr", 1)
    save(parts, path)
    docx, to_lay_out = render_docx(
        path, {"who": "Ann"}, tmp_path / "made.docx", title="", author="", today=TODAY
    )
    ((_, made),) = lay_out(("letter",), lambda _: (None, to_lay_out), tmp_path, (Embedded(),))
    letter = b"".join(read_parts(docx).values())

    for word in (b"tracker.example", b"/etc/", b"AutoOpen"):
        assert word not in letter
    assert "Dear Ann," in pages(made.laid_out.pdf)
    assert made.lost == ()


@pytest.mark.parametrize(
    ("harm", "told"),
    [
        (lambda whole: whole[: len(whole) // 2], "is not a DOCX file that can be opened"),
        (lambda _: b"", "is not a DOCX file that can be opened"),
        (lambda whole: b"\xd0\xcf\x11\xe0" + whole, ""),
        (lambda whole: whole.replace(b"PK\x01\x02", b"PK\x09\x09"), "is not a DOCX file that can be opened"),
    ],
    ids=["cut", "empty", "shifted", "no-directory"],
)
def test_a_corrupt_template_is_told_in_a_sentence(tmp_path: Path, harm: Any, told: str) -> None:
    path = template(tmp_path, "Dear {{ who }},")
    path.write_bytes(harm(path.read_bytes()))
    try:
        said = " ".join(filled(path, {"who": "Ann"}))
    except (TemplateError, ConversionError) as reason:
        said = str(reason)

    assert said == "Dear Ann," if not told else (told in said and said.startswith("mine.docx "))
