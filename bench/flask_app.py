"""The same page in Flask: SQLAlchemy's mapper and pager, Jinja2 with gettext and url_for, and WTForms' tokens.

As in the product, the visit is a row of the same table and is found by its hashed key.
"""

import hashlib
import os
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import unquote, urlsplit

from flask import Flask, abort, g, render_template, request
from flask_babel import Babel
from flask_sqlalchemy import SQLAlchemy
from flask_wtf.csrf import CSRFProtect
from sqlalchemy import extract, select

from bench.shape import Shape, name_of, paths

PAGE = Path(os.environ["BENCH_PAGE"])
SHAPE = Shape.of(PAGE)
TYPES = {
    "income_withholding": "INCOME WITHHOLDING ORDER",
    "federal_tax_offset": "FEDERAL TAX REFUND OFFSET",
    "direct": "PAYMENT BY THE PERSON PAYING SUPPORT",
}


def _address(database: str) -> str:
    """Convert the product's database URL to SQLAlchemy's form."""
    if database.startswith("sqlite"):
        return database
    parts = urlsplit(database)
    return f"postgresql+psycopg://connect@{parts.path}?host={unquote(parts.hostname or '')}"


application = Flask(__name__, template_folder=os.environ["BENCH_TEMPLATES"])
application.config |= {
    "SECRET_KEY": "bench-flask-0123456789",
    "SQLALCHEMY_DATABASE_URI": _address(os.environ["CONNECT_DATABASE"]),
}
Babel(application, locale_selector=lambda: request.accept_languages.best_match(["en", "es"]))
CSRFProtect(application)
db = SQLAlchemy(application)


class Visit(db.Model):
    __tablename__ = "access_visit"
    session_key = db.Column(db.String, primary_key=True)
    participant_id = db.Column(db.String)
    expire_date = db.Column(db.DateTime)


class Participant(db.Model):
    __tablename__ = "cases_participant"
    participant_id = db.Column(db.String, primary_key=True)
    first_name = db.Column(db.String)
    gone = db.Column(db.Boolean)


class Payment(db.Model):
    __tablename__ = "payments_paymentline"
    participant_id = db.Column(db.String, primary_key=True)
    line_id = db.Column(db.String, primary_key=True)
    public_id = db.Column(db.String)
    direction = db.Column(db.String)
    case_number = db.Column(db.String)
    amount = db.Column(db.BigInteger)
    source = db.Column(db.String)
    received_on = db.Column(db.Date)
    reversed_on = db.Column(db.Date)
    state = db.Column(db.String)

    @property
    def dollars(self) -> str:
        return f"${self.amount // 100:,}.{self.amount % 100:02d}"


class Case(db.Model):
    __tablename__ = "cases_disclosedcase"
    public_id = db.Column(db.String, primary_key=True)
    participant_id = db.Column(db.String)
    case_number = db.Column(db.String)


class Delivery(db.Model):
    __tablename__ = "cases_delivery"
    sequence = db.Column(db.BigInteger, primary_key=True)
    as_of = db.Column(db.DateTime)
    state = db.Column(db.String)


@application.before_request
def _who() -> None:
    key = hashlib.sha256(request.cookies.get("__Host-visit", "").encode()).hexdigest()
    visit = db.session.get(Visit, key)
    if visit is None or visit.expire_date.replace(tzinfo=UTC) < datetime.now(UTC):
        abort(403)
    g.person = db.session.get(Participant, visit.participant_id)


@application.after_request
def _headers(response):
    for name, value in SHAPE.headers:
        response.headers.setdefault(name, value)
    return response


@application.get("/payments/received", endpoint="received")
def payments():
    mine = select(Payment).filter_by(participant_id=g.person.participant_id, direction="received")
    page = db.paginate(mine.order_by(Payment.received_on.desc(), Payment.line_id.desc()), per_page=SHAPE.size)
    year = extract("year", Payment.received_on)
    years = mine.with_only_columns(year).distinct().order_by(year.desc())
    return render_template(
        "payments.jinja.html",
        page=page,
        types=TYPES,
        name=g.person.first_name,
        first=page.first,
        last=page.last,
        count=page.total,
        numbers=list(page.iter_pages()),
        here=page.page,
        last_page=page.pages,
        years=[int(number) for number in db.session.scalars(years)],
        cases=db.session.scalars(select(Case).filter_by(participant_id=g.person.participant_id)).all(),
        delivery=db.session.scalars(
            select(Delivery).filter_by(state="loaded").order_by(Delivery.sequence.desc()).limit(1)
        ).first(),
    )


application.add_url_rule("/payments/received/<public_id>", endpoint="payment", view_func=payments)
for address in paths(PAGE):
    application.add_url_rule(address, endpoint=name_of(address), view_func=payments)
