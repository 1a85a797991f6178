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
    "publish": ("duban publish --edition 年中", "duban publish --edition 年终 --dry-run"),
    "close": ("duban close 2022-04 --reason 登记表已签字", "duban note unclose 2022-04 --reason 有单位提出异议"),
    "note": ("duban note claim 微信图片.jpg 水利局 --reason 电话核实", "duban note list"),
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
