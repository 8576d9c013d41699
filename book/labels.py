"""What readers see in Japanese and Sphinx has not, or names otherwise; in all editions the same."""

HERE = "この見出しへのリンク"

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
