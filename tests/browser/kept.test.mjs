// What was typed survives the end of a session.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { PHONE, assertSound, fillSignIn, launch, signIn, visitor } from "./support.mjs";

let browser;
before(async () => { browser = await launch(); });
after(async () => { await browser?.close(); });

const NOTE = "Soitin: tiistai-iltapäivät sopivat.\nTulkki tarvitaan.";

/** A note typed on a phone, sent after another tab of the same browser has signed out. */
async function sentTooLate(javaScript) {
  const { context, page } = await visitor(browser, { viewport: PHONE, javaScript });
  await signIn(page);
  await page.goto("/people?text=Oksana");
  await page.locator(".candidate a").first().click();
  await page.waitForURL(/\/people\/[0-9a-f-]{36}$/);
  const person = page.url();
  await page.locator("#contact-form summary").click();
  await page.locator('#contact-form [name="note"]').fill(NOTE);
  const other = await context.newPage();
  await other.goto("/today");
  await other.getByRole("button", { name: "Kirjaudu ulos" }).click();
  await other.waitForURL("**/sign-in");
  await page.locator("#contact-form button[type=submit]").click();
  await page.getByText("Kirjoittamasi on tallessa").waitFor();
  assert.ok(!page.url().includes("Soitin") && !page.url().includes("note"));
  return { context, page, person };
}

test("a note sent after the session ended comes back filled in, and is kept", async () => {
  const { context, page, person } = await sentTooLate(false);
  await fillSignIn(page);
  await page.getByRole("heading", { name: "Olet taas kirjautunut" }).waitFor();
  await page.locator(".kept", { hasText: "Tulkki tarvitaan." }).waitFor();
  await page.getByRole("button", { name: "Palaa lomakkeeseen" }).click();
  await page.getByText("Tätä ei ole vielä lähetetty").waitFor();
  assert.equal(await page.locator('#contact-form [name="note"]').inputValue(), NOTE);
  await page.locator("#contact-form button[type=submit]").click();
  await page.getByText("Muistiinpano on tallessa.").waitFor();
  assert.equal(page.url(), person);
  await page.locator(".timeline", { hasText: "Tulkki tarvitaan." }).waitFor();
  await context.close();
});

test("the pages on the way are sound", async () => {
  const { context, page } = await sentTooLate(true);
  await assertSound(page);
  await fillSignIn(page);
  await page.getByRole("heading", { name: "Olet taas kirjautunut" }).waitFor();
  await assertSound(page);
  await page.getByRole("button", { name: "Palaa lomakkeeseen" }).click();
  await page.getByText("Tätä ei ole vielä lähetetty").waitFor();
  await assertSound(page);
  await context.close();
});
