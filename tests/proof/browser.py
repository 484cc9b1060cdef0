"""A browser without a window: keeps cookies, sends forms, and shows every byte that it was sent."""

import html
import http.client
import re
from http.cookies import SimpleCookie
from typing import NamedTuple
from urllib.parse import urlencode, urljoin, urlsplit

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
LINK = re.compile(r'(?:href|action|src)="([^"]*)"')


class Answer(NamedTuple):
    """What came back: the status, the headers as they came, the body."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes

    def header(self, name: str) -> str:
        return next((value for key, value in self.headers if key.lower() == name.lower()), "")

    def text(self) -> str:
        return self.body.decode("utf-8", "replace")

    def links(self, page: str) -> set[str]:
        """Our own addresses that this page leads to, without what stands after #."""
        found = [urljoin(page, html.unescape(link)) for link in LINK.findall(self.text())]
        found += [urljoin(page, self.header("Location"))] if self.header("Location") else []
        return {link.split("#")[0] for link in found if link.startswith("/") and not link.startswith("//")}


class Browser:
    """One visitor of the server at `address`, on a connection that is kept open from page to page."""

    def __init__(self, address: str) -> None:
        place = urlsplit(address)
        self.host = place.netloc
        self.connection = http.client.HTTPConnection(place.hostname, place.port, timeout=60)
        self.cookies: dict[str, str] = {}
        self.headers: dict[str, str] = {}  # sent with every request, as a proxy would
        self.token = ""

    def get(self, path: str) -> Answer:
        return self._ask("GET", path)

    def post(self, path: str, **fields: str) -> Answer:
        """Sends a form, with the token of the last page that had one, and hangs up.

        A form can be refused unread. What then still arrives of it makes the server hang up, a moment after its answer.
        """
        answer = self._ask("POST", path, urlencode({"csrfmiddlewaretoken": self.token, **fields}))
        self.close()
        return answer

    def sign_in(self, participant_id: str, pin: str) -> Answer:
        self.get("/login")
        return self.post("/login", participant_id=participant_id, pin=pin)

    def close(self) -> None:
        """Hangs up; the next request calls again."""
        self.connection.close()

    def _ask(self, method: str, path: str, body: str | None = None) -> Answer:
        headers = {"Host": self.host, "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        headers |= self.headers
        if body is not None:
            headers |= {"Content-Type": "application/x-www-form-urlencoded", "Origin": f"http://{self.host}"}
        self.connection.request(method, path, body, headers)
        response = self.connection.getresponse()
        answer = Answer(response.status, response.getheaders(), response.read())
        self._keep(answer)
        return answer

    def _keep(self, answer: Answer) -> None:
        for name, value in answer.headers:
            if name.lower() == "set-cookie":
                for key, morsel in SimpleCookie(value).items():
                    self.cookies[key] = morsel.value
        if found := TOKEN.search(answer.text()):
            self.token = html.unescape(found[1])
