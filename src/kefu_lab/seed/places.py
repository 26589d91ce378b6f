"""The operator and its fourteen local networks: the thirteen cities of Jiangsu, and Huzhou beyond the lake."""

from dataclasses import dataclass

TENANT_CODE, TENANT_NAME = "demo", "江南有线"
HOTLINE = "96296"


@dataclass(frozen=True, slots=True)
class City:
    """A local network. Area codes as people dial them."""

    code: str
    name_zh: str
    name_en: str
    area_code: str


CITIES = (
    City("nanjing", "南京", "Nanjing", "025"),
    City("wuxi", "无锡", "Wuxi", "0510"),
    City("zhenjiang", "镇江", "Zhenjiang", "0511"),
    City("suzhou", "苏州", "Suzhou", "0512"),
    City("nantong", "南通", "Nantong", "0513"),
    City("yangzhou", "扬州", "Yangzhou", "0514"),
    City("yancheng", "盐城", "Yancheng", "0515"),
    City("xuzhou", "徐州", "Xuzhou", "0516"),
    City("huaian", "淮安", "Huai'an", "0517"),
    City("lianyungang", "连云港", "Lianyungang", "0518"),
    City("changzhou", "常州", "Changzhou", "0519"),
    City("taizhou", "泰州", "Taizhou", "0523"),
    City("suqian", "宿迁", "Suqian", "0527"),
    City("huzhou", "湖州", "Huzhou", "0572"),
)
