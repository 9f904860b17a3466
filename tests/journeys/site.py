"""How do the journeys' people use the site? By its visible words only."""

from __future__ import annotations

import itertools
import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session
from werkzeug.middleware.dispatcher import DispatcherMiddleware
from werkzeug.security import generate_password_hash

from app.extensions import db
from app.security.actor import SYSTEM, acting_as
from app.services import drafts
from app.services.accounts import by_login
from app.services.seed_people import PASSWORD, an_account
from models.admission_round import AdmissionRound
from models.district import District
from tests.family_way import id_number

PICTURES = Path(__file__).parents[2] / "docs" / "pictures"
LIGHT_HASH = "pbkdf2:sha256:1"
NUMBER = itertools.count(1)


def whole(app):
    """Answer in one piece: werkzeug's server leaves a file open when a browser hurries on."""

    def answer(environ, start_response):
        parts = app(environ, start_response)
        try:
            return [b"".join(parts)]
        finally:
            getattr(parts, "close", lambda: None)()

    return answer


class Site:
    """The running site: its address, its clock, and its people."""

    def __init__(self, public, staff, keys) -> None:
        self.public = public
        self.keys = keys
        self.staff = staff
        self.skip = timedelta()
        self.url = ""
        self.born_from = date(2020, 9, 1)
        self.dispatcher = whole(DispatcherMiddleware(public, {"/staff": staff}))
        for app in (public, staff):
            app.config["CLOCK"] = lambda: datetime.now(UTC) + self.skip

    def a_guardian(self) -> tuple[str, str]:
        """Open an account at the middle level and return its name and phone."""
        number = next(NUMBER)
        phone, name = f"137{number:08d}", f"陈建{'国华明强东平'[number % 6]}"
        born = date(1988, 1, 1) + timedelta(days=number)
        with self.public.app_context(), acting_as(SYSTEM), Session(db.engine) as session:
            account = an_account(name, id_number(born, "001"), phone, datetime.now(UTC))
            account.password_hash = generate_password_hash(PASSWORD, LIGHT_HASH)
            session.add(account)
            session.commit()
        return name, phone

    def a_draft(self, phone: str, **answers) -> str:
        """Begin a registration of this account with these answers and return where it is."""
        with self.public.app_context(), acting_as(SYSTEM), Session(db.engine) as session:
            account = session.scalars(by_login(phone)).one()
            district = sa.select(District.id).where(District.name == "同安区")
            round_ = session.scalars(
                sa.select(AdmissionRound)
                .where(AdmissionRound.district_id.in_(district))
                .order_by(AdmissionRound.year.desc())
            ).first()
            made = drafts.start(session, account, round_, datetime.now(UTC) + self.skip)
            made.draft.answers = {**made.draft.answers, **answers}
            session.commit()
            return f"{self.url}/registration/{made.uid}"

    def a_child(self) -> str:
        """Return the ID number of a child inside the birth window."""
        number = next(NUMBER)
        return id_number(self.born_from + timedelta(days=number), f"{number % 500 * 2:03d}")


class Person:
    """Somebody at a browser."""

    def __init__(self, page, site: Site) -> None:
        self.page = page
        self.site = site

    def press(self, name: str, role: str = "button") -> None:
        self.page.get_by_role(role, name=name, exact=True).first.click()
        self.page.wait_for_load_state()

    def sees(self, words: str) -> bool:
        """Wait until the page shows the words, as a reader would."""
        self.page.get_by_text(words).locator("visible=true").first.wait_for(timeout=15000)
        return True

    def arrives(self, heading: str) -> None:
        """Wait for the page of this heading."""
        self.page.get_by_role("heading", name=heading, exact=True).first.wait_for(timeout=15000)

    def picture(self, name: str) -> None:
        """Keep a picture for the documents, when asked for by JIFEN_PICTURES."""
        import os

        if os.environ.get("JIFEN_PICTURES"):
            PICTURES.mkdir(parents=True, exist_ok=True)
            wide = "wide" if self.page.viewport_size["width"] > 800 else "narrow"
            path = PICTURES / f"{name}-{wide}.jpg"
            self.page.screenshot(path=path, type="jpeg", quality=60, full_page=False)


