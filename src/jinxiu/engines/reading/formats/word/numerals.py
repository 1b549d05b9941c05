"""How Word writes the numbers of its lists (``w:numFmt``, ECMA-376 part 1, 17.18.59)."""

from __future__ import annotations

from collections.abc import Callable

_DIGITS = "〇一二三四五六七八九"
_LEGAL = "零壹贰叁肆伍陆柒捌玖"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_ROMAN = (
    *((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL")),
    *((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")),
)
_FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")


def counted(number: int, digits: str = _DIGITS, units: tuple[str, ...] = ("", "十", "百", "千")) -> str:
    """Return a number as it is spoken.

    >>> counted(10), counted(12), counted(20), counted(105), counted(1010)
    ('十', '十二', '二十', '一百零五', '一千零一十')
    """
    if not 0 < number < 10_000:
        return str(number)
    written, skipped = "", False
    for power in range(len(str(number)) - 1, -1, -1):
        digit = number // 10**power % 10
        if not digit:
            skipped = True
            continue
        written += ("零" if skipped and written else "") + digits[digit] + units[power]
        skipped = False
    return written[1:] if number < 20 and written.startswith("一十") else written


def _spelled(number: int) -> str:
    return "".join(_DIGITS[int(digit)] for digit in str(number))


def _letters(number: int, first: str) -> str:
    """Return a, b … z, aa, bb …: Word repeats the letter."""
    return chr(ord(first) + (number - 1) % 26) * min((number - 1) // 26 + 1, 10)


def _roman(number: int) -> str:
    written = ""
    for value, sign in _ROMAN:
        times, number = divmod(number, value)
        written += sign * times
    return written


def _enclosed(number: int) -> str:
    """Return a number in a circle, so far as there are such signs."""
    for last, start in ((20, 0x2460), (35, 0x3251 - 20), (50, 0x32B1 - 35)):
        if number <= last:
            return chr(start + number - 1)
    return str(number)


def _from(first: int, last: int) -> Callable[[int], str]:
    """Return how a row of signs in Unicode numbers."""
    return lambda number: chr(first + number - 1) if number <= last else str(number)


_FORMS: dict[str, Callable[[int], str]] = {
    "decimalZero": lambda number: f"{number:02}",
    "decimalFullWidth": lambda number: str(number).translate(_FULL_WIDTH),
    "decimalFullWidth2": lambda number: str(number).translate(_FULL_WIDTH),
    "numberInDash": lambda number: f"- {number} -",
    "decimalEnclosedCircle": _enclosed,
    "decimalEnclosedCircleChinese": _enclosed,
    "decimalEnclosedFullstop": _from(0x2488, 20),
    "decimalEnclosedParen": _from(0x2474, 20),
    "ideographEnclosedCircle": _from(0x3280, 10),
    "lowerLetter": lambda number: _letters(number, "a"),
    "upperLetter": lambda number: _letters(number, "A"),
    "lowerRoman": lambda number: _roman(number).lower(),
    "upperRoman": _roman,
    "chineseCounting": lambda number: counted(number) if number < 100 else _spelled(number),
    "taiwaneseCounting": lambda number: counted(number) if number < 100 else _spelled(number),
    "chineseCountingThousand": counted,
    "taiwaneseCountingThousand": counted,
    "japaneseCounting": counted,
    "koreanCounting": counted,
    "chineseLegalSimplified": lambda number: counted(number, _LEGAL, ("", "拾", "佰", "仟")),
    "ideographLegalTraditional": lambda number: counted(number, _LEGAL, ("", "拾", "佰", "仟")),
    "ideographDigital": _spelled,
    "japaneseDigitalTenThousand": _spelled,
    "taiwaneseDigital": _spelled,
    "ideographTraditional": lambda number: _STEMS[number - 1] if number <= 10 else str(number),
    "ideographZodiac": lambda number: _BRANCHES[number - 1] if number <= 12 else str(number),
    "none": lambda _: "",
    "bullet": lambda _: "",
}


def written(number: int, form: str) -> str:
    """Return a number in a form of Word's; a form that is not known is written in digits.

    >>> written(3, "chineseCountingThousand"), written(3, "decimalEnclosedCircle"), written(28, "lowerLetter")
    ('三', '③', 'bb')
    """
    if form in {"none", "bullet"}:
        return ""
    return _FORMS[form](number) if form in _FORMS and 0 < number < 5000 else str(number)
