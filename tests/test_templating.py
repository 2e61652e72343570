"""Templates of letters: strict names, sandbox, escaping, places of mistakes, the same bytes."""

import re
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from evidencekit.errors import CannotWriteError, ConversionError, TemplateError, UsageError
from evidencekit.lettertext import Links, Row
from evidencekit.resources import Library, builtin_templates, open_builtin, open_library
from evidencekit.steps.profiles import every_profile
from evidencekit.templatecheck import lint
from evidencekit.templating import eject, find, names, render_docx, render_text
from evidencekit.views.rulewords import window_words
from evidencekit.wordfile import disarm, read_parts, save
from evidencekit.wording import example

TODAY = date(2026, 10, 20)
BUILTIN = [find(open_library(), name) for name in names(open_library())]


def template(
    folder: Path, *paragraphs: str, rows: tuple[tuple[str, ...], ...] = (), name: str = "mine.docx"
) -> Path:
    """Make a DOCX with these paragraphs, then a table with these rows."""
    from docx import Document

    document = Document()
    for text in paragraphs:
        document.add_paragraph(text)
    if rows:
        table = document.add_table(len(rows), len(rows[0]))
        for row, texts in zip(table.rows, rows, strict=True):
            for cell, text in zip(row.cells, texts, strict=True):
                cell.text = text
    document.save(str(folder / name))
    return folder / name


def filled(path: Path, context: dict[str, Any], into: Path | None = None) -> list[str]:
    """Fill a template in and return its paragraphs, breaks as newlines."""
    from docx import Document

    made, _ = render_docx(
        path, context, into or path.with_suffix(".out.docx"), title="T", author="A", today=TODAY
    )
    document = Document(str(made))
    cells = [p for t in document.tables for r in t.rows for c in r.cells for p in c.paragraphs]
    return [p.text for p in (*document.paragraphs, *cells)]


def test_a_name_is_filled_in(tmp_path: Path) -> None:
    assert filled(template(tmp_path, "Dear {{ who }},"), {"who": "Ann"}) == ["Dear Ann,"]


def test_word_may_have_cut_a_tag_into_runs(tmp_path: Path) -> None:
    """Word splits what a person typed into runs; the tag is found all the same."""
    from docx import Document

    document = Document()
    paragraph = document.add_paragraph("")
    for piece in ("Dear {", "{ w", "ho }", "},"):
        paragraph.add_run(piece)
    document.save(str(tmp_path / "cut.docx"))

    assert filled(tmp_path / "cut.docx", {"who": "Ann"}) == ["Dear Ann,"]


@pytest.mark.parametrize(
    "value",
    [
        "Smith & Sons <Ltd> \"x\" 'y'",
        "{{ who }} {% if %}",
        "5 < 6 > 4 &amp; &lt;",
        "\U0001f4e6 \u4e2d\u6587 \u0645\u0631\u062d\u0628\u0627 \u00df",
    ],
)
def test_a_value_stands_as_it_is(tmp_path: Path, value: str) -> None:
    """Nothing in a value is markup, and nothing in it is a tag."""
    assert filled(template(tmp_path, "A {{ who }} Z"), {"who": value}) == [f"A {value} Z"]


def test_line_breaks_and_tabs_are_kept(tmp_path: Path) -> None:
    assert filled(template(tmp_path, "{{ who }}"), {"who": "one\r\ntwo\tthree\nfour"}) == [
        "one\ntwo\tthree\nfour"
    ]


def test_control_characters_cannot_break_the_file(tmp_path: Path) -> None:
    """XML takes none of them, and a bell would begin a new paragraph."""
    assert filled(template(tmp_path, "A{{ who }}Z"), {"who": "\x00x\x07y\x1bz\ufffe\ud800"}) == ["AxyzZ"]


def test_rows_and_paragraphs_repeat(tmp_path: Path) -> None:
    path = template(
        tmp_path, "{%p for row in rows %}", "{{ row.name }}!", "{%p endfor %}",
        rows=(("{%tr for row in rows %}", ""), ("{{ row.name }}", "{{ row.value }}"), ("{%tr endfor %}", "")),
    )  # fmt: skip

    assert filled(path, {"rows": (Row("a", "1"), Row("b", "2"))}) == ["a!", "b!", "a", "1", "b", "2"]


