// Organisations that were trained to run a programme: recorded and taken back without JavaScript.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { DESK, PHONE, act, assertSound, launch, opened, signIn, someName, visitor } from "./support.mjs";

let browser;
before(async () => { browser = await launch(); });
after(async () => { await browser?.close(); });

const MENTORING = "vaestoliitto";
const CANDIDATES = "li.candidate";

test("an organisation trained long ago is recorded once, stands in its place and is taken back", async () => {
  const { context, page } = await visitor(browser);
  await signIn(page, "coordinator", MENTORING);
  await page.goto("/requests/cohort");
  await page.getByRole("link", { name: "Koulutetut organisaatiot", exact: true }).click();
  await page.waitForURL("**/organisations");
  const before = await page.locator(CANDIDATES).count();
  assert.ok(before >= 10, "about ten to date");
  const name = `${someName("").family} ry`;
  const record = (written) => act(page, "train", async (form) => {
    await form.locator('[name="name"]').fill(written);
    await form.locator('[name="programme_id"]').selectOption("career-mentoring");
    await form.locator('[name="occurred_on"]').fill("2009-01-15");
  });
  await record(name);
  await page.getByText("Organisaatio kirjattiin koulutetuksi.").waitFor();
  assert.equal(await page.locator(CANDIDATES).count(), before + 1);
  const last = page.locator(CANDIDATES).last();
  assert.ok((await last.textContent()).includes(name), "it was trained before all others");
  await last.getByText("koulutettu 15.1.2009").waitFor();

  await record(`  ${name.toUpperCase()} `);
  await page.locator(".ds-error-summary", { hasText: "on jo kirjattu tähän toimintaan" }).waitFor();
  assert.equal((await page.locator("#train-name").inputValue()).trim(), name.toUpperCase(), "what was typed is there");

  await page.goto("/organisations");
  await page.locator(CANDIDATES, { hasText: name }).locator("button[type=submit]").click();
  await page.getByText("Kirjaus peruttiin.").waitFor();
  assert.equal(await page.locator(CANDIDATES).count(), before);
  await context.close();
});

test("the page of trained organisations is sound on a phone and on a desk", async () => {
  for (const viewport of [PHONE, DESK]) {
    const { context, page } = await visitor(browser, { viewport, javaScript: true });
    await signIn(page, "coordinator", MENTORING);
    await page.goto("/organisations");
    await opened(page);
    await assertSound(page);
    await context.close();
  }
});
