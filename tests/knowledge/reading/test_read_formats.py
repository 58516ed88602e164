"""The same text in every format gives the same clauses; hidden numbers are found, page lines dropped."""

import hashlib
import subprocess
import sys
from pathlib import Path

import docx as library
import pytest

from bot.knowledge.reading import DocumentError, read_document
from bot.settings import PROJECT
from tests.knowledge.reading.made import abstract, clauses, docx, num, p, pdf, read, saved, set_in_lines

TITLE = "甲市红十字会关于社区救护站的管理办法"
PARAGRAPHS = [
    TITLE,
    "为了让居民在家门口学会急救，现就社区救护站的设立、值守和培训安排如下，请各站照此办理。",
    "一、设立",
    "（一）场地。每站备有一间临街的屋子，门口挂牌，地面平整，夜间有灯，雨天不积水，轮椅进得去，急救箱放在伸手可及的地方。",
    "1.新建的站由街道选址，报县级备案。",
    "2.原有的站在一年之内改好。",
    "（二）人员。每站两人轮值，都要有救护员证。",
    "二、培训",
    "每季度一次，结束时当场考核，考核通过的发证，没有通过的下一次再来，不收费用，也不设人数的上限。",
]
CLAUSES = ["", "", "一", "一（一）", "一（一）1", "一（一）2", "一（二）", "二", "二"]
TEXTS = [*PARAGRAPHS[:2], "设立", *(text.lstrip("（一二）1.2") for text in PARAGRAPHS[3:7]), "培训", PARAGRAPHS[8]]
EXPECTED = list(zip(CLAUSES, TEXTS, strict=True))


def word_file() -> bytes:
    document = library.Document()
    for text in PARAGRAPHS:
        document.add_paragraph(text)
    return saved(document)


def page(text: str) -> str:
    return f"<!DOCTYPE html><html><head><meta charset='utf-8'><title>网站</title></head><body>{text}</body></html>"


FILES = {
    "a.txt": "\n".join(PARAGRAPHS).encode(),
    "bom.txt": "\n".join(PARAGRAPHS).encode("utf-8-sig"),
    "gb.txt": "\r\n".join(PARAGRAPHS).encode("gb18030"),
    "wide.txt": "\n".join(PARAGRAPHS).encode("utf-16"),
    "wide-le.txt": "\n".join(PARAGRAPHS).encode("utf-16-le"),
    "wide-be.txt": "\n".join(PARAGRAPHS).encode("utf-16-be"),
    "indented.txt": "\n\n".join("\u3000\u3000" + text for text in PARAGRAPHS).encode(),
    "noname": "\n".join(PARAGRAPHS).encode(),
    "a.md": ("# " + "\n\n".join(PARAGRAPHS)).encode(),
    "close.md": "\n".join(PARAGRAPHS).encode(),
    "a.docx": word_file(),
    "a.html": page("".join(f"<p>{text}</p>" for text in PARAGRAPHS)).encode(),
    "gb.htm": page("".join(f"<p>{text}</p>" for text in PARAGRAPHS)).replace("utf-8", "gb2312").encode("gb18030"),
    "br.html": page("<div>" + "<br>\n".join(PARAGRAPHS) + "</div>").encode(),
    "a.pdf": pdf(set_in_lines(PARAGRAPHS)),
    "narrow.pdf": pdf(set_in_lines(PARAGRAPHS, columns=17)),
}


@pytest.mark.parametrize("name", FILES)
def test_every_format_gives_the_same_clauses(tmp_path: Path, name: str) -> None:
    document = read(tmp_path, name, FILES[name])
    assert clauses(document) == EXPECTED
    assert (document.title, document.issuer, document.level) == (TITLE, "甲市红十字会", "city")
    assert document.sha256 == hashlib.sha256(FILES[name]).hexdigest()


