// From the public form to Today: what a referrer and a coordinator do on a phone, without JavaScript.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { DISTRICT, act, launch, refer, signIn, someName, visitor } from "./support.mjs";

let browser;
before(async () => { browser = await launch(); });
after(async () => { await browser?.close(); });

test("a referral goes from the public form to Today", async () => {
  const who = someName("Oksana");
  const outside = await visitor(browser);
  await refer(outside.page, who);
  const code = (await outside.page.locator("#code").textContent()).trim();
  assert.match(code, /^[2-9A-HJ-NP-Z]{11}$/);
  assert.ok(!(await outside.page.locator("main").textContent()).includes(who.family), "the answer names nobody");

  await outside.page.goto(`/${DISTRICT}/status`);
  await outside.page.locator("#code").fill(code.toLowerCase());
  await outside.page.locator("main button[type=submit]").click();
  await outside.page.getByText("Ohjaus on perillä.").waitFor();

  const { context, page } = await visitor(browser);
  await signIn(page);
  // An installation may live another day than this machine.
  const today = await page.locator("h1 time").getAttribute("datetime");
  await page.goto("/referrals?status=requested");
  await page.getByRole("link", { name: `${who.given} ${who.family}` }).click();
  await page.waitForURL(/\/referrals\/[0-9a-f-]{36}$/);
  const referral = page.url();

  await act(page, "acknowledge");
  await page.getByText("Ohjautuminen on kuitattu nähdyksi.").waitFor();
  await act(page, "check");
  await page.getByText("Kohderyhmä on tarkistettu.").waitFor();
  await page.getByText("Kuuluu kohderyhmään").waitFor();
  assert.equal(await page.locator(".reasons li").count() > 0, true);
  await act(page, "accept");
  await page.getByText("Otettu mukaan.").waitFor();
  await act(page, "waiting-list");
  await page.locator("h1 .tag", { hasText: "Jonossa" }).waitFor();

  await page.getByRole("link", { name: "Henkilön sivu" }).click();
  await page.waitForURL(/\/people\//);
  await act(page, "contact", async (form) => {
    await form.locator('[name="note"]').fill("Soitin: tiistai-iltapäivät sopivat.");
    await form.locator('[name="next_step_on"]').fill(today);
  });
  await page.getByText("Muistiinpano on tallessa.").waitFor();
  await page.getByText("Soitin: tiistai-iltapäivät sopivat.").waitFor();

  await page.goto("/today");
  const card = page.locator(".today-card", { hasText: `${who.given} ${who.family}` });
  await card.getByText("Sovittu asia").waitFor();
  await card.locator("summary").click();
  await card.locator('[name="note"]').fill("Sovimme ensitapaamisesta.");
  await card.locator("details button[type=submit]").click();
  await page.waitForURL("**/today");
  await page.getByText("Muistiinpano on tallessa.").waitFor();
  assert.equal(await page.locator(".today-card", { hasText: `${who.given} ${who.family}` }).count(), 0);

  await outside.page.goto(`/${DISTRICT}/status`);
  await outside.page.locator("#code").fill(code);
  await outside.page.locator("main button[type=submit]").click();
  await outside.page.getByText("Mukaan on otettu, ystävää tai paikkaa etsitään.").waitFor();
  await page.goto(referral);
  assert.ok((await page.locator(".timeline li").count()) >= 5);
  await context.close();
  await outside.context.close();
});

test("without her consent nothing is sent, and what was written stays", async () => {
  const who = someName("Amina");
  const { context, page } = await visitor(browser);
  await refer(page, who, { tick: false });
  assert.equal(await page.locator("#code").count(), 0);
  await page.locator(".ds-error-summary a[href='#she-knows-and-agrees']").waitFor();
  assert.equal(await page.locator("#identity-family-name").inputValue(), who.family);
  assert.equal(await page.locator("#facts-municipality-code").inputValue(), "609");
  await context.close();
});

test("the form says before sending that a municipality is not covered", async () => {
  const { context, page } = await visitor(browser);
  await refer(page, someName("Leyla"), { municipality: "091" });
  await page.locator(".ds-error-summary", { hasText: "Helsinki" }).waitFor();
  await page.locator("#send-anyway").check();
  await page.locator("main form[action$='/refer'] button[type=submit]").click();
  await page.locator("#code").waitFor();
  await context.close();
});

test("a coordinator finds somebody she knows before she records a call", async () => {
  const who = someName("Zainab");
  const outside = await visitor(browser);
  await refer(outside.page, who);
  await outside.page.locator("#code").waitFor();
  const { context, page } = await visitor(browser);
  await signIn(page);
  await page.goto("/referrals/new");
  await page.locator("#text").fill(who.family);
  await page.locator("form[role=search] button").click();
  const hit = page.locator(".candidate", { hasText: who.family });
  await hit.getByText("sama nimi").waitFor();
  await hit.getByRole("link", { name: "Hän se on" }).click();
  await page.locator("#she-knows-and-agrees").check();
  await page.locator("#source").selectOption("referral-source-self");
  await page.locator('input[name="programme_id"]').first().check();
  await page.locator('input[name="given_by"][value="given-by-spoken"]').check();
  assert.equal(await page.locator("#identity-given-name").count(), 0, "her identity is known");
  await page.locator("main form[action='/referrals/new'][method=post] button[type=submit]").click();
  await page.getByText("Ohjautuminen on tallessa.").waitFor();
  await context.close();
  await outside.context.close();
});
