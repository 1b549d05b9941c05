"""Strength: 力争, 争取 and 努力, and how far they reach."""


def test_it_reaches_over_results_and_ends_at_the_next_measure(quantities):
    found = quantities("力争旅游收入突破90亿元，接待游客达到800万人次，推动民宿达到60家。")
    assert [str(target.strength) for target in found] == ["strive", "strive", "firm"]


def test_in_the_middle_of_a_clause_it_covers_the_list_before_it(milestones):
    found = milestones("东环路6月底前通车，南环路、北环路力争年内开工。")
    assert [str(target.strength) for target in found] == ["firm", "strive", "strive"]


def test_standing_alone_it_governs_the_next_clause(quantities):
    found = quantities("力争年末，完成投资3亿元，入驻企业达到20家。")
    assert [str(target.strength) for target in found] == ["strive", "strive"]


def test_a_full_stop_ends_it(quantities):
    found = quantities("力争新增企业50家。新增商户900户。")
    assert [str(target.strength) for target in found] == ["strive", "firm"]
