// What referrers are told: its words, and what became of it. Without JavaScript, on a phone.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { act, assertSound, launch, signIn, someName, visitor } from "./support.mjs";

let browser;
before(async () => { browser = await launch(); });
after(async () => { await browser?.close(); });

test("a manager puts a message in the district's own words", async () => {
  const { context, page } = await visitor(browser);
  await signIn(page, "manager");
  await page.goto("/messages/texts");
  await page.locator(".data-table tbody a").first().click();
  await page.waitForURL(/\/messages\/texts\/[a-z-]+\/fi$/);
  const shipped = await page.locator("#body").inputValue();
  assert.match(shipped, /\{code\}/);

  await page.locator("#body").fill("Moi, tunnus on {code}.");
  await page.locator("button[value=save]").click();
  await page.locator(".ds-error-summary a[href='#body']").waitFor();
  assert.equal(await page.locator("#body").inputValue(), "Moi, tunnus on {code}.");

  await page.locator("#body").fill("Moi, tunnus on {code}. Katso {link}");
  await page.locator("button[value=preview]").click();
  await page.getByText("Moi, tunnus on ABCDEFGHJKL. Katso https://").waitFor();
  await page.locator("button[value=save]").click();
  await page.waitForURL("**/messages/texts");
  await page.locator(".notice[data-tone=done]").waitFor();
  await page.locator("tbody tr", { hasText: "Oma" }).first().waitFor();

  await page.locator("tbody tr", { hasText: "Oma" }).locator("a").first().click();
  await page.locator("button[value=reset]").click();
  await page.waitForURL("**/messages/texts");
  assert.equal(await page.locator("tbody tr", { hasText: "Oma" }).count(), 0);
  await context.close();
});

test("a text message says how long it is before it is kept", async () => {
  const { context, page } = await visitor(browser, { javaScript: true });
  await signIn(page, "manager");
  await page.goto("/messages/texts");
  await page.locator("tbody tr", { hasText: "Tekstiviesti" }).locator("a").first().click();
  await page.waitForURL(/\/messages\/texts\/[a-z-]+\/fi\/message-channel-sms$/);
  assert.equal(await page.locator("#subject").count(), 0);
  await page.locator("#body").fill(`{code} {link} ${"ä".repeat(500)}`);
  await page.locator("button[value=save]").click();
  await page.locator(".ds-error-summary a[href='#body']").waitFor();
  await page.locator("#body").fill("{district}: {code} {link}");
  await page.locator("button[value=preview]").click();
  await page.getByText("Tämä lähtee yhtenä tekstiviestinä.").waitFor();
  await assertSound(page);
  await context.close();
});

test("only a manager writes messages anew", async () => {
  const { context, page } = await visitor(browser);
  await signIn(page);
  await page.goto("/messages/texts");
  assert.equal(await page.locator(".data-table tbody tr").count(), 48);
  assert.equal(await page.locator(".data-table tbody a").count(), 0);
  await page.goto("/messages/texts/message-template-met/fi");
  await page.getByRole("heading", { name: "Tämä ei kuulu tehtäviisi" }).waitFor();
  await context.close();
});

test("a referrer who left a phone alone hears by text message", async () => {
  const { context, page } = await visitor(browser);
  await signIn(page);
  const who = someName("Samira");
  await page.goto("/mll-satakunta/refer");
  await page.locator("#she-knows-and-agrees").check();
  await page.locator('input[name="programme_id"][value="friend-for-a-mother"]').check();
  await page.locator("#identity-given-name").fill(who.given);
  await page.locator("#identity-family-name").fill(who.family);
  await page.locator("#identity-phone").fill("040 765 1234");
  await page.locator("#facts-municipality-code").selectOption("609");
  await page.locator("#language").selectOption("ar");
  await page.locator("#source").selectOption("referral-source-clinic");
  await page.locator("#referrer-name").fill("Tiina Terveydenhoitaja");
  await page.locator("#referrer-phone").fill("050 555 0101");
  await page.locator("#referrer-may-be-told").check();
  await page.locator("main form[action$='/refer'] button[type=submit]").click();
  await page.locator("#code").waitFor();

  await page.goto("/referrals?status=requested");
  await page.getByRole("link", { name: `${who.given} ${who.family}` }).click();
  await page.getByText("Ohjaaja saa tiedon etenemisestä tekstiviestillä.").waitFor();
  await context.close();
});

test("a referral tells what its referrer hears, and that she wants no messages", async () => {
  const { context, page } = await visitor(browser, { javaScript: true });
  await signIn(page);
  const who = someName("Amal");
  await page.goto("/mll-satakunta/refer");
  await page.locator("#she-knows-and-agrees").check();
  await page.locator('input[name="programme_id"][value="friend-for-a-mother"]').check();
  await page.locator("#identity-given-name").fill(who.given);
  await page.locator("#identity-family-name").fill(who.family);
  await page.locator("#identity-phone").fill("040 765 9876");
  await page.locator("#facts-municipality-code").selectOption("609");
  await page.locator("#language").selectOption("ar");
  await page.locator("#source").selectOption("referral-source-clinic");
  await page.locator("#referrer-name").fill("Tiina Terveydenhoitaja");
  await page.locator("#referrer-email").fill(`${who.family.toLowerCase()}@neuvola.example`);
  await page.locator("#referrer-may-be-told").check();
  await page.locator("main form[action$='/refer'] button[type=submit]").click();
  await page.locator("#code").waitFor();

  await page.goto("/referrals?status=requested");
  await page.getByRole("link", { name: `${who.given} ${who.family}` }).click();
  await page.getByText("Ohjaaja saa tiedon etenemisestä sähköpostilla.").waitFor();
  await act(page, "acknowledge");
  // A process asks for the message a moment after the page is drawn.
  const referral = page.url();
  const waits = page.locator(".timeline", { hasText: "Ohjaus nähtiin – odottaa lähtöä" });
  for (const end = Date.now() + 20_000; !(await waits.count()) && Date.now() < end;) await page.goto(referral);
  await waits.waitFor();
  await assertSound(page);
  await act(page, "refuse-messages");
  await page.getByText("Ohjaajalle ei enää lähetetä viestejä.").waitFor();
  await page.getByText("Ohjaaja ei halua viestejä.").first().waitFor();
  await act(page, "welcome-messages");
  await page.getByText("Ohjaaja saa tiedon etenemisestä sähköpostilla.").waitFor();
  await context.close();
});
