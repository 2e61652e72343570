"""Templates of strangers that mean harm: each function puts one in place of the claim letter."""

import shutil
from collections.abc import Callable
from pathlib import Path

from docx import Document

from evidencekit.resources import builtin_templates

_ATTACKS = {
    "classes": "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "globals of a function": "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
    "globals of lipsum": "{{ lipsum.__globals__ }}",
    "attr filter": "{{ claimant|attr('__class__') }}",
    "format of an attribute": "{{ '{0.__class__.__init__.__globals__}'.format(claimant) }}",
    "format_map": "{{ '{a.__class__}'.format_map({'a': claimant}) }}",
    "an include of a file": "{% include 'SECRET' %}",
    "an import of a file": "{% import 'SECRET' as x %}",
    "an extended file": "{% extends 'SECRET' %}",
    "the template's own context": "{{ self._TemplateReference__context }}",
    "an endless loop": "{% for i in range(10**12) %}x{% endfor %}",
    "loops in loops": "{% for a in range(99999) %}{% for b in range(99999) %}{% for c in range(99999) %}x{% endfor %}{% endfor %}{% endfor %}",
    "a long text": "{{ 'a' * 10**10 }}",
    "a long list": "{{ range(10**12)|list|length }}",
    "a wide text": "{{ 'x'|center(10**10) }}",
    "a macro that calls itself": "{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}",
    "a list that grows": "{% set l = [1] %}{% for i in range(60) %}{% set _ = l.extend(l) %}{% endfor %}",
    "a huge power": "{{ 9**9**9 }}",
    "a text replaced into a longer one": "{{ ('a' * 99999)|replace('a', 'b' * 99999) }}",
    "names of Python in a namespace": "{{ namespace.__init__.__globals__ }}",
}


def _attack(text: str) -> Callable[[Path, Path], None]:
    def write(folder: Path, secret: Path) -> None:
        shutil.copytree(builtin_templates() / "letters", folder / "letters")
        path = folder / "letters" / "claim-letter.docx"
        document = Document(str(path))
        document.add_paragraph(text.replace("SECRET", str(secret)))
        document.save(str(path))

    return write


TEMPLATES = {title: _attack(text) for title, text in _ATTACKS.items()}
