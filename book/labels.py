"""The names of admonitions as readers see them, in all editions the same."""

ADMONITIONS = {
    "note": "注記",
    "tip": "ヒント",
    "hint": "ヒント",
    "important": "重要",
    "warning": "警告",
    "caution": "注意",
    "attention": "注意",
    "danger": "危険",
    "error": "エラー",
    "seealso": "参考",
}
