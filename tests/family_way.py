"""How does a test walk the family's way through the pages, as a browser without script would?"""

from __future__ import annotations

import io
import re
from datetime import date, timedelta

from PIL import Image
from stdnum.iso7064 import mod_11_2

from app.services.seed_people import PASSWORD
from models.enums import KinshipCase

PHONE = "13800000001"


def id_number(birth: date, sequence: str = "002", area: str = "361100") -> str:
    digits = f"{area}{birth:%Y%m%d}{sequence}"
    return digits + mod_11_2.calc_check_digit(digits)


def wide(text: str) -> str:
    """Return the text in the full-width signs that a Chinese keyboard writes."""
    return "".join(chr(ord(sign) + 0xFEE0) for sign in text)


def a_picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (640, 480), "white").save(out, "JPEG")
    return out.getvalue()


class Page:
    """The last answer, its token, and what stands on it."""

    def __init__(self, answer) -> None:
        self.answer = answer
        self.status = answer.status_code
        self.text = answer.get_data(as_text=True)
        self.words = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", self.text))

    def value(self, name: str) -> str:
        found = re.search(rf'name="{name}"[^>]*value="([^"]*)"', self.text)
        return found.group(1) if found else ""


class Family:
    """A family at the parents' door."""

    def __init__(self, client, clock) -> None:
        self.client = client
        self.clock = clock
        self.page = None
        self.uid = ""

    def get(self, path: str) -> Page:
        self.page = Page(self.client.get(path, follow_redirects=True))
        return self.page

    def post(self, path: str, **data) -> Page:
        token = self.page.value("csrf_token")
        answer = self.client.post(
            path, data={"csrf_token": token, **data}, follow_redirects=True,
            content_type="multipart/form-data",
        )  # fmt: skip
        self.page = Page(answer)
        self.path = answer.request.path
        return self.page

    def log_in(self, phone: str = PHONE) -> Page:
        self.get("/login")
        return self.post("/login", login=phone, password=PASSWORD)

    def start(self, district: str = "350212") -> Page:
        self.get("/enrolment")
        self.post("/enrolment", district=district)
        self.post("/enrolment/notice")
        self.clock.now += timedelta(seconds=30)
        self.post("/enrolment/start", agree="yes", district=district)
        self.uid = self.path.split("/")[2] if self.path.startswith("/registration/") else ""
        return self.page

    def step(self, name: str, act: str = "next", **answers) -> Page:
        self.get(f"/registration/{self.uid}/{name}")
        more = {name: self.page.value(name) for name in ("revision", "questions")}
        more |= {"count": "1", "act": act}
        return self.post(f"/registration/{self.uid}/{name}", **{**more, **answers})

    def guardians(self, **more) -> Page:
        second = id_number(date(1991, 3, 4), "003", "350425")
        answers = {
            "count": "2", "guardians-1-relation": "father", "guardians-2-name": "林秀英",
            "guardians-2-id_type": "resident_id_card", "guardians-2-id_number": second,
            "guardians-2-phone": "13912345678", "guardians-2-relation": "mother",
        }  # fmt: skip
        return self.step("guardians", **{**answers, **more})

    def students(self, birth: date, **more) -> Page:
        region = re.search(
            r'<option value="(350212\d{6})"', self.get(f"/registration/{self.uid}/students").text
        )
        answers = {
            "students-1-name": "陈子轩", "students-1-id_number": id_number(birth),
            "students-1-region_code": region.group(1) if region else "",
            "students-1-address": "阳翟二里 208 号 301 室", "students-1-disabled": "no",
            "key-1": "child1",
        }  # fmt: skip
        return self.step("students", **{**answers, **more})

    def kinship(self, case: KinshipCase = KinshipCase.together, **pictures) -> Page:
        files = {name: (io.BytesIO(data), "照片.jpg") for name, data in pictures.items()}
        return self.step("kinship", **{"kinship-1-case": case.value, **files})

    def property(self, **more) -> Page:
        return self.step("property", **{"property-1-owned": "no", **more})

    def fill(self, birth: date, case: KinshipCase = KinshipCase.together, **pictures) -> Page:
        self.guardians()
        self.students(birth)
        self.kinship(case, **pictures)
        return self.property()

    def file(self, code: str | None = None, **more) -> Page:
        self.get(f"/registration/{self.uid}/check")
        self.post(f"/registration/{self.uid}/code")
        sent = code or self.newest_code()
        answers = {"code": sent, "declared": "yes", "key": self.page.value("key"), **more}
        return self.post(f"/registration/{self.uid}/submit", **answers)

    def newest_code(self) -> str:
        kept = self.page
        text = Page(self.client.get("/development/inbox")).words
        self.page = kept
        return re.search(r"验证码是 (\d{6})", text).group(1)
