// Every page: readable by everybody, on a phone and at a desk.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import {
  DESK, DISTRICT, GROUPS, PHONE, act, assertSound, launch, opened, signIn, visitor,
} from "./support.mjs";

let browser;
before(async () => { browser = await launch(); });
after(async () => { await browser?.close(); });

const PUBLIC = [`/${DISTRICT}/refer`, `/${DISTRICT}/join`, `/${DISTRICT}/status`, `/${DISTRICT}/volunteer`, "/sign-in"];
const STAFF = ["/today", "/referrals", "/referrals?status=open", "/referrals?status=over", "/referrals/new",
  "/referrals/new?text=Oksana", "/people", "/people?text=Oksana", "/people/new?text=Oksana", "/requests",
  "/requests/plan", "/matches", "/volunteers", "/volunteers?status=here",
  "/volunteers/board", "/groups", "/messages/texts", "/organisations", "/nowhere"];

const ROW = ".data-table tbody a";

/** Kinds of pages and how each is reached: a list, then links in it. */
const KINDS = {
  referral: ["/referrals?status=open", ROW],
  person: ["/referrals?status=open", ROW, "main a[href^='/people/']"],
  views: ["/referrals?status=open", ROW, "main a[href^='/people/']", "main a[href$='/views']"],
  request: ["/requests", ROW],
  match: ["/matches", ROW],
  volunteer: ["/volunteers?status=here", ROW],
  certificate: ["/volunteers?status=volunteer-status-approved", ROW, "main a[href$='/certificate']"],
};

/** Of the demo's year, so that it has members, a series and sessions whatever other tests began. */
const GROUP = `${ROW}:text-is("Kemin äidit")`;
const GROUP_KINDS = {
  group: ["/groups", GROUP],
  series: ["/groups", GROUP, "main a[href$='/series']"],
  session: ["/groups", GROUP, "main a[href^='/sessions/']"],
};

async function assertKindsSound(page, kinds) {
  for (const [kind, [list, ...links]] of Object.entries(kinds)) {
    await page.goto(list);
    for (const link of links) {
      const found = page.locator(link).first();
      assert.ok(await found.count(), `${page.url()} leads to a ${kind}`);
      await page.goto(await found.getAttribute("href"));
    }
    await assertSound(page);
    await opened(page);
    await assertSound(page);
  }
}

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
        assert.equal(response.status(), path === "/nowhere" ? 404 : 200, path);
        await assertSound(page);
      }
      await assertKindsSound(page, KINDS);
      // A proposal, taken back again.
      await page.goto("/requests");
      for (const request of await page.locator(ROW).evaluateAll((links) => links.map((link) => link.href))) {
        await page.goto(request);
        if (await page.locator(".candidate form").count()) break;
      }
      await page.locator(".candidate form button").first().click();
      await page.waitForURL(/\/proposals\//);
      await opened(page);
      await assertSound(page);
      await act(page, "withdraw", (form) => form.locator('[name="reason"]').selectOption({ index: 1 }));
      await context.close();
    });
  }

  test(`pages of groups and of a manager are sound at ${viewport.width} px`, async () => {
    const { context, page } = await visitor(browser, { viewport, javaScript: true });
    await signIn(page, "coordinator", GROUPS);
    await assertKindsSound(page, GROUP_KINDS);
    await context.close();
    const manager = await visitor(browser, { viewport, javaScript: true });
    await signIn(manager.page, "manager");
    await assertKindsSound(manager.page, {
      erase: ["/referrals?status=open", ROW, "main a[href^='/people/']", "main a[href$='/erase']"],
      text: ["/messages/texts", ROW],
    });
    await manager.context.close();
  });
}
