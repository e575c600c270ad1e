// A coordinator's own list brought in: sent, mapped, looked at and run, without JavaScript.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { DESK, assertSound, launch, signIn, someName, visitor } from "./support.mjs";

const DISTRICT = "mll-varsinais-suomi";
const NARROW = { width: 390, height: 844 };

let browser;
before(async () => { browser = await launch(); });
after(async () => { await browser?.close(); });

/** In the letters of a Western European Windows, with a row that cannot be brought in. */
function file(who) {
  const rows = [
    "Nimi;Puhelin;Kotikunta;Kielet;Jonossa alkaen;Lapset",
    `${who.given} ${who.family};${who.phone};Turku;arabia;2.3.2025;3/2021`,
    `Ätsö ${who.family}nen;;Olematon;arabia;2.3.2025;3/2021`,
  ];
  return Buffer.from(`${rows.join("\r\n")}\r\n`, "latin1");
}

async function send(page, who) {
  await page.goto("/import");
  await page.locator('input[name="what"][value="waiting"]').check();
  await page.locator("#file").setInputFiles({ name: "jono.csv", mimeType: "text/csv", buffer: file(who) });
  await page.locator("main form[action='/import'] button[type=submit]").click();
  await page.waitForURL(/\/import\/[0-9a-f-]{36}$/);
}

async function map(page) {
  await page.locator('[name="all.programme"]').selectOption("friend-for-a-mother");
  await page.locator('[name="all.mother_agrees"]').selectOption("yes");
  await page.locator('[name="all.source"]').selectOption("clinic");
  await page.locator('[name="all.mother_immigrant_background"]').selectOption("yes");
  await page.locator('[name="all.mother_gender"]').selectOption("woman");
  await page.locator("main form[action$='/map'] button[type=submit]").click();
  await page.waitForLoadState();
}

for (const viewport of [NARROW, DESK]) {
  test(`pages of an import are sound at ${viewport.width} px`, async () => {
    const { context, page } = await visitor(browser, { viewport, javaScript: true });
    await signIn(page, "coordinator", DISTRICT);
    await page.goto("/import");
    await assertSound(page);
    await send(page, someName("Amina"));
    await assertSound(page);
    await map(page);
    await page.locator("main form[action$='/begin']").waitFor({ timeout: 60_000 });
    await assertSound(page);
    await page.locator("main form[action$='/drop'] button").click();
    await page.waitForURL(/\/import$/);
    await context.close();
  });
}

test("a list is brought in once, and what could not be comes back as a file", async () => {
  const { context, page } = await visitor(browser, { viewport: NARROW });
  await signIn(page, "coordinator", DISTRICT);
  const who = someName("Zahra");
  await send(page, who);
  assert.equal(await page.locator('[name="column.0"]').inputValue(), "mother_name", "headers are understood");
  await map(page);
  await page.locator("main form[action$='/begin']").waitFor({ timeout: 60_000 });
  assert.match(await page.locator("main").textContent(), /Äidin kunta: ei ole kunta/);
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.locator("main a[href$='/bad-rows']").click(),
  ]);
  const chunks = [];
  for await (const chunk of await download.createReadStream()) chunks.push(chunk);
  const bad = Buffer.concat(chunks).toString("utf8");
  assert.ok(bad.includes("Olematon") && !bad.includes(who.phone), bad);
  await page.locator("main form[action$='/begin'] button").click();
  await page.locator("dt", { hasText: "Tuotu" }).waitFor({ timeout: 60_000 });
  const address = page.url();
  await send(page, who);
  assert.equal(page.url(), address, "the same file is not brought in twice");
  await context.close();
});
