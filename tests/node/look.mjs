// A1: axe-core finds nothing, in light and dark, at 320 and 1280 px, left to right and right to
// left; and nothing scrolls sideways (A4). A-10: so it is with texts that are 40 % longer. A state is
// walked to once, and looked at in all of these ways where it stands. Texts of twice the size, and texts
// that somebody spaces out (WCAG 1.4.12), stay in their boxes and do not scroll sideways either.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";

const AXE = await readFile("node_modules/axe-core/axe.min.js", "utf8");
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

// Runs in the page.
async function examine([dir, rules]) {
  const { documentElement } = document;
  documentElement.dir = dir;
  const { violations, incomplete } = await axe.run({ runOnly: rules });
  const told = (results) => results.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(" ")}`);
  const { scrollWidth, clientWidth } = documentElement;
  return { violations: told(violations), incomplete: told(incomplete), wider: scrollWidth - clientWidth };
}

// What people change of the texts, and how wide the window is then.
const CHANGED = {
  "200 % text": [1280, "html { font-size: 200% !important; }"],
  "text spacing": [320, "* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important; } p { margin-block-end: 2em !important; }"],
};

// Runs in the page: what juts out of its box, or out of the window, with such a sheet.
function jutting(css) {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  document.adoptedStyleSheets = [sheet];
  const boxes = [...document.querySelectorAll("button, .btn, .tag, .card, .note, .pick, li, dd, h1, h2, p")];
  const juts = ({ clientWidth, scrollWidth }) => clientWidth && scrollWidth > clientWidth + 1;
  const found = boxes.filter((box) => juts(box) && !box.closest(".vh, .scroll")).map((box) => box.outerHTML.slice(0, 200));
  const { scrollWidth, clientWidth } = document.documentElement;
  document.adoptedStyleSheets = [];
  return { found, wider: scrollWidth - clientWidth };
}

// The pseudo language: each text of the page is 40 % longer, in letters of its own. Runs in the page;
// what people typed and what is to be copied stays as it is. Once more, and all is as it was.
function stretch() {
  if (window.stretched) {
    for (const undo of window.stretched) undo();
    delete window.stretched;
    return;
  }
  const longer = (text) => text.replace(/[^\s]+/g, (word) => word + "ǿ".repeat(Math.ceil(word.length * 0.4)));
  window.stretched = [];
  // What is read aloud holds what is seen.
  for (const element of document.querySelectorAll("[aria-label]")) {
    const label = element.getAttribute("aria-label");
    window.stretched.push(() => element.setAttribute("aria-label", label));
    element.setAttribute("aria-label", longer(label));
  }
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode;
    if (!node.nodeValue.trim() || node.parentElement.closest("code, pre, bdi, script, style, option")) continue;
    const text = node.nodeValue;
    window.stretched.push(() => (node.nodeValue = text));
    node.nodeValue = longer(text);
  }
}

export async function look(page, name) {
  await page.evaluate(AXE);
  const own = await page.evaluate(() => document.documentElement.dir);
  for (const colorScheme of ["light", "dark"]) {
    for (const width of [320, 1280]) {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height: 900 });
      await page.screenshot({ path: `artifacts/${name}-${colorScheme}-${width}.png`, fullPage: true });
      for (const dir of ["ltr", "rtl"]) {
        const found = await page.evaluate(examine, [dir, RULES]);
        assert.deepEqual(found, { violations: [], incomplete: [], wider: 0 }, `${name}, ${colorScheme}, ${width}, ${dir}`);
      }
      if (colorScheme === "light") {
        await page.evaluate(stretch);
        const found = await page.evaluate(examine, [own, RULES]);
        await page.screenshot({ path: `artifacts/${name}-long-${width}.png`, fullPage: true });
        await page.evaluate(stretch);
        assert.deepEqual(found, { violations: [], incomplete: [], wider: 0 }, `${name}, ${width}, 40 % longer`);
      }
      await page.evaluate((dir) => (document.documentElement.dir = dir), own);
    }
  }
  await page.emulateMedia({ colorScheme: "light" });
  for (const [what, [width, css]] of Object.entries(CHANGED)) {
    await page.setViewportSize({ width, height: 900 });
    assert.deepEqual(await page.evaluate(jutting, css), { found: [], wider: 0 }, `${name}, ${what}`);
  }
}