def test_an_unknown_name_is_told_with_its_paragraph_and_the_nearest_one(tmp_path: Path) -> None:
    path = template(tmp_path, "First.", "", "Dear {{ recipeint.name }}, hello")

    with pytest.raises(
        TemplateError,
        match=r"mine\.docx, paragraph 3 \(.Dear \{\{ recipeint\.name \}\}, hello.\).*did you mean `recipient`",
    ):
        filled(path, example())


def test_an_unknown_name_behind_a_dot_is_told_likewise(tmp_path: Path) -> None:
    path = template(tmp_path, "x", rows=(("a", "{{ claimant.adress }}"),))

    with pytest.raises(TemplateError, match=r"paragraph 3 .*no name `adress` \(did you mean `address`\?\)"):
        filled(path, example())


def test_an_unknown_name_inside_a_loop_is_told_likewise(tmp_path: Path) -> None:
    path = template(
        tmp_path, rows=(("{%tr for line in goods.lines %}",), ("{{ line.amout }}",), ("{%tr endfor %}",))
    )

    with pytest.raises(TemplateError, match=r"paragraph 2 .*`amout` \(did you mean `amount`\?\)"):
        filled(path, example())


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Dear {{ who,", r"paragraph 2 .*`\{\{` has no other half"),
        ("Dear who }},", r"paragraph 2 .*`\}\}` has no other half"),
        ("{{ who who }}", r"paragraph 2 .*is broken"),
        ("{% if who %}yes", r"paragraph 2 .*broken"),
        ("{% endfor %}", r"paragraph 2 .*broken"),
        ("{% nonsense %}", r"paragraph 2 .*broken.*nonsense"),
        ("{%tr for x in who %}{{ x }}{%tr endfor %}", r"inside a table: see paragraph 2"),
    ],
)
def test_a_broken_tag_is_told_with_its_paragraph(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(TemplateError, match=told):
        filled(template(tmp_path, "First.", text), {"who": "x"})


def test_a_tag_that_cuts_a_paragraph_in_two_is_refused(tmp_path: Path) -> None:
    """Word would not open what comes out."""
    path = template(tmp_path, "a {% if who %}", "b", rows=(("c {% endif %}",),))

    with pytest.raises(TemplateError, match="begins in one paragraph or cell and ends in another"):
        filled(path, {"who": ""})


@pytest.mark.parametrize(
    "text",
    [
        "{{ who.__class__.__mro__ }}",
        "{{ ''.__class__ }}",
        "{{ claimant.name.upper }}",
        "{{ claimant }}",
        "{{ goods.lines }}",
        "{{ range(10**9) | list }}",
    ],
)
def test_a_template_reaches_nothing_but_its_names(tmp_path: Path, text: str) -> None:
    """No Python behind the values, no value that is not text."""
    with pytest.raises(TemplateError):
        filled(template(tmp_path, text), {**example(), "who": "x"})


def test_a_group_of_names_is_told_with_what_it_holds(tmp_path: Path) -> None:
    with pytest.raises(TemplateError, match="write one of name, address"):
        filled(template(tmp_path, "{{ claimant }}"), example())


def test_a_link_to_an_exhibit_has_an_outside_address(tmp_path: Path) -> None:
    """The bundle finds it by that address and turns it into a link to the exhibit's own page."""
    path = template(tmp_path, "See {{r link }}.")
    made, _ = render_docx(
        path,
        {"link": Links(("C", "AB"), "Exhibits ")},
        tmp_path / "out.docx",
        title="",
        author="",
        today=TODAY,
    )

    parts = read_parts(made)
    rels = parts["word/_rels/document.xml.rels"].decode()

    assert "See Exhibits C, AB." in re.sub("<[^>]+>", "", parts["word/document.xml"].decode())
    for label in ("C", "AB"):
        assert f'Id="exhibit-{label}"' in rels
        assert f'Target="https://evidence.invalid/exhibit/{label}" TargetMode="External"' in rels


def test_a_link_without_the_letter_r_is_told(tmp_path: Path) -> None:
    with pytest.raises(TemplateError, match="needs the letter r"):
        filled(template(tmp_path, "See {{ link }}."), {"link": Links(("C",))})


def test_the_same_letter_has_the_same_bytes(tmp_path: Path) -> None:
    """No clock in the members, none in the properties; Word finds the content types first."""
    path = template(tmp_path, "Dear {{ who }},")
    one, two = tmp_path / "one.docx", tmp_path / "two.docx"
    for into in (one, two):
        render_docx(path, {"who": "Ann"}, into, title="Claim & more", author="<Ann>", today=TODAY)

    with zipfile.ZipFile(one) as package:
        days = {m.date_time for m in package.infolist()}
        listed = package.namelist()

    assert one.read_bytes() == two.read_bytes()
    assert days == {(2026, 10, 20, 0, 0, 0)}
    assert listed[0] == "[Content_Types].xml"
    assert listed[2:] == sorted(listed[2:])
    core = read_parts(one)["docProps/core.xml"].decode()
    assert core.count("2026-10-20T00:00:00Z") == 2
    assert "<dc:title>Claim &amp; more</dc:title><dc:creator>&lt;Ann&gt;</dc:creator>" in core


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", b"PK\x03\x04broken"])
def test_what_is_no_docx_is_told(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "mine.docx").write_bytes(content)

    with pytest.raises(TemplateError, match=r"mine\.docx"):
        filled(tmp_path / "mine.docx", {})


def test_a_bomb_is_not_unpacked(tmp_path: Path) -> None:
    path = template(tmp_path, "x")
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as package:
        for number in range(3):
            package.writestr(f"word/media/{number}.bin", b"\0" * 70_000_000)

    with pytest.raises(ConversionError, match="more than any letter needs"):
        read_parts(path)


def test_a_letter_fetches_nothing(tmp_path: Path) -> None:
    """Linked pictures, attached templates and loading fields go; what a reader clicks stays."""
    parts = read_parts(template(tmp_path, "x"))
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    outside = (
        f'<Relationship Id="rIdA" Type="{office}/image" Target="http://tracker.invalid/a.png" TargetMode="External"/>'
        f'<Relationship Id="rIdB" Type="{office}/hyperlink" Target="https://evidence.invalid/exhibit/C" TargetMode="External"/>'
        f'<Relationship Id="rIdC" Type="{office}/hyperlink" Target="file:///etc/passwd" TargetMode="External"/>'
    )
    rels = (
        parts["word/_rels/document.xml.rels"]
        .decode()
        .replace("</Relationships>", outside + "</Relationships>")
    )
    parts["word/_rels/document.xml.rels"] = rels.encode()
    body = '<w:p><w:r><a:blip r:link="rIdA"/><w:instrText> INCLUDEPICTURE "http://tracker.invalid/b.png" </w:instrText></w:r></w:p>'
    parts["word/document.xml"] = (
        parts["word/document.xml"].decode().replace("<w:body>", "<w:body>" + body).encode()
    )
    parts["word/_rels/settings.xml.rels"] = (
        f'<Relationships><Relationship Id="rId1" Type="{office}/attachedTemplate" TargetMode="External" Target="\\\\host\\evil.dotm"/></Relationships>'
    ).encode()
    parts["word/settings.xml"] = (
        b'<w:settings xmlns:w="w" xmlns:r="r/relationships"><w:attachedTemplate r:id="rId1"/><w:zoom/></w:settings>'
    )

    safe = disarm(parts)
    everything = b"".join(safe.values()).decode("utf-8", "replace")

    assert "tracker.invalid" not in everything
    assert "passwd" not in everything
    assert "evil.dotm" not in everything
    assert b"attachedTemplate" not in safe["word/settings.xml"]
    assert b"<w:zoom/>" in safe["word/settings.xml"]
    assert "rIdA" not in everything
    assert "https://evidence.invalid/exhibit/C" in everything


@pytest.mark.parametrize("path", BUILTIN, ids=lambda p: p.name)
def test_every_template_that_comes_along_is_sound(path: Path) -> None:
    assert lint(path) == ()


def test_lint_sees_the_branches_that_the_example_does_not_take(tmp_path: Path) -> None:
    path = template(
        tmp_path,
        "ok",
        "{% if recipient.addressed_as == 'nobody' %}{{ claimant.nmae }}{% endif %}",
        "{{ nothing }}",
    )

    found = lint(path)
    (tmp_path / "mine.txt").write_text("line one\n{% if not exhibits %}{{ loss.amont }}{% endif %}\n")

    assert ["paragraph 2" in found[0].message, "paragraph 3" in found[1].message, len(found)] == [
        True,
        True,
        2,
    ]
    assert [
        f.message
        for f in lint(template(tmp_path, "ok", "{% if not exhibits %}{{ claimant.nmae }}{% endif %}"))
    ] == [
        "mine.docx, paragraph 2 (“{% if not exhibits %}{{ claimant.nmae }}{% endif %}”): there is no name `nmae` (did you mean `name`?)."
    ]
    assert [f.message for f in lint(tmp_path / "mine.txt")] == [
        "mine.txt, line 2: there is no name `amont` (did you mean `amount`?)."
    ]


def test_a_message_tells_its_mistakes_with_the_line(tmp_path: Path) -> None:
    (tmp_path / "m.txt").write_text("Hello\n{{ whoo }}\n")

    with pytest.raises(TemplateError, match=r"m\.txt, line 2 .*did you mean `who`"):
        render_text(tmp_path / "m.txt", {"who": "x"})


def test_a_message_escapes_nothing(tmp_path: Path) -> None:
    (tmp_path / "m.txt").write_text("{{ who }} {{ link }}")

    assert (
        render_text(tmp_path / "m.txt", {"who": "A & B <c>", "link": Links(("C",), "Exhibit ")})
        == "A & B <c> Exhibit C\n"
    )


def test_a_users_template_wins_and_a_language_has_its_own(tmp_path: Path) -> None:
    (tmp_path / "letters").mkdir()
    (tmp_path / "recipients" / "ups").mkdir(parents=True)
    for name in ("letters/claim-letter.docx", "letters/claim-letter.de.docx", "recipients/ups/ups-form.docx"):
        (tmp_path / name).write_bytes(b"x")
    library = Library((tmp_path, builtin_templates()))

    assert find(library, "claim-letter") == tmp_path / "letters/claim-letter.docx"
    assert find(library, "claim-letter", "de") == tmp_path / "letters/claim-letter.de.docx"
    assert find(library, "ups-form") == tmp_path / "recipients/ups/ups-form.docx"
    assert find(library, "chronology", "de").is_relative_to(builtin_templates())


def test_an_unknown_template_names_the_nearest() -> None:
    with pytest.raises(TemplateError, match="did you mean claim-letter"):
        find(open_library(), "claim-leter")


def test_eject_copies_out_and_never_overwrites(tmp_path: Path) -> None:
    copied = eject("claim-letter", tmp_path)

    assert copied.name == "claim-letter.docx"
    assert lint(copied) == ()
    with pytest.raises(CannotWriteError, match="there already"):
        eject("claim-letter", tmp_path)
    with pytest.raises(UsageError, match="did you mean chronology"):
        eject("cronology", tmp_path)


def test_the_templates_are_what_the_script_makes(tmp_path: Path) -> None:
    """tools/make_letters.py and templates/letters do not drift apart."""
    import subprocess
    import sys

    root = Path(__file__).parent.parent
    subprocess.run([sys.executable, str(root / "tools" / "make_letters.py"), str(tmp_path)], check=True)

    for made in tmp_path.glob("*.docx"):
        assert made.read_bytes() == (root / "templates" / "letters" / made.name).read_bytes(), made.name


def test_the_documentation_is_what_the_model_says(tmp_path: Path) -> None:
    """The names in docs/templates.md and all of docs/letters.md are made by tools/make_docs.py."""
    import subprocess
    import sys

    root = Path(__file__).parent.parent
    subprocess.run([sys.executable, str(root / "tools" / "make_docs.py"), str(tmp_path)], check=True)

    for name in ("templates.md", "letters.md", "files.md", "recipients.md", "regimes.md"):
        assert (tmp_path / name).read_text("utf-8") == (root / "docs" / name).read_text("utf-8"), name
    text = (root / "docs" / "templates.md").read_text("utf-8")
    assert "`claimant.address_line`" in text
    assert "`goods.lines.net`" in text


def test_every_rule_of_every_program_stands_in_the_documentation_with_its_source() -> None:
    """A reader can check each window against the page that it was read from."""
    told = (Path(__file__).parent.parent / "docs" / "recipients.md").read_text("utf-8")
    programs = every_profile(open_builtin())

    assert len(programs) > 100
    for program in programs:
        own = told.partition(f'<a id="{program.id}"></a>')[2].partition("\n## ")[0]
        for window in program.windows:
            source = program.sources[window.source]
            assert window_words(window).replace("*", "\\*") in own, (program.id, window.id)
            assert str(source.read_on) in own, (program.id, window.source)
            assert source.text.split("http")[0].split("<")[0] in own, (program.id, window.source)


def test_save_takes_no_clock_without_a_date(tmp_path: Path) -> None:
    """What an engine gets has the same bytes at any time."""
    parts = read_parts(template(tmp_path, "x"))
    save(parts, tmp_path / "one.docx")
    save(parts, tmp_path / "two.docx")

    assert (tmp_path / "one.docx").read_bytes() == (tmp_path / "two.docx").read_bytes()
