"""A browser that is used with the keyboard alone."""

# What has the focus: its name, whether a mark of at least two pixels is drawn around it, whether it can be seen.
FOCUSED = """() => {
  const it = document.activeElement;
  const box = it.getBoundingClientRect();
  const label = it.labels?.[0]?.innerText ?? it.getAttribute("aria-label") ?? it.innerText ?? "";
  const marked = [getComputedStyle(it), getComputedStyle(it, "::after")]
    .some(style => style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2);
  const seen = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
  // In the middle of what is in the window: a browser shows the caret of a tall field, not its whole.
  const middle = (from, to, end) => (Math.max(from, 0) + Math.min(to, end)) / 2;
  const top = document.elementFromPoint(
    middle(box.left, box.right, innerWidth), middle(box.top, box.bottom, innerHeight));
  const covered = seen && !(it.contains(top) || top?.contains(it));
  return {name: label.trim().replace(/\\s+/g, " "), tag: it.tagName, marked, seen, covered};
}"""


class Keyboard:
    """Presses keys, and looks at every stop whether it can be told where one is."""

    def __init__(self, page) -> None:
        self.page = page

    def to(self, name: str, tag: str = "") -> None:
        """Tab until what is called `name` has the focus."""
        passed = []
        for _ in range(80):
            self.page.keyboard.press("Tab")
            here = self.page.evaluate(FOCUSED)
            if here["tag"] == "BODY":
                continue
            passed.append(here["name"])
            assert here["marked"], f"{self.page.url}: nothing shows that {here} has the focus"
            assert here["seen"], f"{self.page.url}: {here} has the focus outside the window"
            assert not here["covered"], f"{self.page.url}: something lies over {here}"
            if here["name"] == name and tag in ("", here["tag"]):
                return
        raise AssertionError(f"{self.page.url}: Tab never reaches {name!r}; it passed {passed}")

    def press(self, name: str, tag: str = "") -> None:
        """Enter on what is called `name`, which leads to a page."""
        self.to(name, tag)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def press_tab(self, name: str, menu: str) -> None:
        """Enter on a tab, behind the Menu, called `menu`, on a phone."""
        if self.page.locator(".menu:not([open]) > summary").is_visible():
            self.to(menu, "SUMMARY")
            self.page.keyboard.press("Enter")
        link = self.page.locator("header nav a").locator("visible=true").filter(has_text=name).first
        self.press(" ".join(link.inner_text().split()), "A")

    def write(self, name: str, text: str) -> None:
        self.to(name, "INPUT")
        self.page.keyboard.type(text)