class Family(Person):
    """A family that registers."""

    def log_in(self, phone: str) -> None:
        self.page.goto(f"{self.site.url}/login")
        self.page.get_by_label("手机号或身份证号").fill(phone)
        self.page.get_by_label("密码").fill(PASSWORD)
        self.press("登录")

    def start(self, district: str = "同安区") -> None:
        self.page.goto(self.site.url)
        self.picture("home")
        self.page.get_by_role("link", name="积分入学").click()
        self.page.get_by_label(district).check()
        self.press("选择此区")
        self.picture("district")
        self.press("积分入学网上报名")
        self.site.skip += timedelta(seconds=31)
        self.page.reload()
        self.picture("notice")
        self.page.get_by_label(district).check()
        self.page.get_by_label("本人已阅读上述内容").check()
        self.press("开始报名")

    def guardians(self) -> None:
        self.page.get_by_role("link", name=re.compile("^继续填写：监护人信息")).click()
        self.page.get_by_label("父亲").first.check()
        second = self.page.locator("section", has_text="监护人二").first
        second.get_by_label("监护人姓名").fill("林秀英")
        second.get_by_label("居民身份证", exact=True).or_(
            second.get_by_label("证件类型")
        ).first.evaluate(
            "node => node.tagName === 'SELECT' ? node.value = 'resident_id_card' : node.click()"
        )
        second.get_by_label("证件号码", exact=True).fill(
            id_number(date(1990, 8, 2), "004", "350425")
        )
        second.get_by_label("手机号").fill("13912345678")
        second.get_by_label("母亲").check()
        self.picture("guardians")
        self.press("下一步")

    def student(self, number: str, name: str = "陈子轩") -> None:
        self.page.get_by_label("学生姓名").fill(name)
        self.page.get_by_label("身份证号", exact=True).fill(number[:-1])
        self.press("下一步")
        assert self.sees("身份证号少 1 位，应为 18 位")
        self.picture("student-error")
        self.page.get_by_label("身份证号", exact=True).fill(number)
        self.page.get_by_label("现居住地址").select_option(index=1)
        self.page.get_by_label("详细地址").fill("阳翟二里 208 号 301 室")
        self.picture("student")
        self.press("下一步")

    def relation(self, case: str, photos: dict[str, bytes]) -> None:
        self.page.get_by_label(case).check()
        for label, photo in photos.items():
            slot = self.page.locator(".up", has_text=label).first
            slot.locator("input[type=file]").set_input_files(
                {"name": "照片.jpg", "mimeType": "image/jpeg", "buffer": photo}
            )
            slot.get_by_text("已上传").wait_for(timeout=30000)
        self.picture("relation")
        self.press("下一步")

    def no_property(self) -> None:
        self.page.get_by_label("否", exact=True).check()
        self.press("下一步")

    def file(self, button: str = "提交报名") -> None:
        self.arrives("核对并提交")
        self.picture("check")
        self.site.skip += timedelta(seconds=61)
        self.page.reload()
        self.press("发送验证码")
        self.sees("验证码已发送，5 分钟内有效")
        code = self.newest_code()
        self.page.get_by_label("验证码").first.fill(code)
        self.page.get_by_label("本人已阅读并理解").check()
        self.press(button)

    def newest_code(self) -> str:
        other = self.page.context.new_page()
        other.goto(f"{self.site.url}/development/inbox")
        shown = other.inner_text("body")
        found = re.search(r"验证码是 (\d{6})", shown)
        assert found, shown
        other.close()
        return found.group(1)

    def status(self) -> None:
        self.page.goto(f"{self.site.url}/enrolment")
        self.press("审核情况", "link")


class Official(Person):
    """Somebody of the office."""

    def log_in(self, login: str) -> None:
        self.page.goto(f"{self.site.url}/staff/login/")
        self.page.get_by_label("用户名").fill(login)
        self.page.get_by_label("密码").fill(PASSWORD)
        self.press("登录")

    def open(self, student: str) -> None:
        self.page.goto(f"{self.site.url}/staff/applications/list/")
        self.picture("staff-list")
        row = self.page.get_by_role("search", name="查询条件")
        row.get_by_label("学生", exact=True).fill(student)
        row.get_by_role("button", name="查询", exact=True).click()
        self.page.wait_for_load_state()
        self.page.get_by_role("link", name="审核", exact=True).first.click()

    def judge(self, verdict: str = "符合", reason: str = "") -> None:
        for group in self.page.get_by_role("radiogroup").all():
            group.get_by_label("符合", exact=True).check()
        if verdict != "符合":
            row = self.page.locator("tr", has=self.page.get_by_role("radiogroup")).first
            row.get_by_label(verdict, exact=True).check()
            row.get_by_label(re.compile("^自填原因")).fill(reason)
        self.press("保存结论")
        self.picture("staff-review")

    def decide(self, action: str) -> None:
        self.press(action, "link")
        self.press(action)
