"""One row as the rules see it: a good one, and changes to it."""

from datetime import date
from decimal import Decimal

from toolkit.checks.rules import RuleCase, check_row
from toolkit.nouns.fields import Field, Form, Type
from toolkit.plan.model import Item, Period, Plan
from toolkit.plan.settings import Policy, Settings

STATUSES = ("未启动", "前期工作", "正在实施", "已完工待验收", "已完成")
KEYS = {
    "办理状态": "F",
    "完成比例": "G",
    "进展情况": "H",
    "存在问题": "I",
    "下一步工作计划": "J",
    "预计完成时间": "K",
    "备注": "L",
}
TYPES = {"办理状态": Type.CHOICE, "完成比例": Type.PERCENT, "预计完成时间": Type.DATE}
ITEM = Item(
    id="6-2",
    number="6（2）",
    project="人居环境改善工程",
    content="建设10个农村污水处理系统。",
    hosts=("农业农村局",),
    due=date(2022, 10, 31),
)
PERIOD = Period(id="2022-06", name="2022年第2期（6月）", deadline=date(2022, 6, 5), data_as_of=date(2022, 5, 31))
PLAN = Plan(title="", settings=Settings({"年度": "2022"}), items=(ITEM,), units=(), periods=(PERIOD,))
LAST = {
    "办理状态": "前期工作",
    "完成比例": Decimal("0.3"),
    "进展情况": "已完成选址和可行性研究报告编制，正在办理立项审批手续。",
    "存在问题": "用地指标不足",
    "下一步工作计划": "办理立项",
    "预计完成时间": date(2022, 9, 30),
}
GOOD = {
    "办理状态": "正在实施",
    "完成比例": Decimal("0.5"),
    "进展情况": "5个系统主体已完工，其余5个正在开挖基坑。",
    "存在问题": "无",
    "下一步工作计划": "建成其余5个",
    "预计完成时间": date(2022, 9, 30),
    "备注": None,
}


def form(**headers):
    fields = tuple(
        Field(
            source="填报",
            key=key,
            header=headers.get(key, key),
            column=6 + n,
            template=f"{{{{ 填报.{key} }}}}",
            type=TYPES.get(key, Type.TEXT),
            choices=STATUSES if key == "办理状态" else (),
        )
        for n, key in enumerate(KEYS)
    )
    return Form(
        sheet="附件2",
        title=(),
        header_rows=(5,),
        row=6,
        fields=fields,
        foot=(),
        unit_label="",
        period_label="",
        sha256="",
        version="",
        id_column=13,
        adds_id_column=True,
    )


def case(history=(LAST,), **answers):
    more = {
        name: answers.pop(name)
        for name in ("item", "unit", "limit", "schedule", "extended", "failed", "form", "period", "row", "readings")
        if name in answers
    }
    row = more.pop("row", 7)
    past = tuple((f"2022-0{4 - n}", fields) for n, fields in enumerate(history))
    known = {
        "item": ITEM, "unit": "农业农村局", "period": PERIOD, "form": form(), "sheet": "附件2", "fields": GOOD | answers, "cells": {key: f"{letter}{row}" for key, letter in KEYS.items()},
        "limit": date(2022, 10, 31), "schedule": Decimal("0.497"), "last": past[0][1] if past else None, "history": past, "policy": Policy(), "extended": False, "failed": frozenset(),
    }  # fmt: skip
    return RuleCase(**(known | more))


def found(one):
    problems = check_row(one)
    assert all(problem.message and problem.fix for problem in problems)
    return {(problem.code.name, problem.cell) for problem in problems}
