"""Two examples for the help of every command. Data only."""

EXAMPLES: dict[str, tuple[str, ...]] = {
    "init": ("duban init 督办2022", "duban init . --dry-run"),
    "import-plan": ("duban import-plan 通知.docx", "duban import-plan 通知.docx --force"),
    "new-year": ("duban new-year 2023督办 --from 2022督办", "duban new-year ../2023督办 --from ."),
    "plan": ("duban plan", "duban plan --json"),
    "generate": ("duban generate 2022-04", "duban generate 4月 --unit 教育局 --unit 水利局"),
    "add": ("duban add 桌面/附件2-教育局.xlsx", "duban add 微信接收的文件夹"),
    "ingest": ("duban ingest", "duban ingest --received 4月5日16:30"),
    "merge": ("duban merge 2022-04", "duban merge --as-of 4月10日"),
    "register": ("duban register 2022-04", "duban register --year"),
    "run": ("duban run 2022-04", "duban run --dry-run"),
    "status": ("duban status 2022-04", "duban status 教育局"),
    "remind": ("duban remind 2022-04", "duban remind --dry-run"),
    "bulletin": ("duban bulletin 2022-04", "duban bulletin --year"),
    "brief": ("duban brief 2022-04", "duban brief --as-of 4月12日"),
    "forms": ("duban forms 2022-06", "duban forms --dry-run"),
    "publish": ("duban publish --edition 年中", "duban publish --edition 年终 --dry-run"),
    "close": ("duban close 2022-04 --reason 登记表已签字", "duban note unclose 2022-04 --reason 有单位提出异议"),
    "note": ("duban note claim 微信图片.jpg 水利局 --reason 电话核实", "duban note list"),
    "note accept": ("duban note accept 教育局 --item 3-1 --reason 经核实", "duban note accept 附件2-教育局.xlsx --reason 经核实"),
    "note alias": ("duban note alias 住房城乡建设局 住建局 --reason 全称", "duban note alias 水利水保局 水利局 --reason 旧称"),
    "note claim": (
        "duban note claim 微信图片.jpg 水利局 --reason 电话核实",
        'duban note claim "#12" 教育局 --period 2022-04 --reason 当面问过',
    ),
    "note delay": (
        "duban note delay 教育局 4月15日 --reason 县领导同意",
        "duban note delay 教育局 2022.6.15 --period 2022-06 --reason 已报批",
    ),
    "note exempt": (
        "duban note exempt 教育局 --reason 经批准免报",
        "duban note exempt 教育局 --period 2022-06 --reason 经批准免报",
    ),
    "note list": ("duban note list", "duban note list --json"),
    "note match": (
        "duban note match 城东区 城东区新建幼儿园 1-1 --reason 同一项目",
        "duban note match 城东区 D3 2-1 --reason 同一项目",
    ),
    "note paper": (
        "duban note paper 教育局 盖章扫描件 4月5日10:00 --channel 现场 --reason 交来纸质件",
        "duban note paper 水利局 电子表 2022.4.5 --channel 公文交换 --reason 系统收取",
    ),
    "note received": (
        "duban note received 附件2-教育局.xlsx 4月4日16:30 --reason 公文交换系统记录",
        'duban note received "#12" 4月5日24:00 --reason 当面收取',
    ),
    "note reminded": (
        "duban note reminded 教育局 --reason 电话催报",
        "duban note reminded 教育局 --at 4月7日9:00 --channel 短信 --reason 已发短信",
    ),
    "note reopen": (
        "duban note reopen 教育局 3-1 --reason 验收未通过",
        "duban note reopen 教育局 3-1 --period 2022-06 --reason 验收未通过",
    ),
    "note retract": ("duban note list", "duban note retract 35 --reason 写错了"),
    "note unclose": ("duban note unclose 2022-04 --reason 有单位提出异议", "duban note unclose 4月 --reason 漏登一份来件"),
    "note words": ("duban note words 一.eml 教育局 --reason 只发了文字", 'duban note words "#34" --reason 只发了文字'),
    "undo": ("duban undo --dry-run", "duban undo"),
    "verify": ("duban verify", "duban verify --against 9f3c-21aa-07be"),
    "rebuild": ("duban rebuild --dry-run", "duban rebuild"),
    "export": ("duban export 教育局", "duban export 教育局 教育局的材料"),
    "doctor": ("duban doctor", "duban doctor -w 督办2022"),
    "demo": ("duban demo", "duban demo 演示"),
}


def epilog(command: str) -> str | None:
    """Return the examples as click prints them, one a line."""
    lines = EXAMPLES.get(command)
    return "\b\n例如：\n" + "\n".join(f"  {line}" for line in lines) if lines else None
