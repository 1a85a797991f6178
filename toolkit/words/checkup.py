"""What `duban doctor` says of this computer and this workspace, each line what is there or what to do. Pure."""

from collections.abc import Sequence

NO_OFFICE = "没有：.doc、.wps 将登记为无法读取，请对方另存为 .xlsx"
UNPACKING, NO_UNPACKER = "解压 rar、7z", "没有：请对方改用 zip"
NO_LIBRARY = "没有安装，请重新运行 pip install ."
NOTHING_YET = "还没有收过件"
_SEES = "能读二维码，能找公章和签字"
_ALL_YEARS = "截止日所在年份均有安排"
_SHARED, _LOCAL = "在网络共享上：同一时间只由一台电脑运行", "在本机磁盘上"


def eye(lacking: Sequence[str]) -> str:
    """Say whether scans are looked at; `lacking`: the libraries for it that are not there."""
    return f"没有（缺 {'、'.join(lacking)}）：扫描件按文件名、邮件归属，不读二维码" if lacking else _SEES


def plan_size(items: int, units: int, periods: int) -> str:
    return f"{items} 项、{units} 个单位、{periods} 期"


def form_size(columns: int, version: str) -> str:
    return f"{columns} 个填报栏，版本 {version}"


def holidays(unknown: Sequence[int]) -> str:
    """Say whether working days are known; `unknown`: years of deadlines of which nobody knows them."""
    return f"{'、'.join(map(str, unknown))}年没有节假日安排，请在“节假日”表补充" if unknown else _ALL_YEARS


def storage(*, network: bool) -> str:
    return _SHARED if network else _LOCAL


def ledger_whole(head: str) -> str:
    return f"台账指纹 {head}"
