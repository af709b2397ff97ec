// A1: axe-core finds nothing, in light and dark, at 320 and 1280 px, left to right and right to
// left; and nothing scrolls sideways.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";

const AXE = await readFile("node_modules/axe-core/axe.min.js", "utf8");
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

// Runs in the page.
async function examine([dir, rules]) {
  document.documentElement.dir = dir;
  const { violations, incomplete } = await axe.run({ runOnly: rules });
  const told = (results) => results.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(" ")}`);
  const { scrollWidth, clientWidth } = document.documentElement;
  return { violations: told(violations), incomplete: told(incomplete), wider: scrollWidth - clientWidth };
}

export async function look(page, name) {
  await page.evaluate(AXE);
  for (const colorScheme of ["light", "dark"]) {
    for (const width of [320, 1280]) {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height: 900 });
      await page.screenshot({ path: `artifacts/${name}-${colorScheme}-${width}.png`, fullPage: true });
      for (const dir of ["ltr", "rtl"]) {
        const found = await page.evaluate(examine, [dir, RULES]);
        assert.deepEqual(found, { violations: [], incomplete: [], wider: 0 }, `${name}, ${colorScheme}, ${width}, ${dir}`);
      }
      await page.evaluate(() => (document.documentElement.dir = "ltr"));
    }
  }
}
