"""延期（调整）申请表 and 验收清单: a page an item, filled in with what is known, nothing asked of what is finished."""

import io
from dataclasses import replace
from decimal import Decimal

import pytest
from bulletin_world import DONE, office_of
from dockets import make_docket, make_entry, make_plan, make_unit_row
from docx import Document
from wanting import asked

from toolkit.outputs.unit_forms import goals
from toolkit.pipeline.unit_forms import acceptance_files, application_files
from toolkit.plan.settings import Settings

PLAN = make_plan()


def made(make, plan, *entries, root) -> dict[str, Document]:
    docket = make_docket(plan, entries, [make_unit_row(unit.name) for unit in plan.units])
    files = make(*asked(office_of(plan, root), [docket], plan.period("2022-04")))
    return {path.stem: Document(io.BytesIO(file.make())) for path, file in files.items()}


def cells(page) -> str:
    return "\n".join("|".join(cell.text for cell in row.cells) for table in page.tables for row in table.rows)


def pages(page) -> int:
    return sum(bool(paragraph.paragraph_format.page_break_before) for paragraph in page.paragraphs)


def test_an_application_is_filled_in_for_each_item_that_is_not_finished(tmp_path):
    given = [make_entry("1-1", "水利局", **DONE), make_entry("2-1", "水利局", 完成比例=Decimal("0.3"), 存在问题="征地未完成")]
    files = made(application_files, PLAN, *given, root=tmp_path)
    assert list(files) == ["延期调整申请表-水利局", "延期调整申请表-鹿寨镇"]
    told = cells(files["延期调整申请表-水利局"])
    assert pages(files["延期调整申请表-水利局"]) == 1 and pages(files["延期调整申请表-鹿寨镇"]) == 2
    assert "第2件工程2：建设第2件第1项。" in told and "2022年10月31日" in told and "30%（数据截至2022年3月31日）" in told
    assert "征地未完成。" in told and "□延期" in told and "第1件" not in told
    assert "此前没有报过" in cells(files["延期调整申请表-鹿寨镇"])


def test_no_application_where_all_is_finished(tmp_path):
    given = [make_entry(item, unit, **DONE) for item, unit in PLAN.assignments(PLAN.periods[0].deadline)]
    assert made(application_files, PLAN, *given, root=tmp_path) == {}
    assert len(made(acceptance_files, PLAN, *given, root=tmp_path)) == 2


def test_the_last_day_to_apply_is_the_office_s(tmp_path):
    plan = replace(PLAN, settings=Settings({**PLAN.settings.values, "延期申报截止": "2022-06-30"}))
    page = made(application_files, plan, root=tmp_path)["延期调整申请表-水利局"]
    assert any("请在2022年6月30日前申报" in paragraph.text for paragraph in page.paragraphs)
    over = replace(PLAN, settings=Settings({**PLAN.settings.values, "延期申报截止": "2022-03-30"}))
    page = made(application_files, over, root=tmp_path)["延期调整申请表-水利局"]
    assert any("2022年3月30日已过" in paragraph.text for paragraph in page.paragraphs)


def test_nobody_is_said_to_have_no_problem_who_has_said_nothing(tmp_path):
    told = cells(made(application_files, PLAN, root=tmp_path)["延期调整申请表-水利局"])
    assert "问题|无" not in told.replace("\n", "") and told.count("本期没有合格填报") >= 2


@pytest.mark.parametrize(
    ("content", "parts"),
    [
        ("新建6所“儿童之家”，按照“七有”标准落实，建设水厂3处。", ["新建6所“儿童之家”，按照“七有”标准落实", "建设水厂3处"]),
        ("提质建设乡镇集镇道路，方便群众出行。", ["提质建设乡镇集镇道路，方便群众出行"]),
        (
            "，".join(f"建{n}处" for n in range(20)),
            [*(f"建{n}处" for n in range(7)), "；".join(f"建{n}处" for n in range(7, 20))],
        ),
    ],
)
def test_an_item_is_accepted_part_by_part(tmp_path, content, parts):
    assert goals(content) == parts
    plan = replace(PLAN, items=tuple(replace(item, content=content) for item in PLAN.items))
    told = cells(made(acceptance_files, plan, make_entry("1-1", "水利局"), root=tmp_path)["验收清单-水利局"])
    assert all(f"\n{part}||" in told for part in parts) and "正在实施，32%" in told
