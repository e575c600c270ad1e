// A young person's own yes and a guardian's consent: named, recorded one by one, and asked for before the family says yes.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { DESK, act, assertSound, launch, opened, register, signIn, someName, visitor } from "./support.mjs";

// Where young persons wait.
const DISTRICT = "mll-varsinais-suomi";
const NARROW = { width: 390, height: 844 };
const WAITING = "/requests?programme=friend-for-a-child";

let browser;
before(async () => { browser = await launch(); });
after(async () => { await browser?.close(); });

/** Of those who wait the n-th from the end: the first are proposed to somebody already. */
async function youngPerson(page, n) {
  await page.goto(WAITING);
  const links = page.locator("main table a[href^='/requests/']");
  await links.nth((await links.count()) - 1 - n).click();
  await page.waitForURL(/\/requests\/[0-9a-f-]{36}$/);
}

for (const viewport of [NARROW, DESK]) {
  for (const locale of ["fi-FI", "en-GB"]) {
    test(`consents of a family are sound at ${viewport.width} px in ${locale}`, async () => {
      const { context, page } = await visitor(browser, { viewport, locale, javaScript: true });
      await signIn(page, "coordinator", DISTRICT);
      await youngPerson(page, 1);
      await page.locator("#family").waitFor();
      await assertSound(page);
      await opened(page);
      await assertSound(page);
      await page.goto("/today?whose=mine");
      await assertSound(page);
      await context.close();
    });
  }
}

test("nobody says yes over a young person's head", async () => {
  const { context, page } = await visitor(browser, { viewport: NARROW });
  await signIn(page, "coordinator", DISTRICT);
  const guardian = someName("Tuula");
  await register(page, guardian, "person-role-guardian");
  await youngPerson(page, 0);
  const request = page.url();
  await page.getByText("Nuoren oma kyllä tai huoltajan suostumus puuttuu.").first().waitFor();
  await act(page, "guardian", (form) => form.locator('[name="guardian_person_id"]').fill(guardian.phone));
  await page.getByText("Huoltaja on nimetty.").waitFor();
  for (let asked = 0; asked < 2; asked += 1) {
    const form = page.locator("form[action$='/family-consent']").first();
    await form.locator("xpath=..").locator("summary").click();
    await form.locator('[value="given-by-spoken"]').check();
    await form.locator('[name="wording_language"]').selectOption("fi");
    await form.locator("button[type=submit]").click();
    await page.getByText("Suostumus on kirjattu.").waitFor();
  }
  assert.equal(page.url(), request);
  assert.equal(await page.getByText("huoltajan suostumus puuttuu").count(), 0);
  assert.equal(await page.locator("#family ~ ul .tag", { hasText: "Suostunut" }).count(), 2);
  await context.close();
});
