"""What a job is called, out of the title of its table: 鹿寨县2022年县级为民办实事事项表 → 县级为民办实事项目. Pure."""

import re

_LISTS = re.compile(
    r"(?:事项|责任|目标|分解|分工|明细|一览|汇总|安排|(?<!重点)(?<!主要)(?<!工作)(?<!攻坚)任务(?=分工|目标|书|明细)|实施(?=方案))*(?:表|清单|台账|方案|书)$"
)


def job_name(title: str, county: str, year: str) -> str:
    """Return the job's name; "" = the title names none."""
    bare = re.sub(r"[（(].*?[)）]|[《》“”]", "", title)
    bare = bare.replace(county, "", 1) if county else bare
    bare = re.sub(rf"^.*?{re.escape(year)}年(?:度)?", "", bare) if year else bare
    bare = _LISTS.sub("", bare) or bare
    return f"{bare}项目" if bare.endswith("实事") else bare
