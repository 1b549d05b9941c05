"""分别, 各 and shared heads: one word for several targets."""

from datetime import date


def test_respectively_pairs_subjects_with_numbers(quantities):
    found = quantities("粮食、蔬菜、水果产量分别达到50万吨、80万吨、12万吨。")
    assert [(target.value, target.object) for target in found] == [
        (50, "粮食产量"),
        (80, "蔬菜产量"),
        (12, "水果产量"),
    ]
    assert {target.comparator for target in found} == {">="}


def test_the_last_comparator_of_a_respective_list_covers_all(quantities):
    found = quantities("工业、服务业增加值年均分别增长6%、7%以上。")
    assert [(target.value, target.comparator) for target in found] == [(6, ">="), (7, ">=")]


def test_each_with_its_own_comparator_keeps_it(quantities):
    found = quantities("城镇、农村居民收入分别增长5%左右、6%以上。")
    assert [target.comparator for target in found] == ["≈", ">="]


def test_respectively_over_members_with_their_own_nouns(quantities):
    found = quantities("年内分别新建幼儿园4所、小学2所、中学1所。")
    assert [target.value for target in found] == [4, 2, 1]
    assert {target.due for target in found} == {date(2024, 12, 31)}


def test_town_and_country_are_told_apart_where_each_has_its_number(quantities):
    found = quantities("城乡居民人均可支配收入分别增长5%、6.5%左右。")
    assert [target.object for target in found] == ["城镇居民人均可支配收入增长", "农村居民人均可支配收入增长"]


def test_one_number_behind_a_list_is_promised_of_every_member(quantities):
    found = quantities("城镇居民人均收入、农村居民人均收入均增长8%。")
    assert [(target.object, target.value) for target in found] == [("城镇居民人均收入", 8), ("农村居民人均收入", 8)]


def test_each_promises_the_number_of_every_member(quantities):
    found = quantities("新建市级工程中心、企业技术中心、院士工作站各15家。")
    assert [(target.object, target.value) for target in found] == [
        ("市级工程中心", 15),
        ("企业技术中心", 15),
        ("院士工作站", 15),
    ]


def test_money_shared_out_before_one_noun(quantities):
    found = quantities("用好8亿元产业升级、6亿元人才引进和3亿元乡村振兴资金。")
    assert [(target.value, target.object) for target in found] == [
        (8, "产业升级"),
        (6, "人才引进"),
        (3, "乡村振兴资金"),
    ]


def test_a_scope_holds_for_the_rest_of_its_sentence_only(quantities):
    found = quantities("年内每个园区建设标准厂房2万平方米，引进企业5家。全年新增企业30家。")
    assert [target.per for target in found] == ["每个园区", "每个园区", None]


def test_a_rate_per_head_is_no_scope(quantities):
    (target,) = quantities("每万人口发明专利拥有量达到12件。")
    assert target.per is None