def test_a_path_may_be_relative_and_chinese(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("管理 办法.TXT").write_text("一、设立", encoding="utf-8")
    assert clauses(read_document(Path("管理 办法.TXT"))) == [("一", "设立")]


def test_the_libraries_are_imported_when_they_are_needed() -> None:
    code = (
        "import sys; import bot.knowledge.reading\n"
        "print(sorted({'docx', 'lxml', 'pypdf', 'markdown_it'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=PROJECT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


# --- plain text ------------------------------------------------------------------------------------------------------


def test_lines_wrapped_at_a_width_are_joined(tmp_path: Path) -> None:
    lines = []
    for text in PARAGRAPHS:
        text = "\u3000\u3000" + text
        lines += [text[at : at + 20] for at in range(0, len(text), 20)]
    assert clauses(read(tmp_path, "a.txt", "\n".join(lines))) == EXPECTED


def test_a_paragraph_cut_by_a_page_is_joined_and_headings_are_not(tmp_path: Path) -> None:
    text = "一、做好登记，不得遗漏\n每月登记一次。每年核对一次，有变\n\n化的随时更正。\n— 3 —\n二、归档"
    assert clauses(read(tmp_path, "a.txt", text)) == [
        ("一", "做好登记，不得遗漏"),
        ("一", "每月登记一次。每年核对一次，有变化的随时更正。"),
        ("二", "归档"),
    ]


def test_tabs_make_a_table(tmp_path: Path) -> None:
    text = "一、数目\n项目\t人数\n会员\t30\n志愿者\t\n\t一个缩进的段落。"
    assert clauses(read(tmp_path, "a.txt", text))[1:] == [
        ("一表行1", "项目：会员；人数：30"),
        ("一表行2", "项目：志愿者"),
        ("一", "一个缩进的段落。"),
    ]


# --- markdown and web pages ------------------------------------------------------------------------------------------


def test_markdown_lists_tables_and_front_matter(tmp_path: Path) -> None:
    text = (
        "---\nlayout: x\n---\n# 管理办法\n\n## 一、设立\n\n1. **场地**要平整\n2. 人员\n   要有证\n\n"
        "- 一个要点\n\n| 项目 | 数 |\n|---|---|\n| 灯 | [2](http://x) |\n\n    缩进的段落。\n\n![图](x.png)\n"
    )
    document = read(tmp_path, "a.md", text)
    assert document.title == "管理办法"
    assert clauses(document) == [
        ("", "管理办法"),
        ("一", "设立"),
        ("一1", "场地要平整"),
        ("一2", "人员"),
        ("一2", "要有证"),
        ("一2", "一个要点"),
        ("一2表行1", "项目：灯；数：2"),
        ("一2", "缩进的段落。"),
    ]


def test_a_page_without_its_machinery(tmp_path: Path) -> None:
    text = page(
        "<nav>首页 上一页</nav><script>alert('x')</script><style>p{color:red}</style><!-- 注 -->"
        "<div style='display:none'>看不见</div><h1>管理<b>办法</b></h1>"
        "<ol style='list-style-type:cjk-ideographic'><li>设立<ol><li>场地</li><li value=5>人员</li></ol></li>"
        "<li>培训</li></ol>"
        "<table><tr><th>项目</th><th>数</th></tr><tr><td rowspan=2>灯</td><td>2</td></tr><tr><td>3</td></tr></table>"
        "<p>末尾&nbsp;一段&lt;话&gt;</p><footer>版权</footer>"
    )
    document = read(tmp_path, "a.html", text)
    assert document.title == "管理办法"
    assert clauses(document) == [
        ("", "管理办法"),
        ("一", "设立"),
        ("一1", "场地"),
        ("一5", "人员"),
        ("二", "培训"),
        ("二表行1", "项目：灯；数：2"),
        ("二表行2", "项目：灯；数：3"),
        ("二", "末尾\xa0一段<话>"),
    ]


def test_a_page_nested_too_deep_is_refused_not_cut(tmp_path: Path) -> None:
    with pytest.raises(DocumentError) as refused:
        read(tmp_path, "a.html", page("<p>一、设立</p>" + "<div>" * 3000 + "二、培训" + "</div>" * 3000))
    assert refused.value.code == "broken"


# --- pdf -------------------------------------------------------------------------------------------------------------


def test_a_pdf_over_pages_has_no_headers_or_page_numbers(tmp_path: Path) -> None:
    paragraphs = [
        *PARAGRAPHS,
        *(f"（{'一二三四五六七八九'[n]}）" + "培训的记录保存三年，由站长签字。" * (4 + n) for n in range(9)),
    ]
    document = read(tmp_path, "a.pdf", pdf(set_in_lines(paragraphs)))
    joined = "".join(passage.text for passage in document.passages)
    assert "某市志愿服务文件" not in joined
    assert "—" not in joined
    assert [text for _, text in clauses(document)][9:] == [text[3:] for text in paragraphs[9:]]


def test_a_centred_title_in_two_lines_is_one(tmp_path: Path) -> None:
    title = [("甲市红十字会关于加强社区救护站", 120, 780, 22), ("建设的若干意见", 220, 740, 22)]
    body = [
        ("为了方便居民，现提出如下意见，请各站结合本地实际情", 112, 690, 16),
        ("况认真执行，遇到问题及时报告，以便研究解决，并把经验", 80, 660, 16),
        ("汇总上报。", 80, 630, 16),
    ]
    document = read(tmp_path, "a.pdf", pdf([[*title, *body]]))
    assert document.title == "甲市红十字会关于加强社区救护站建设的若干意见"
    assert document.passages[-1].text.endswith("情况认真执行，遇到问题及时报告，以便研究解决，并把经验汇总上报。")


def test_rows_of_a_table_in_a_pdf_stay_apart_and_in_order(tmp_path: Path) -> None:
    rows = [
        (text, 100 + 150 * column, 700 - 30 * row, 12)
        for row, line in enumerate([("项目", "数目"), ("会员", "30"), ("志愿者", "8")])
        for column, text in enumerate(line)
    ]
    assert [text for _, text in clauses(read(tmp_path, "a.pdf", pdf([rows])))] == ["项目 数目", "会员 30", "志愿者 8"]


# --- Word ------------------------------------------------------------------------------------------------------------

CHINESE = abstract(
    0,
    ("chineseCounting", "%1、"),
    ("chineseCounting", "（%2）"),
    ("decimal", "%3."),
    ("decimalEnclosedCircleChinese", "%4"),
)
ARTICLES = abstract(1, ("chineseCountingThousand", "第%1章"), ("chineseCountingThousand", "第%2条")).replace(
    '<w:lvl w:ilvl="1">', '<w:lvl w:ilvl="1"><w:lvlRestart w:val="0"/>'
)


def word_clauses(tmp_path: Path, body: str, numbering: str = "", styles: str = "") -> list[tuple[str, str]]:
    return clauses(read(tmp_path, "a.docx", docx(body, numbering=numbering, styles=styles)))


def test_automatic_numbers_of_word(tmp_path: Path) -> None:
    rows = [
        (0, "设立", "一"),
        (1, "场地", "一（一）"),
        (2, "新站", "一（一）1"),
        (2, "旧站", "一（一）2"),
        (3, "灯", "一（一）2①"),
        (1, "人员", "一（二）"),
        (2, "值守", "一（二）1"),
        (0, "培训", "二"),
        (1, "时间", "二（一）"),
    ]
    body = p("前言。") + "".join(p(text, num=1, level=level) for level, text, _ in rows) + p("没有号。", num=0)
    expected = [("", "前言。"), *((clause, text) for _, text, clause in rows), ("二（一）", "没有号。")]
    assert word_clauses(tmp_path, body, CHINESE + num(1, 0)) == expected


def test_articles_count_through_the_chapters(tmp_path: Path) -> None:
    body = (
        p("总则", num=1)
        + p("为了。", num=1, level=1)
        + p("适用。", num=1, level=1)
        + p("分则", num=1)
        + p("会员。", num=1, level=1)
    )
    assert [clause for clause, _ in word_clauses(tmp_path, body, ARTICLES + num(1, 1))] == [
        "第一章", "第一条", "第二条", "第二章", "第三条",
    ]  # fmt: skip


def test_lists_that_share_a_count_and_lists_that_start_anew(tmp_path: Path) -> None:
    anew = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'
    body = p("甲", num=1) + p("乙", num=2) + p("丙", num=3) + p("丁", num=3) + p("戊", num=4)
    numbers = CHINESE + num(1, 0) + num(2, 0) + num(3, 0, anew) + num(4, 2) + abstract(2, ("upperLetter", "%1."))
    found = [clause for clause, _ in word_clauses(tmp_path, body, numbers)]
    assert found == ["一", "二", "一", "二", "二A"]


def test_a_list_may_replace_a_level(tmp_path: Path) -> None:
    level = '<w:lvl w:ilvl="0"><w:start w:val="5"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1)"/></w:lvl>'
    override = f'<w:lvlOverride w:ilvl="0">{level}</w:lvlOverride>'
    numbers = abstract(0, ("decimal", "%1")) + num(1, 0, override)
    assert word_clauses(tmp_path, p("甲", num=1), numbers) == [("5）", "甲")]


def style(name: str, properties: str, *, kind: str = "paragraph", based: str = "") -> str:
    above = f'<w:basedOn w:val="{based}"/>' if based else ""
    inner = f'<w:name w:val="{name.lower()}"/>{above}<w:pPr><w:numPr>{properties}</w:numPr></w:pPr>'
    return f'<w:style w:type="{kind}" w:styleId="{name}">{inner}</w:style>'


def test_numbers_by_style_and_by_linked_list_style(tmp_path: Path) -> None:
    styles = (
        style("One", '<w:numId w:val="1"/>')
        + style("Two", '<w:ilvl w:val="1"/>', based="One")
        + style("Loop", "", based="Loop")
        + style("List", '<w:numId w:val="1"/>', kind="numbering")
    )
    linked = '<w:abstractNum w:abstractNumId="7"><w:numStyleLink w:val="List"/></w:abstractNum>'
    body = p("甲", style="One") + p("乙", style="Two") + p("丙", num=2) + p("丁", style="Loop")
    body += p("戊", style="One", num=0)
    found = word_clauses(tmp_path, body, CHINESE + linked + num(1, 0) + num(2, 7), styles)
    assert found == [("一", "甲"), ("一（一）", "乙"), ("二", "丙"), ("二", "丁"), ("二", "戊")]


def test_decimal_levels_bullets_and_unknown_lists(tmp_path: Path) -> None:
    numbers = abstract(0, ("decimal", "%1"), ("decimal", "%1.%2"), ("decimal", "%1.%2.%3")) + num(1, 0)
    numbers += abstract(1, ("bullet", "•")) + num(2, 1)
    body = (
        p("甲", num=1)
        + p("乙", num=1, level=1)
        + p("丙", num=1, level=2)
        + p("丁", num=2)
        + p("戊", num=9)
        + p("己", num=1)
    )
    assert [clause for clause, _ in word_clauses(tmp_path, body, numbers)] == [
        "1",
        "1.1",
        "1.1.1",
        "1.1.1",
        "1.1.1",
        "2",
    ]


def run(text: str) -> str:
    return f"<w:r><w:t>{text}</w:t></w:r>"


def field(kind: str) -> str:
    return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'


def para(*runs: str) -> str:
    return f"<w:p>{''.join(runs)}</w:p>"


def test_contents_made_by_word_are_left_out(tmp_path: Path) -> None:
    begun = field("begin") + "<w:r><w:instrText>TOC \\o</w:instrText></w:r>" + field("separate")
    made = para(begun, run("一、设立 1")) + para(run("二、培训 2"), field("end"))
    gallery = '<w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj>'
    control = f"<w:sdt><w:sdtPr>{gallery}</w:sdtPr><w:sdtContent>{p('目录')}</w:sdtContent></w:sdt>"
    assert word_clauses(tmp_path, control + made + p("一、设立")) == [("一", "设立")]


def test_tracked_changes_hidden_text_links_and_controls(tmp_path: Path) -> None:
    deleted = "<w:del><w:r><w:delText>旧</w:delText></w:r></w:del>"
    hidden = "<w:r><w:rPr><w:vanish/></w:rPr><w:t>藏</w:t></w:r>"
    body = para(run("一、设"), deleted, f"<w:ins>{run('立')}</w:ins>", hidden)
    body += para(f"<w:hyperlink>{run('（一）场地')}</w:hyperlink>")
    body += f"<w:sdt><w:sdtContent>{p('控件里。')}</w:sdtContent></w:sdt>"
    body += para(run("（二）人员。"), "<w:r><w:br/></w:r>", run("（三）物资。"))
    assert word_clauses(tmp_path, body) == [
        ("一", "设立"),
        ("一（一）", "场地"),
        ("一（一）", "控件里。"),
        ("一（二）", "人员。"),
        ("一（三）", "物资。"),
    ]


def cell(content: str, more: str = "") -> str:
    return f"<w:tc><w:tcPr>{more}</w:tcPr>{content}</w:tc>"


def grid(*rows: str) -> str:
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in rows)}</w:tbl>"


