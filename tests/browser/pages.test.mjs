// Every page: readable by everybody, on a phone and at a desk.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { DESK, DISTRICT, PHONE, assertSound, launch, signIn, visitor } from "./support.mjs";

let browser;
before(async () => { browser = await launch(); });
after(async () => { await browser?.close(); });

const PUBLIC = [`/${DISTRICT}/refer`, `/${DISTRICT}/join`, `/${DISTRICT}/status`, "/sign-in"];
const STAFF = ["/today", "/referrals", "/referrals?status=over", "/referrals/new", "/people", "/people?text=Oksana",
  "/requests", "/matches", "/volunteers", "/groups"];

for (const viewport of [PHONE, DESK]) {
  for (const locale of ["fi-FI", "en-GB"]) {
    test(`public pages are sound at ${viewport.width} px in ${locale}`, async () => {
      const { context, page } = await visitor(browser, { viewport, locale, javaScript: true });
      for (const path of PUBLIC) {
        await page.goto(path);
        await assertSound(page);
      }
      await context.close();
    });

    test(`staff's pages are sound at ${viewport.width} px in ${locale}`, async () => {
      const { context, page } = await visitor(browser, { viewport, locale, javaScript: true });
      await signIn(page);
      for (const path of STAFF) {
        const response = await page.goto(path);
        assert.equal(response.status(), 200, path);
        await assertSound(page);
      }
      await page.goto("/referrals");
      const first = page.locator(".data-table tbody a").first();
      if (await first.count()) {
        await first.click();
        await page.waitForURL(/\/referrals\/[0-9a-f-]{36}$/);
        await page.evaluate(() => document.querySelectorAll("details").forEach((details) => { details.open = true; }));
        await assertSound(page);
        await page.locator("a[href^='/people/']").first().click();
        await page.waitForURL(/\/people\//);
        await page.evaluate(() => document.querySelectorAll("details").forEach((details) => { details.open = true; }));
        await assertSound(page);
        await page.goto(`${page.url()}/views`);
        await assertSound(page);
      }
      await context.close();
    });
  }
}
