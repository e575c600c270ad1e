// The waiting list and its reasons, a stop of new requests, and what anybody is told of both: without JavaScript.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { DESK, DISTRICT, PHONE, act, assertSound, launch, opened, refer, signIn, someName, theDay, visitor } from "./support.mjs";

let browser;
before(async () => { browser = await launch(); });
after(async () => { await browser?.close(); });

/** Kankaanpää: no other test asks for anything there. */
const PLACE = "214";

const ROWS = "table.data-table tbody tr";
/** Addresses of those on the page, in its order: two people may have one name. */
const order = (page) => page.locator(`${ROWS} th a`).evaluateAll((links) => links.map((link) => link.getAttribute("href")));
/** Where on the page the first of those stands for whom no reason is declared. */
const firstWithout = (page) => page.locator(ROWS).evaluateAll((rows) =>
  rows.findIndex((row) => row.querySelector('[data-label="Miksi ensin"]').textContent.trim() === ""));

test("a declared reason takes somebody to the front of the list, and no number says where she stands", async () => {
  const { context, page } = await visitor(browser);
  await signIn(page);
  await page.goto("/today");
  await page.getByRole("link", { name: "Jonon järjestys", exact: true }).click();
  await page.waitForURL("**/waiting");
  assert.ok(await firstWithout(page) > 0, "the demo's coordinators have declared some");
  const hers = (await order(page)).at(-1);
  assert.ok((await order(page)).indexOf(hers) >= await firstWithout(page), "she has none, and waits after those who have");
  await page.goto(hers);
  await act(page, "declare-priority", async (form) => {
    await form.getByLabel("Vastasyntynyt tai raskaus").check();
    await form.locator('[name="note"]').fill("Vauva syntyi viime viikolla.");
  });
  await page.getByText("Syy kirjattiin.").waitFor();
  await page.locator(".facts", { hasText: "Vauva syntyi viime viikolla." }).first().waitFor();
  await page.goto("/waiting");
  const row = page.locator(ROWS, { has: page.locator(`a[href="${hers}"]`) });
  await row.getByText("Vastasyntynyt tai raskaus").waitFor();
  assert.ok(!(await row.textContent()).includes("Vauva syntyi"), "the word about her stays on her own page");
  assert.ok((await order(page)).indexOf(hers) < await firstWithout(page), "before everybody for whom none is declared");
  await page.goto(hers);
  await act(page, "take-back-priority");
  await page.getByText("Syy poistettiin.").waitFor();
  await context.close();
});

test("a stop is told before anybody types, keeps what was typed, and ends when a manager says so", async () => {
  const { context, page } = await visitor(browser);
  const who = someName("Nadia");
  const staff = await visitor(browser);
  await signIn(staff.page, "manager");
  const today = await theDay(staff.page);
  await staff.page.goto("/waiting/stops");
  await act(staff.page, "stop", async (form) => {
    await form.locator('[name="stop.programme_id"]').selectOption("friend-for-a-mother");
    await form.locator('[name="stop.municipality_code"]').selectOption(PLACE);
    await form.locator('[name="stop.from"]').fill(today);
  });
  await staff.page.getByText("Uudet pyynnöt keskeytetään.").waitFor();

  await page.goto(`/${DISTRICT}/refer`);
  await page.getByText("(Kankaanpää): emme nyt ota uusia pyyntöjä").waitFor();
  await refer(page, who, { municipality: PLACE });
  assert.equal(await page.locator("#identity-family-name").inputValue(), who.family, "what she typed is there");
  await page.locator("#programme-id-problem", { hasText: "emme nyt ota uusia pyyntöjä" }).waitFor();

  await page.goto(`/${DISTRICT}/waiting-times`);
  const row = page.locator("table.data-table tbody tr", { hasText: "Ulvila" }).first();
  await row.getByText("Ei uusia pyyntöjä nyt").waitFor();
  await page.locator("table.data-table tbody tr", { hasText: "Pori" }).first().getByText("Uusia pyyntöjä otetaan").waitFor();

  const ours = staff.page.locator("li.candidate", { hasText: "Kankaanpää" });
  await ours.locator("button[type=submit]").click();
  await staff.page.getByText("Uusia pyyntöjä otetaan taas.").first().waitFor();
  assert.equal(await staff.page.locator("li.candidate", { hasText: "Kankaanpää" }).count(), 0);
  await page.goto(`/${DISTRICT}/refer`);
  assert.equal(await page.getByText("(Kankaanpää): emme nyt ota").count(), 0);
  await staff.context.close();
  await context.close();
});

test("the pages of waiting are sound on a phone and on a desk", async () => {
  for (const viewport of [PHONE, DESK]) {
    const { context, page } = await visitor(browser, { viewport, javaScript: true });
    await page.goto(`/${DISTRICT}/waiting-times`);
    await assertSound(page);
    await page.goto(`/${DISTRICT}/refer`);
    await assertSound(page);
    await signIn(page, "manager");
    for (const path of ["/waiting", "/waiting?municipality=609", "/waiting/stops"]) {
      await page.goto(path);
      await opened(page);
      await assertSound(page);
    }
    await context.close();
  }
});
