"""Small XLSX and ODS files, made by hand so that each may be as odd as it likes."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from xml.sax.saxutils import escape

_HEAD = '<?xml version="1.0" encoding="UTF-8"?>'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_OASIS = ("office", "table", "text", "manifest")
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def row(number: int, *cells: str | float) -> str:
    """A row of texts and numbers from column A."""
    parts = []
    for letter, cell in zip("ABCDEFGH", cells, strict=False):
        place = f"{letter}{number}"
        if isinstance(cell, str):
            parts.append(f'<c r="{place}" t="inlineStr"><is><t>{escape(cell)}</t></is></c>' if cell else "")
        else:
            parts.append(f'<c r="{place}"><v>{cell}</v></c>')
    return f'<row r="{number}">{"".join(parts)}</row>'


def workbook(sheets: Mapping[str, str], *, hidden: str = "", links: Mapping[str, str] | None = None) -> bytes:
    """A workbook with these rows by sheet; `links` are hyperlinks of cells of the first sheet."""
    links = links or {}
    parts = {
        "[Content_Types].xml": f'{_HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
    }
    book = f'<Relationship Id="r1" Type="{_REL}/officeDocument" Target="xl/workbook.xml"/>'
    parts["_rels/.rels"] = f'{_HEAD}<Relationships xmlns="{_PACKAGE}">{book}</Relationships>'
    listed, targets = "", ""
    for at, (name, rows) in enumerate(sheets.items(), start=1):
        state = ' state="hidden"' if name == hidden else ""
        listed += f'<sheet name="{name}" sheetId="{at}" r:id="rId{at}"{state}/>'
        targets += f'<Relationship Id="rId{at}" Type="{_REL}/worksheet" Target="worksheets/sheet{at}.xml"/>'
        linked = "".join(f'<hyperlink ref="{ref}" r:id="l{ref}"/>' for ref in links) if at == 1 else ""
        tail = f"<hyperlinks>{linked}</hyperlinks>" if linked else ""
        data, _, merged = rows.partition("<mergeCells")
        body = f"<sheetData>{data}</sheetData>{'<mergeCells' if merged else ''}{merged}{tail}"
        parts[f"xl/worksheets/sheet{at}.xml"] = f'{_HEAD}<worksheet xmlns="{_MAIN}" xmlns:r="{_REL}">{body}</worksheet>'
    parts["xl/workbook.xml"] = f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_REL}"><sheets>{listed}</sheets></workbook>'
    parts["xl/_rels/workbook.xml.rels"] = f'{_HEAD}<Relationships xmlns="{_PACKAGE}">{targets}</Relationships>'
    outside = "".join(
        f'<Relationship Id="l{ref}" Type="{_REL}/hyperlink" Target="{url}" TargetMode="External"/>'
        for ref, url in links.items()
    )
    parts["xl/worksheets/_rels/sheet1.xml.rels"] = f'{_HEAD}<Relationships xmlns="{_PACKAGE}">{outside}</Relationships>'
    return archive(parts)


def open_document(rows: str, manifest: str = "") -> bytes:
    """An ODS file of one sheet with these rows; `manifest` stands in the list of its parts."""
    spaces = " ".join(f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in _OASIS)
    table = f'<table:table table:name="Papers">{rows}</table:table>'
    body = f"<office:body><office:spreadsheet>{table}</office:spreadsheet></office:body>"
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet", zipfile.ZIP_STORED)
        packed.writestr("content.xml", f"{_HEAD}<office:document-content {spaces}>{body}</office:document-content>")
        listed = f"<manifest:manifest {spaces}>{manifest}</manifest:manifest>"
        packed.writestr("META-INF/manifest.xml", f"{_HEAD}{listed}")
    return held.getvalue()


def open_row(*cells: str, repeated: int = 1) -> str:
    """A row of an ODS file; a cell that begins with `<` stands there as it is."""
    text = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    made = "".join(cell if cell.startswith("<") else text.format(escape(cell)) for cell in cells)
    more = f' table:number-rows-repeated="{repeated}"' if repeated > 1 else ""
    return f"<table:table-row{more}>{made}</table:table-row>"


def archive(parts: Mapping[str, str | bytes]) -> bytes:
    """A zip archive of these parts."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    return held.getvalue()
