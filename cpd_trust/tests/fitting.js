// What does not fit on a page, in words: what is cut, spills, overlaps or, with `targets`, is too small for a thumb.
({ targets }) => {
  const found = [];
  const named = (element) => {
    const words = element.textContent.trim().replace(/\s+/g, " ").slice(0, 30);
    return `${element.localName}${[...element.classList].map((name) => "." + name).join("")}${words ? ` "${words}"` : ""}`;
  };
  // What is kept for screen readers, or is drawn above the page, is not looked at.
  const isDrawn = (element) =>
    element.checkVisibility({ visibilityProperty: true, opacityProperty: true }) &&
    !element.closest(".visually-hidden, .k-skip, dialog:not([open])");
  const above = (element, test) => {
    for (let at = element; at && at !== document.body; at = at.parentElement) if (test(getComputedStyle(at))) return at;
    return null;
  };
  const isHidden = (element) => above(element, (style) => style.clipPath === "inset(50%)");
  const scrolls = (style) => /auto|scroll/.test(style.overflowX + style.overflowY);
  const elements = [...document.body.querySelectorAll("*")].filter((element) => !(element instanceof SVGElement) && isDrawn(element) && !isHidden(element));

  // What makes the page wider than the window.
  const room = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth > room) {
    const wide = elements.filter((element) => element.getBoundingClientRect().right > room + 0.5 && !above(element.parentElement, scrolls));
    for (const element of wide.filter((one) => !wide.some((other) => other !== one && one.contains(other)))) found.push(`too wide: ${named(element)}`);
  }

  // What of a box is in view of the parts that scroll around it.
  const inView = (element, box) => {
    let { left, right, top, bottom } = box;
    for (let at = element.parentElement; at && at !== document.body; at = at.parentElement) {
      if (!scrolls(getComputedStyle(at))) continue;
      const frame = at.getBoundingClientRect();
      [left, right, top, bottom] = [Math.max(left, frame.left), Math.min(right, frame.right), Math.max(top, frame.top), Math.min(bottom, frame.bottom)];
    }
    return { left, right, top, bottom, height: bottom - top };
  };

  // Words: each line of each text, inside the window and inside every box that would cut it or that it would leave.
  const lines = [];
  for (const element of elements) {
    if (element.matches("select, option, textarea, script, style")) continue;
    for (const node of element.childNodes) {
      if (node.nodeType !== Node.TEXT_NODE || !node.data.trim()) continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      for (const box of range.getClientRects()) if (box.width > 1) lines.push({ element, box });
    }
  }
  const boxes = new Map();
  for (const { element, box } of lines) {
    for (let at = element; at && at !== document.body; at = at.parentElement) {
      if (!boxes.has(at)) boxes.set(at, [getComputedStyle(at), at.getBoundingClientRect()]);
      const [style, frame] = boxes.get(at);
      if (scrolls(style)) break;
      if (style.display === "inline" || style.display === "contents") continue;
      const cuts = style.overflowX !== "visible";
      const shown = cuts || style.borderLeftWidth !== "0px" || style.backgroundColor !== "rgba(0, 0, 0, 0)";
      if (shown && (box.left < frame.left - 1 || box.right > frame.right + 1)) {
        found.push(`${cuts ? "cut" : "spills"}: ${named(element)} out of ${named(at)}`);
        break;
      }
      if (cuts && box.bottom > frame.bottom + 2) { found.push(`cut: ${named(element)} below ${named(at)}`); break; }
      if (style.position === "absolute" || style.position === "fixed") break;
    }
  }

  // Nothing lies on anything else: lines of text and controls.
  const isControl = (element) => element.matches("a[href], button, input, select, textarea, summary");
  const controls = elements.filter(isControl);
  const layer = (element) => above(element, (style) => /fixed|sticky/.test(style.position) || (style.position === "absolute" && style.zIndex !== "auto"));
  const things = [];
  for (const { element, box } of lines) things.push({ element, box: inView(element, box), on: layer(element) });
  // A link in a line of text answers around it, too: there its letters count.
  for (const element of controls.filter((one) => getComputedStyle(one).display !== "inline")) for (const box of element.getClientRects()) things.push({ element, box: inView(element, box), on: layer(element) });
  things.sort((a, b) => a.box.top - b.box.top);
  const seen = new Set();
  for (let i = 0; i < things.length; i++) {
    const a = things[i];
    for (let j = i + 1; j < things.length && things[j].box.top < a.box.bottom - 2; j++) {
      const b = things[j];
      if (a.on !== b.on || a.element === b.element || a.element.contains(b.element) || b.element.contains(a.element)) continue;
      const high = Math.min(a.box.bottom, b.box.bottom) - b.box.top;
      const wide = Math.min(a.box.right, b.box.right) - Math.max(a.box.left, b.box.left);
      if (wide < 2 || high < 2 || high < 0.25 * Math.min(a.box.height, b.box.height)) continue;
      const words = `overlaps: ${named(a.element)} and ${named(b.element)}`;
      if (!seen.has(words)) found.push(words);
      seen.add(words);
    }
  }

  // Buttons, fields and links of their own are large enough for a thumb; a link in a sentence is as high as its line.
  if (targets) {
    for (const element of controls) {
      const label = element.matches("input[type=checkbox], input[type=radio]") ? element.closest("label") ?? element.labels?.[0] : null;
      const after = getComputedStyle(element, "::after");
      if (after.position === "absolute" && after.content !== "none") continue; // stretched over its card or row
      let { left, right, top, bottom } = element.getBoundingClientRect();
      if (label) {
        const more = label.getBoundingClientRect();
        [left, right, top, bottom] = [Math.min(left, more.left), Math.max(right, more.right), Math.min(top, more.top), Math.max(bottom, more.bottom)];
      }
      const style = getComputedStyle(element);
      if (element.localName === "a" && style.display === "inline") {
        const block = above(element, (its) => its.display !== "inline");
        if ((block ?? document.body).textContent.trim() !== element.textContent.trim()) continue;
      }
      // A word may be short: as wide as WCAG asks is enough for a link.
      if (bottom - top < 43.5 || right - left < (element.matches("a:not(.btn)") ? 23.5 : 43.5))
        found.push(`small: ${named(element)} ${Math.round(right - left)} × ${Math.round(bottom - top)}`);
    }
  }
  return [...new Set(found)];
}
