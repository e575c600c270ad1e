// From the public form to the certificate: what a volunteer and a coordinator do on a phone, without JavaScript.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { DISTRICT, act, assertSound, launch, linkOn, signIn, someName, theDay, visitor } from "./support.mjs";

let browser;
before(async () => { browser = await launch(); });
after(async () => { await browser?.close(); });

async function apply(page, who) {
  await page.goto(`/${DISTRICT}/volunteer`);
  await page.locator('[name="programme_id"][value="friend-for-a-mother"]').check();
  await page.locator("#motivation").fill("Haluan tutustua uusiin ihmisiin");
  await page.locator("#identity-given-name").fill(who.given);
  await page.locator("#identity-family-name").fill(who.family);
  await page.locator("#identity-phone").fill(who.phone);
  await page.locator("#facts-municipality-code").selectOption("609");
  await page.locator("#facts-languages-0-code").selectOption("fi");
  await page.locator("#facts-languages-0-level").selectOption("language-level-native");
  await page.locator("#facts-gender").selectOption("gender-woman");
  await page.locator("main form button[type=submit]").click();
}

test("an application that lacks a name comes back with what was typed", async () => {
  const { context, page } = await visitor(browser);
  const who = someName("Sirpa");
  await apply(page, { ...who, given: "" });
  await page.locator("#identity-given-name-problem").waitFor();
  assert.equal(await page.locator("#identity-family-name").inputValue(), who.family);
  await context.close();
});

test("somebody applies without an account, is told ahead when she is away, and gets a certificate", async () => {
  const outside = await visitor(browser);
  const who = someName("Sirpa");
  const name = `${who.given} ${who.family}`;
  await apply(outside.page, who);
  await outside.page.getByText("Kiitos, hakemuksesi on perillä").first().waitFor();
  await outside.context.close();

  const { context, page } = await visitor(browser, { javaScript: true });
  await signIn(page);
  const today = await theDay(page);
  await linkOn(page, "/today", name);
  await linkOn(page, "/volunteers/board", name);
  await assertSound(page);
  const card = page.locator(".stage__card", { hasText: who.family });
  assert.match(await card.textContent(), /Uusi hakemus/);
  await card.locator(".stage__next").click();
  await page.waitForURL(/\/volunteers\/[0-9a-f-]{36}#training-form$/);
  const hers = page.url().split("#")[0];
  await page.goto(hers);
  await page.getByText("Haluan tutustua uusiin ihmisiin").waitFor();
  const saved = () => page.getByText("Vapaaehtoisen tiedot on kirjattu.").waitFor();
  await act(page, "training", (form) => form.locator('[name="hours"]').fill("12"));
  await saved();
  await act(page, "interview");
  await saved();
  await act(page, "pledge", (form) => form.locator('[value="given-by-paper"]').check());
  await saved();
  await act(page, "role");
  await saved();
  await act(page, "approve");
  await page.locator("h1 .tag", { hasText: "Hyväksytty" }).waitFor();

  const absence = (first, last) => act(page, "absence", async (form) => {
    await form.locator('[name="first_day"]').fill(first);
    await form.locator('[name="last_day"]').fill(last);
  });
  await absence("2099-07-31", "2099-07-01");
  await page.getByText("Poissaolon viimeinen päivä on ennen ensimmäistä.").first().waitFor();
  await absence("2099-07-01", "2099-07-31");
  await saved();
  await page.locator("main li", { hasText: "1.7.2099 – 31.7.2099" }).first().waitFor();
  await act(page, "absence-back", (form) => form.locator('[name="absence_id"]').first().check());
  await saved();

  await act(page, "expense", async (form) => {
    await form.locator('[name="spent_on"]').fill(today);
    await form.locator('[name="what"]').fill("Bussi");
    await form.locator('[name="cents"]').fill("3,40");
  });
  await saved();
  await page.getByText("Odottaa vastausta").waitFor();
  await act(page, "expense-answer", async (form) => {
    await form.locator('[name="expense_id"]').first().check();
    await form.locator('[value="expense-answer-paid"]').check();
  });
  await saved();
  await page.getByText("Maksettu", { exact: true }).waitFor();

  await act(page, "left", async (form) => {
    await form.locator('[name="reason"]').selectOption({ index: 1 });
    await form.locator('[name="thanked"]').check();
  });
  await page.locator("h1 .tag", { hasText: "Lopettanut" }).waitFor();
  await page.locator("main a[href$='/certificate']").click();
  await page.locator(".certificate", { hasText: name }).waitFor();
  await assertSound(page);
  await page.locator("main a[lang=sv]").click();
  await page.locator('.certificate[lang="sv"]').waitFor();
  await context.close();
});
