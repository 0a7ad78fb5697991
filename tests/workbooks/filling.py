"""What a person does with a downloaded workbook in a spreadsheet program: type into cells and save."""

import io
import re
import zipfile
from xml.sax.saxutils import escape

from talentportal.core.workbooks.guard import open_workbook

MARK = "_portal"


class Workbook:
    """An .xlsx as downloaded; cells are set by the section and the hidden key of the row."""

    ANSWER, REASON = "G", "H"

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.sheets = {sheet.name: sheet for sheet in open_workbook(io.BytesIO(content))}
        mark = self.sheets[MARK]
        self.names = {row.cell(1).text: row.cell(3).text for row in mark.rows if row.cell(0).text == "section"}
        self._typed: dict[tuple[str, str], str | int | float] = {}

    def cell(self, section: str, key: str, column: str = ANSWER) -> str:
        return self._row(section, key).cell(ord(column) - 65).text

    def address(self, section: str, key: str, column: str = ANSWER) -> str:
        return f"{column}{self._row(section, key).number}"

    def type(self, section: str, key: str, value: str | int | float, column: str = ANSWER) -> None:
        self._typed[self.names[section], self.address(section, key, column)] = value

    def reason(self, section: str, key: str, value: str) -> None:
        self.type(section, key, value, self.REASON)

    def _row(self, section: str, key: str):
        return next(row for row in self.sheets[self.names[section]].rows if row.cell(0).text == key)

    # --- what the program knows of the file ---

    def part_of(self, section: str) -> str:
        with zipfile.ZipFile(io.BytesIO(self.content)) as archive:
            parts = dict(zip(self._sheet_names(archive), self._sheet_parts(archive), strict=True))
            return archive.read(parts[self.names[section]]).decode()

    def comments(self) -> int:
        """How many notes stand on cells."""
        with zipfile.ZipFile(io.BytesIO(self.content)) as archive:
            parts = [name for name in archive.namelist() if name.startswith("xl/comments")]
            return sum(archive.read(name).decode().count("<comment ") for name in parts)

    def is_locked(self, section: str, key: str, column: str = ANSWER) -> bool:
        return 'locked="0"' not in self._style(section, key, column)

    def format_of(self, section: str, key: str, column: str = ANSWER) -> str:
        """@ is text."""
        found = re.search(r'numFmtId="(\d+)"', self._style(section, key, column))
        return "@" if found and found[1] == "49" else ""

    def is_hidden(self, sheet: str) -> bool:
        with zipfile.ZipFile(io.BytesIO(self.content)) as archive:
            return bool(re.search(rf'<sheet name="{sheet}"[^>]*Hidden"', archive.read("xl/workbook.xml").decode()))

    def _style(self, section: str, key: str, column: str) -> str:
        number = re.search(rf'<c r="{self.address(section, key, column)}" s="(\d+)"', self.part_of(section))
        with zipfile.ZipFile(io.BytesIO(self.content)) as archive:
            styles = archive.read("xl/styles.xml").decode().split("<cellXfs")[1]
        shapes = re.findall(r"<xf [^>]*?(?:/>|>.*?</xf>)", styles)
        return shapes[int(number[1])] if number else ""

    # --- saving ---

    def save(self) -> bytes:
        """The file as a program would write it: text in the cell itself, numbers as numbers."""
        target = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(self.content)) as old, zipfile.ZipFile(target, "w") as new:
            parts = dict(zip(self._sheet_names(old), self._sheet_parts(old), strict=True))
            changed: dict[str, str] = {}
            for (sheet, address), value in self._typed.items():
                part = parts[sheet]
                body = changed.get(part) or old.read(part).decode()
                changed[part] = _set(body, address, value)
            for item in old.infolist():
                body = changed.get(item.filename)
                new.writestr(item.filename, old.read(item.filename) if body is None else body.encode())
        return target.getvalue()

    def _sheet_names(self, archive: zipfile.ZipFile) -> list[str]:
        return re.findall(r'<sheet name="([^"]*)"', archive.read("xl/workbook.xml").decode())

    def _sheet_parts(self, archive: zipfile.ZipFile) -> list[str]:
        return [f"xl/worksheets/sheet{n}.xml" for n in range(1, len(self._sheet_names(archive)) + 1)]


def _set(body: str, address: str, value: str | int | float) -> str:
    if isinstance(value, str):
        inside = f' t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is></c>' if value else "/>"
    else:
        inside = f"><v>{value}</v></c>"
    pattern = rf'<c r="{address}"( s="\d+")?(?: t="\w+")?(?:/>|>.*?</c>)'
    made, count = re.subn(pattern, lambda found: f'<c r="{address}"{found[1] or ""}{inside}', body, count=1)
    assert count == 1, address
    return made
