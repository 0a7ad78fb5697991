"""A quarter filled offline, first with thirty-five mistakes, then right: section, row, column, typed, what is said."""

from .filling import Workbook

ANSWER, REASON = Workbook.ANSWER, Workbook.REASON
LONG = "长" * 801
DONE, CHOOSE, WHY = "已填完", "请从列表中选择", "请写明数字哪里不对"

MISTAKES = (
    ("H", "contact_name", ANSWER, "", "请填写联系人和联系电话"),
    ("H", "contact_phone", ANSWER, "0574" * 9, "不超过 30 字符"),
    ("A", "A1-ticks:secretary_is_head", ANSWER, "也许", CHOOSE),
    ("A", "A1-ticks:deputy_is_deputy_head", ANSWER, 2, CHOOSE),
    ("A", "A1-ticks:clerk_is_named", ANSWER, "√", CHOOSE),
    ("A", "A1", REASON, LONG, "最多500字"),
    ("A", "A2", ANSWER, "三次", "请填写整数"),
    ("A", "A2", REASON, LONG, "最多500字"),
    ("A", "A3", ANSWER, "对", CHOOSE),
    ("A", "is_complete", ANSWER, "是", CHOOSE),
    ("B", "B1", ANSWER, "不对", CHOOSE),
    ("B", "B2", REASON, "", WHY),
    ("B", "B4", ANSWER, "#REF!", "计算错误"),
    ("M", "has_nothing", ANSWER, "无", CHOOSE),
    ("M", "is_complete", ANSWER, "", "请选择这一部分是否填完"),
    ("C", "C1", ANSWER, "有误", CHOOSE),
    ("C", "C2", REASON, "", WHY),
    ("D", "D1", ANSWER, 2, CHOOSE),
    ("E", "E1", REASON, "", WHY),
    ("E", "E2", ANSWER, "2014-07-01", CHOOSE),
    ("E", "E3", ANSWER, "？", CHOOSE),
    ("F", "F1", ANSWER, -1, "请填写不小于0的数"),
    ("F", "F2", ANSWER, "有", CHOOSE),
    ("F", "F3", REASON, "", WHY),
    ("G", "G1", ANSWER, 12.345, "小数最多2位"),
    ("T", "highlights", ANSWER, LONG, "最多800字"),
    ("T", "problems", ANSWER, LONG, "最多500字"),
    ("T", "plans", ANSWER, LONG, "最多500字"),
    ("S", "A2", ANSWER, 3.5, "不能超过该指标的3.00分"),
    ("S", "B1", REASON, LONG, "最多300字"),
    ("rows-session", "n:0", "E", "2014-01-05", "不在本报表的季度内"),
    ("rows-session", "n:1", "I", "也许", CHOOSE),
    ("rows-symposium", "n:0", "E", "七月底", "日期"),
    ("rows-payment", "n:0", "G", "很多", "输入一个数"),
    ("rows-payment", "n:1", "F", "请客", CHOOSE),
)

# the same quarter as it should be
RIGHT = (
    ("H", "contact_name", ANSWER, "演示丙"),
    ("H", "contact_phone", ANSWER, "057400000000"),
    ("A", "A1-ticks:secretary_is_head", ANSWER, "是"),
    ("A", "A1-ticks:deputy_is_deputy_head", ANSWER, "否"),
    ("A", "A1-ticks:clerk_is_named", ANSWER, "是"),
    ("A", "A1", REASON, "任命文件待补登"),
    ("A", "A2", ANSWER, "３"),
    ("A", "A2", REASON, "两次纪要待补登"),
    ("A", "A3", ANSWER, "数字正确"),
    ("A", "A3", REASON, ""),
    ("B", "B1", ANSWER, "数字正确"),
    ("B", "B2", ANSWER, "数字有误"),
    ("B", "B2", REASON, "漏登一项"),
    ("B", "B3", REASON, ""),
    ("B", "B4", ANSWER, "数字正确"),
    ("M", "has_nothing", ANSWER, "是"),
    ("C", "C1", ANSWER, "数字正确"),
    ("C", "C2", ANSWER, "数字有误"),
    ("C", "C2", REASON, "少登一件"),
    ("D", "D1", ANSWER, "数字正确"),
    ("D", "D2", REASON, ""),
    ("E", "E1", ANSWER, "数字有误"),
    ("E", "E1", REASON, "漏登两家"),
    ("E", "E2", ANSWER, "数字正确"),
    ("E", "E3", ANSWER, "数字正确"),
    ("F", "F1", ANSWER, 0),
    ("F", "F1", REASON, ""),
    ("F", "F2", ANSWER, "否"),
    ("F", "F3", ANSWER, "数字有误"),
    ("F", "F3", REASON, "已办结一件"),
    ("G", "G1", ANSWER, 12.34),
    ("G", "G1", REASON, "七月拨付"),
    ("T", "highlights", ANSWER, "产业学院开班"),
    ("T", "problems", ANSWER, ""),
    ("T", "plans", ANSWER, "走访全部专家"),
    ("S", "A2", ANSWER, 2.5),
    ("S", "A2", REASON, "纪要待补"),
    ("S", "B1", REASON, ""),
    ("rows-session", "n:0", "E", "2014/7/5"),
    ("rows-session", "n:0", "F", "示例议题"),
    ("rows-session", "n:0", "H", 7),
    ("rows-session", "n:0", "I", "是"),
    ("rows-session", "n:1", "I", ""),
    ("rows-symposium", "n:0", "E", "2014-07-31"),
    ("rows-symposium", "n:0", "F", "示例座谈"),
    ("rows-symposium", "n:0", "G", 12),
    ("rows-payment", "n:0", "E", "2014-07-08"),
    ("rows-payment", "n:0", "F", "奖励"),
    ("rows-payment", "n:0", "G", 123400),
    ("rows-payment", "n:1", "F", ""),
)


def fill(book: Workbook) -> None:
    """Everything right, every section complete."""
    for section, key, column, value in RIGHT:
        book.type(section, key, value, column)
    for section in book.names:
        if not section.startswith("rows-"):
            book.type(section, "is_complete", DONE)


def seed(book: Workbook) -> None:
    """As it should be, with every mistake over it."""
    fill(book)
    for section, key, column, value, _message in MISTAKES:
        book.type(section, key, value, column)


put_right = fill
