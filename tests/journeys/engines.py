"""A window of a phone's size in the two other engines: WebKit, which every iPhone has, and Gecko, which is Firefox.

Both are Debian's. WebKit is driven through its WebKitWebDriver, on a screen that nobody sees; Firefox through WebDriver
BiDi, which it speaks itself, because Debian has no geckodriver.
"""

import json
import os
import re
import subprocess
import time
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from selenium.common import WebDriverException
from selenium.webdriver import ActionChains, WebKitGTK, WebKitGTKOptions
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.webkitgtk.service import Service
from websocket import WebSocket, create_connection

from tests.support.process import end

WIDTH, HEIGHT = 390, 664  # what an iPhone leaves for the page
SECONDS = 10
# Nobody listens there: whatever is not on this machine cannot be reached, on a machine with a network too.
NOWHERE = "127.0.0.1:9"
# The first element a person sees that matches the selector and says the text, in the middle of the window.
FIND = """(selector, text) => {
  const found = [...document.querySelectorAll(selector)]
    .find(it => it.checkVisibility() && it.textContent.replace(/\\s+/g, " ").includes(text));
  found?.scrollIntoView({block: "center", inline: "center", behavior: "instant"});
  return found ?? null;
}"""


class Window(ABC):
    """The window of a visitor who types and presses; what it does is what the engine does with keys and a pointer."""

    def __init__(self) -> None:
        self.heard: list[str] = []  # what stands in the console; WebKit's driver does not tell

    @abstractmethod
    def go(self, address: str) -> None: ...

    @abstractmethod
    def address(self) -> str:
        """Where the window is, or tries to come."""

    @abstractmethod
    def ask(self, function: str, *values: str) -> Any:
        """What a function of JavaScript answers in this page, with `values`."""

    @abstractmethod
    def press(self, selector: str, text: str = "") -> None:
        """The first visible element that matches `selector` and says `text`."""

    @abstractmethod
    def type(self, text: str) -> None:
        """Into what has the focus."""

    def until(self, function: str, *values: str) -> None:
        """Waits until `function` answers yes, over any change of page."""
        last: object = None
        for _ in range(SECONDS * 20):
            try:
                if last := self.ask(function, *values):
                    return
            except WebDriverException as problem:  # the page is just being replaced
                last = problem
            time.sleep(0.05)
        raise AssertionError(f"{self.address()}: never {function} {values}; last {last}; {self.text()[:500]}")

    def text(self) -> str:
        return str(self.ask("() => document.body.innerText"))


class WebKit(Window):
    def __init__(self, driver: WebKitGTK) -> None:
        super().__init__()
        self.driver = driver

    def go(self, address: str) -> None:
        self.driver.get(address)

    def address(self) -> str:
        return self.driver.current_url

    def ask(self, function: str, *values: str) -> Any:
        return self.driver.execute_script(f"return ({function})(...arguments)", *values)

    def press(self, selector: str, text: str = "") -> None:
        found = self.ask(FIND, selector, text)
        assert found, f"{self.address()}: nothing to press: {selector} {text}"
        found.click()

    def type(self, text: str) -> None:
        ActionChains(self.driver).send_keys(text).perform()


class Firefox(Window):
    def __init__(self, socket: WebSocket) -> None:
        super().__init__()
        self.socket, self.sent = socket, 0
        self.tell("session.new", capabilities={})
        self.window = self.tell("browsingContext.getTree")["contexts"][0]["context"]
        size = {"width": WIDTH, "height": HEIGHT}
        self.tell("session.subscribe", events=["log.entryAdded"])
        self.tell("browsingContext.setViewport", context=self.window, viewport=size)

    def tell(self, method: str, **params: object) -> dict[str, Any]:
        """One command of WebDriver BiDi, and its answer."""
        self.sent += 1
        self.socket.send(json.dumps({"id": self.sent, "method": method, "params": params}))
        while (answer := json.loads(self.socket.recv())).get("id") != self.sent:
            if answer["method"] == "log.entryAdded":
                self.heard.append(f"{answer['params']['level']}: {answer['params']['text']}")
        if answer["type"] == "error":
            raise WebDriverException(f"{method}: {answer['error']}: {answer['message']}")
        return answer["result"]

    def go(self, address: str) -> None:
        self.tell("browsingContext.navigate", context=self.window, url=address, wait="complete")

    def address(self) -> str:
        return self.tell("browsingContext.getTree")["contexts"][0]["url"]

    def ask(self, function: str, *values: str) -> Any:
        answer = self._call(f"(...all) => JSON.stringify(({function})(...all))", values)
        return json.loads(answer["value"]) if "value" in answer else None

    def press(self, selector: str, text: str = "") -> None:
        found = self._call(FIND, (selector, text))
        assert "sharedId" in found, f"{self.address()}: nothing to press: {selector} {text}"
        origin = {"type": "element", "element": {"sharedId": found["sharedId"]}}
        self._act("pointer", {"type": "pointerMove", "x": 0, "y": 0, "origin": origin}, *BUTTON)

    def type(self, text: str) -> None:
        self._act("key", *({"type": way, "value": key} for key in text for way in ("keyDown", "keyUp")))

    def _call(self, function: str, values: tuple[str, ...]) -> dict[str, Any]:
        answer = self.tell(
            "script.callFunction",
            functionDeclaration=function,
            arguments=[{"type": "string", "value": value} for value in values],
            target={"context": self.window},
            awaitPromise=False,
        )
        if answer["type"] == "exception":
            raise WebDriverException(answer["exceptionDetails"]["text"])
        return answer["result"]

    def _act(self, source: str, *actions: dict[str, object]) -> None:
        acting = {"type": source, "id": source, "actions": actions}
        self.tell("input.performActions", context=self.window, actions=[acting])


