"""Two ways to use a page in Chromium: with a mouse, and with the keyboard alone.

A journey is written once and gone with either. The keyboard moves by Tab and Shift+Tab, and looks at every stop
whether the focus can be seen: it has a ring, and no bar lies over it.
"""

MOST_STOPS = 200

# Says what is wrong with where the focus is, or nothing. Corners are looked at too: half hidden is hidden.
LOOK = """() => {
  const node = document.activeElement;
  if (!node || node === document.body || node === document.documentElement) return '';
  const name = node.outerHTML.slice(0, 120);
  const ring = (style) => (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 1)
    || style.boxShadow !== 'none';
  if (node.id !== 'main' && ![getComputedStyle(node), getComputedStyle(node, '::after')].some(ring))
    return 'no ring: ' + name;
  const box = node.getClientRects()[0] || node.getBoundingClientRect();
  if (box.width < 1 || box.height < 1) return 'no box: ' + name;
  if (box.height > innerHeight / 2) return '';
  const [l, r, t, b] = [box.left + 2, box.right - 2, box.top + 2, box.bottom - 2];
  for (const [x, y] of [[(l + r) / 2, (t + b) / 2], [l, t], [r, t], [l, b], [r, b]]) {
    const seen = document.elementFromPoint(x, y);
    if (!seen) return `out of sight at ${x},${y}: ` + name;
    if (!node.contains(seen) && !seen.contains(node) && ![...(node.labels || [])].some((label) => label.contains(seen)))
      return `under ${seen.outerHTML.slice(0, 60)}: ` + name;
  }
  return '';
}"""
IS_THERE = "node => node === document.activeElement"
# 1: further on, -1: further back.
WHERE = """node => document.activeElement === document.body
  || document.activeElement.compareDocumentPosition(node) & Node.DOCUMENT_POSITION_FOLLOWING ? 1 : -1"""
IN_THE_SAME_GROUP = "node => document.activeElement.type === 'radio' && document.activeElement.name === node.name"


class Mouse:
    """Somebody with a mouse, or a finger."""

    def __init__(self, page):
        """Use this page."""
        self.page = page

    def press(self, target):
        """Follow a link, press a button, or open what is folded."""
        target.click()

    def fill(self, target, text):
        """Write into a field."""
        target.fill(text)

    def choose(self, target):
        """Tick a box or choose a radio button."""
        target.check()


class Keyboard:
    """Somebody with a keyboard alone. `hidden` collects where the focus could not be seen."""

    def __init__(self, page):
        """Use this page."""
        self.page = page
        self.stops = 0
        self.hidden = []

    def press(self, target):
        """Go to a link, a button or a fold, and press Enter."""
        self._go_to(target)
        if target.evaluate("node => node.tagName === 'SUMMARY'"):
            self.page.keyboard.press("Enter")
            return
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def fill(self, target, text):
        """Go to a field and type over what is in it; `text` of a date is written as in ISO 8601."""
        self._go_to(target)
        if target.get_attribute("type") != "date":
            self.page.keyboard.press("Control+A")
            self.page.keyboard.type(text)
            return
        year, month, day = text.split("-")
        for digits in (day + month + year, month + day + year):  # as the browser's own language has it
            for _ in range(3):
                self.page.keyboard.press("ArrowLeft")  # to the first part of the date
            self.page.keyboard.type(digits)
            if target.input_value() == text:
                return
        raise AssertionError(f"{text} cannot be typed into {target}.")

    def choose(self, target):
        """Go to a box or to the group of a radio button; tick it, or move to it by the arrow keys."""
        self._go_to(target, same_group=target.get_attribute("type") == "radio")
        for _ in range(MOST_STOPS):
            if target.evaluate(IS_THERE):
                break
            self.page.keyboard.press("ArrowDown")
            self._look()
        if not target.is_checked():
            self.page.keyboard.press("Space")
        assert target.is_checked()

    def pick(self, target, words):
        """Go to a list that folds out, and move by the arrow keys to the entry with these words."""
        self._go_to(target)
        self.page.keyboard.press("Home")
        for _ in range(MOST_STOPS):
            if target.evaluate("node => node.selectedOptions[0].label") == words:
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"“{words}” cannot be chosen in {target}.")

    def _go_to(self, target, *, same_group=False):
        target.wait_for()
        target = target.first
        if self.page.evaluate("document.activeElement === document.body") and target.evaluate(
            "node => document.querySelector('main').contains(node)"
        ):
            self.stop("Tab")
            assert self.page.evaluate("document.activeElement.className") == "k-skip"
            self.page.keyboard.press("Enter")
        for _ in range(MOST_STOPS):
            if target.evaluate(IS_THERE) or (same_group and target.evaluate(IN_THE_SAME_GROUP)):
                return
            self.stop("Tab" if target.evaluate(WHERE) == 1 else "Shift+Tab")
        raise AssertionError(f"The keyboard does not come to {target} on {self.page.url}.")

    def stop(self, key):
        """Press a key that moves the focus, and look at where it is."""
        self.stops += 1
        self.page.keyboard.press(key)
        self._look()

    def _look(self):
        for pause in (0, 50, 200, 1000):  # a page may still be scrolling
            self.page.wait_for_timeout(pause)
            if not (wrong := self.page.evaluate(LOOK)):
                return
        self.hidden.append(f"{self.page.url} {wrong}")
