"""What `status` says on a screen: those who are wanted first, those who are in time in a line, nothing twice."""

from desk_workspace import desk, laid, office, taken
from looked import looked

from toolkit.pipeline.demo_returns import scan
from toolkit.telling import screen


def test_units_of_which_the_same_is_to_be_said_share_a_row(tmp_path):
    root = laid(tmp_path)
    there = desk(root)
    sent = {"附件2.xlsx": there.filled("教育局"), "教育局盖章.pdf": scan("教育局", "2022-04")}
    there.mail("一.eml", "教育局", "2022-04-03T10:00", sent)
    there.drop("附件2-水利局.xlsx", there.filled("水利局"), "2022-04-02T10:00")
    taken(root, "2022-04-08T09:00")
    (block,) = screen.status(looked(office(root, "2022-04-08T10:00"), "2022-04", year=False))
    assert [row[1] for row in block.rows][:2] == ["未报", "报送不齐"]
    missing = str(block.rows[0][0]).split("、")
    assert len(missing) == 16 and not {"教育局", "水利局"} & set(missing)
    said = [line for line in block.lines if line.startswith("按时")]
    assert said in ([], ["按时 1 个：教育局。"])
    assert len(block.rows) + len(block.lines) <= 6