def test_tables_and_frames_stand_in_the_order_of_the_body(tmp_path: Path) -> None:
    table = grid(cell(p("项目")) + cell(p("数目")), cell(p("会员") + p("成人")) + cell(p("30")))
    body = p("一、数目") + table + grid(cell(p("框里的段落。"))) + p("二、培训")
    assert word_clauses(tmp_path, body) == [
        ("一", "数目"),
        ("一表行1", "项目：会员 成人；数目：30"),
        ("一", "框里的段落。"),
        ("二", "培训"),
    ]


def test_merged_cells_and_marked_headers(tmp_path: Path) -> None:
    head = "<w:trPr><w:tblHeader/></w:trPr>"
    down, goes_on, wide = '<w:vMerge w:val="restart"/>', "<w:vMerge/>", '<w:gridSpan w:val="2"/>'
    table = grid(
        head + cell(p("单位"), down) + cell(p("人数"), wide),
        head + cell(p(""), goes_on) + cell(p("会员")) + cell(p("志愿者")),
        cell(p("甲站")) + cell(p("3")) + cell(p("5")),
    )
    assert word_clauses(tmp_path, p("一、数目") + table)[1:] == [
        ("一表行1", "单位：甲站；人数/会员：3；人数/志愿者：5"),
    ]


def test_title_and_heading_styles(tmp_path: Path) -> None:
    document = library.Document()
    document.add_paragraph("救护站手记", style="Title")
    document.add_heading("设立", 1)
    document.add_paragraph("办好。")
    found = read(tmp_path, "a.docx", saved(document))
    assert found.title == "救护站手记"
    assert [(x.heading, x.is_heading) for x in found.passages] == [
        ("救护站手记", True),
        ("设立", True),
        ("设立", False),
    ]
