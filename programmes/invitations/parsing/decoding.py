"""The text of a file in whatever encoding Excel, Notepad or an old system wrote it."""

import codecs

_MARKS = [
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
]
_SAMPLE = 2000  # bytes


def decode(content: bytes) -> str:
    """The text: by its mark, else UTF-16 by its zeros, else UTF-8, else that of Swedish Windows."""
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return content[len(mark) :].decode(encoding, errors="replace")
    sample = content[:_SAMPLE]
    if sample.count(0) > len(sample) // 4:
        is_big = sample[0::2].count(0) > sample[1::2].count(0)
        return content.decode("utf-16-be" if is_big else "utf-16-le", errors="replace")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")