BUTTON = ({"type": "pointerDown", "button": 0}, {"type": "pointerUp", "button": 0})
ENTER = Keys.ENTER


@contextmanager
def webkit(folder: Path) -> Iterator[Window]:
    """Debian's MiniBrowser: an iPhone's engine in a window without a bar, so that it can be as narrow as a phone."""
    (browser,) = Path("/usr/lib").glob("*/webkit2gtk-4.1/MiniBrowser")
    options = WebKitGTKOptions()
    options.binary_location = str(browser)
    for word in ("--automation", "--full-screen", f"--proxy=http://{NOWHERE}", "--ignore-host=localhost"):
        options.add_argument(word)
    with _screen() as display:
        environment = os.environ | {"DISPLAY": display, "GDK_BACKEND": "x11", "HOME": str(folder)}
        driver = WebKitGTK(options, Service("/usr/bin/WebKitWebDriver", env=environment))
        try:
            driver.set_window_size(WIDTH, HEIGHT)
            yield WebKit(driver)
        finally:
            driver.quit()


@contextmanager
def _screen() -> Iterator[str]:
    """The name of an X screen that nobody sees."""
    read, write = os.pipe()
    words = ["Xvfb", "-displayfd", str(write), "-screen", "0", "800x800x24", "-nolisten", "tcp"]
    screen = subprocess.Popen(words, pass_fds=[write], stderr=subprocess.DEVNULL, start_new_session=True)
    try:
        os.close(write)
        with os.fdopen(read) as said:
            yield f":{said.readline().strip()}"
    finally:
        end(screen)


@contextmanager
def firefox(folder: Path) -> Iterator[Window]:
    """Debian's Firefox, without windows, on a profile of its own that asks the network for nothing."""
    host, port = NOWHERE.split(":")
    preferences = {
        "network.proxy.type": 1,
        "network.proxy.http": host,
        "network.proxy.http_port": int(port),
        "network.proxy.ssl": host,
        "network.proxy.ssl_port": int(port),
        "intl.locale.requested": "en-US",
    }
    lines = [f"user_pref({json.dumps(name)}, {json.dumps(value)});\n" for name, value in preferences.items()]
    (folder / "user.js").write_text("".join(lines))
    words = ["firefox-esr", "--headless", "--no-remote", "--profile", str(folder), "--remote-debugging-port", "0"]
    log = folder / "firefox.log"
    with log.open("wb") as out:
        process = subprocess.Popen(
            words, env=os.environ | {"HOME": str(folder)}, stdout=out, stderr=out, start_new_session=True
        )
    try:
        with closing(create_connection(f"{_listening(process, log)}/session", SECONDS, suppress_origin=True)) as socket:
            yield Firefox(socket)
    finally:
        end(process)


def _listening(process: subprocess.Popen, log: Path) -> str:
    for _ in range(SECONDS * 20):
        if found := re.search(r"WebDriver BiDi listening on (ws://\S+)", log.read_text(errors="replace")):
            return found[1]
        assert process.poll() is None, f"Firefox ended at once:\n{log.read_text(errors='replace')}"
        time.sleep(0.05)
    raise AssertionError(f"Firefox does not listen:\n{log.read_text(errors='replace')}")


ENGINES = {"webkit": webkit, "firefox": firefox}
# The programs each needs, and the packages of Debian that have them.
NEEDS = {
    "webkit": {"WebKitWebDriver": "webkit2gtk-driver", "Xvfb": "xvfb"},
    "firefox": {"firefox-esr": "firefox-esr"},
}
