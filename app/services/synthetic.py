"""Which invented people fill a trial run? Checksums are right, nobody is real."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from stdnum.iso7064 import mod_11_2

SURNAMES = "陈林黄张吴李王郑蔡刘洪许苏叶谢曾郭邱杨胡赖单仇"
CHILDREN = [
    "子轩",
    "梓涵",
    "雨桐",
    "浩然",
    "诗涵",
    "宇航",
    "欣怡",
    "俊杰",
    "思琪",
    "一诺",
    "嘉懿",
    "沐宸",
    "若曦",
    "奕辰",
    "语桐",
    "煜城",
    "芷晴",
    "铭泽",
    "佳怡",
    "睿",
    "䶮",
    "𬱖",
]
FATHERS = ["建国", "志强", "文斌", "国平", "晓东", "伟民", "永福", "清辉"]
MOTHERS = ["丽华", "秀英", "海燕", "美玲", "淑芬", "雅婷", "素珍", "月娥"]
AREAS = ("361100", "350425", "511321", "430626", "360723", "522121")
LANES = ("阳翟二里 208 号 301 室", "潘涂社区 66 号", "乌涂社区 118 号 502 室", "南门路 12 号")


@dataclass(frozen=True)
class Person:
    """One invented person."""

    name: str
    id_number: str
    birth: date
    male: bool


class People:
    """A source of invented people; the same seed gives the same ones."""

    def __init__(self, seed: int) -> None:
        """Start the source."""
        self.random = Random(seed)  # noqa: S311 - invented people need no secrecy
        self.count = 0

    def adult(self, surname: str, *, male: bool, today: date) -> Person:
        """Return a guardian between 28 and 42 years of age."""
        born = today - timedelta(days=self.random.randrange(28 * 366, 42 * 365))
        return self._person(surname + self.random.choice(FATHERS if male else MOTHERS), born, male)

    def child(self, surname: str, born_from: date, born_to: date) -> Person:
        """Return a child born inside the window."""
        born = born_from + timedelta(days=self.random.randrange((born_to - born_from).days + 1))
        return self._person(surname + self.random.choice(CHILDREN), born, self.coin())

    def _person(self, name: str, born: date, male: bool) -> Person:  # noqa: FBT001 - a fact
        self.count += 1
        sequence = (self.count * 2 + male) % 1000
        digits = f"{self.random.choice(AREAS)}{born:%Y%m%d}{sequence:03d}"
        return Person(name, digits + mod_11_2.calc_check_digit(digits), born, male)

    def surname(self) -> str:
        """Return a surname."""
        return self.random.choice(SURNAMES)

    def phone(self) -> str:
        """Return a mobile number; 1380000… is used by demo accounts only."""
        return f"139{self.random.randrange(10**8):08d}"

    def lane(self) -> str:
        """Return a detailed address."""
        return self.random.choice(LANES)

    def coin(self) -> bool:
        """Return yes or no."""
        return bool(self.random.getrandbits(1))
