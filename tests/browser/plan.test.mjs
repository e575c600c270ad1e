// Everybody who waits matched at once: looked at, changed, planned again and proposed, without JavaScript.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { DESK, act, assertSound, launch, signIn, visitor } from "./support.mjs";

// Other tests change who waits in their own districts.
const DISTRICT = "mll-varsinais-suomi";
const NARROW = { width: 390, height: 844 };
const PLAN = "/requests/plan?programme=friend-for-a-mother";

let browser;
before(async () => { browser = await launch(); });
after(async () => { await browser?.close(); });

for (const viewport of [NARROW, DESK]) {
  for (const locale of ["fi-FI", "en-GB"]) {
    test(`the plan is sound at ${viewport.width} px in ${locale}`, async () => {
      const { context, page } = await visitor(browser, { viewport, locale, javaScript: true });
      await signIn(page, "coordinator", DISTRICT);
      await page.goto(PLAN);
      await assertSound(page);
      const kept = page.locator('[name="keep"]').first();
      if (await kept.count()) {
        await kept.focus();
        await page.keyboard.press("Space");
        assert.ok(await kept.isChecked(), "a pair is kept by keyboard");
        await page.locator('[name="do"][value="again"]').press("Enter");
        await page.waitForLoadState();
        await assertSound(page);
      }
      await context.close();
    });
  }
}

test("what a coordinator keeps of a plan becomes proposals", async () => {
  const { context, page } = await visitor(browser, { viewport: NARROW });
  await signIn(page, "coordinator", DISTRICT);
  await page.goto("/requests");
  await page.locator('main a[href^="/requests/plan"]').click();
  await page.waitForURL(/\/requests\/plan/);
  await page.goto(PLAN);
  const pairs = page.locator(".candidate");
  assert.ok(await pairs.count(), "the demo has somebody who waits and somebody free");
  assert.ok(await pairs.first().locator(".reasons li").count(), "reasons stand beside each pair");
  assert.doesNotMatch(await page.locator("main").textContent(), /pistettä|score/i);

  // Left out, then let in again.
  const left = await pairs.first().locator('[name="veto"]').inputValue();
  await pairs.first().locator('[name="veto"]').check();
  await page.locator('[name="do"][value="again"]').click();
  await page.waitForLoadState();
  assert.equal(await page.locator(`[name="keep"][value="${left}"]`).count(), 0, "it is planned no more");
  const letIn = page.locator(`fieldset [name="veto"][value="${left}"]`);
  assert.ok(await letIn.isChecked());
  await letIn.uncheck();
  await page.locator('[name="do"][value="again"]').click();
  await page.waitForLoadState();

  // Kept, planned again so, and proposed.
  const kept = page.locator(`[name="keep"][value="${left}"]`);
  await kept.check();
  await page.locator('[name="do"][value="again"]').click();
  await page.waitForLoadState();
  assert.ok(await kept.isChecked(), "what is kept stays");
  await page.locator('[name="do"][value="propose"]').click();
  await page.waitForLoadState();
  await page.locator(".steps li", { hasText: "Ehdotettu" }).waitFor();
  const proposal = await page.locator(".steps a[href^='/proposals/']").getAttribute("href");

  // The page gone back to and sent again proposes nothing twice.
  await page.reload();
  await page.waitForLoadState();
  assert.equal(await page.locator(".steps a[href^='/proposals/']").getAttribute("href"), proposal);

  await page.goto(proposal);
  await act(page, "withdraw", (form) => form.locator('[name="reason"]').selectOption({ index: 1 }));
  await page.locator("h1 .tag", { hasText: "Peruttiin" }).waitFor();
  await context.close();
});
