"""What a region says is read as what is said everywhere."""

import pytest

from bot.text.dialect import in_common_words


@pytest.mark.parametrize(
    ("said", "common"),
    [
        ("青少年嘞", "青少年呢"),
        ("志愿者分单位列一哈", "志愿者分单位列一下"),
        ("它下次是好久", "它下次是什么时候"),
        ("我们村哪哈子换届", "我们村什么时候换届"),
        ("二中会员有好多个", "二中会员有多少个"),
        ("红会哪个负责", "红会谁负责"),
        ("你会干啥子", "你会干什么"),
        ("四星自愿者咋个评", "四星志愿者怎么评"),
        ("县里会员任务完成好多了", "全县会员任务完成多少了"),
        ("哪阵换届", "什么时候换届"),
        ("咋个是这天", "为什么是这天"),
        ("好多人咯", "多少人呢"),
        ("企业好几年开一次会", "企业几年开一次会"),
        # what is common already, or means something else
        ("好久没搞活动了", "好久没搞活动了"),
        ("好多人都来了", "好多人都来了"),
        ("哪个镇最多", "哪个镇最多"),
        ("到县里开会的人", "到县里开会的人"),
    ],
)
def test_common_words(said: str, common: str) -> None:
    assert in_common_words(said) == common
