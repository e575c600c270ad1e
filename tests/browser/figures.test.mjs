// A district's figures, their publication by managers, and what national coordination sees of it.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { DESK, PHONE, assertSound, launch, signIn, signInAs, visitor } from "./support.mjs";

let browser;
before(async () => { browser = await launch(); });
after(async () => { await browser?.close(); });

const YEAR = 2025;

/** The figure of an indicator in the tables of a page, in the column of that name, without its digit groups. */
async function figure(page, indicator, column) {
  return page.evaluate(([indicator, column]) => {
    for (const table of document.querySelectorAll(".number-table")) {
      const heads = [...table.querySelectorAll("thead th")].map((head) => head.firstChild.textContent.trim());
      const rows = [...table.querySelectorAll("tbody tr")];
      const row = rows.find((row) => row.cells[0].firstChild.textContent.trim() === indicator);
      const at = heads.indexOf(column);
      if (row && at > 0) return row.cells[at].querySelector(".number").textContent.replace(/\s/g, "");
    }
    return null;
  }, [indicator, column]);
}

/** Publishes what a manager is offered, or gives her approval; nothing when there is nothing for her to do. */
async function approve(page) {
  await page.goto(`/figures/publish?year=${YEAR}`);
  const tick = page.locator("main [name=understood]");
  if (!(await tick.count())) return;
  await tick.check();
  await page.locator("main form[action='/figures/publish'] button[type=submit]").click();
  await page.locator(".notice[data-tone=done]").waitFor();
}

/** The national page of the year once it says so of a district. */
async function nationally(page, district, says) {
  const row = page.locator("tr", { hasText: district }).first();
  for (const end = Date.now() + 20_000; ;) {
    await page.goto(`/national?year=${YEAR}`);
    if ((await row.count()) && says.test(await row.textContent())) return;
    assert.ok(Date.now() < end, `the national page never said ${says} of ${district}`);
  }
}

for (const viewport of [PHONE, DESK]) {
  for (const locale of ["fi-FI", "en-GB"]) {
    test(`the figures are sound at ${viewport.width} px in ${locale}`, async () => {
      const { context, page } = await visitor(browser, { viewport, locale, javaScript: true });
      await signIn(page, "manager");
      for (const by of ["month", "programme", "municipality", "source", "end-reason"]) {
        const response = await page.goto(`/figures?year=${YEAR}&by=${by}`);
        assert.equal(response.status(), 200);
        await assertSound(page);
      }
      for (const path of ["/figures", `/figures?year=${YEAR}&from=6&to=2`, `/figures/publish?year=${YEAR}`]) {
        await page.goto(path);
        await assertSound(page);
      }
      await context.close();
    });
  }
}

test("a coordinator reads figures by keyboard and may not publish them", async () => {
  const { context, page } = await visitor(browser);
  await signIn(page);
  await page.goto(`/figures?year=${YEAR}`);
  const year = Number(await figure(page, "Pyynnöt", "Luku"));
  assert.ok(year > 0, "the year has requests");
  await page.locator("#by").selectOption("municipality");
  const submit = page.getByRole("button", { name: "Näytä luvut" });
  await submit.focus();
  await submit.press("Enter");
  await page.waitForURL(/by=municipality/);
  const places = await page.locator("#figures-parts").evaluate((caption) =>
    [...caption.closest("table").querySelectorAll("tbody tr td:nth-child(2) .number")]
      .map((cell) => Number(cell.firstChild.textContent.replace(/\s/g, ""))));
  assert.equal(places.reduce((sum, place) => sum + place, 0), year, "municipalities sum to the whole");
  const region = page.getByRole("region", { name: "Kunnittain" });
  await region.focus();
  assert.ok(await region.evaluate((frame) => frame === document.activeElement), "wide tables can be scrolled by keys");
  const refused = await page.goto("/figures/publish");
  assert.equal(refused.status(), 403);
  await page.getByRole("heading", { level: 1 }).waitFor();
  await context.close();
});

test("two managers publish a district's year, and national coordination sees it", async () => {
  const first = await visitor(browser, { viewport: DESK });
  await signInAs(first.page, "manager@mll-satakunta.example.org");
  await first.page.goto(`/figures?year=${YEAR}`);
  const requests = await figure(first.page, "Pyynnöt", "Luku");
  await approve(first.page);
  await first.page.getByText("Hyväksyit tämän taulukon.").waitFor();
  assert.equal(await first.page.locator("main [name=understood]").count(), 0, "nobody approves twice");
  await first.context.close();

  const coordination = await visitor(browser, { viewport: DESK, javaScript: true });
  await signInAs(coordination.page, "national@mll.example.org");
  await coordination.page.waitForURL("**/national");
  await nationally(coordination.page, "MLL:n Satakunnan piiri", /Ei ole julkaissut/);

  const second = await visitor(browser, { viewport: DESK });
  await signInAs(second.page, "manager-2@mll-satakunta.example.org");
  await approve(second.page);
  await second.page.getByText("Luvut on julkaistu.").waitFor();
  await second.page.getByText(/julkaisija Puheenjohtaja/).waitFor();
  await second.context.close();

  await nationally(coordination.page, "MLL:n Satakunnan piiri", /alle 5/);
  assert.equal(await figure(coordination.page, "Pyynnöt", "MLL:n Satakunnan piiri"), requests);
  await assertSound(coordination.page);
  await coordination.context.close();
});

test("small numbers stay hidden from national coordination, and so does everything else", async () => {
  const district = "Toivola-Luotolan Setlementti";
  const manager = await visitor(browser, { viewport: DESK });
  await signInAs(manager.page, "manager@toivola-luotola.example.org");
  await approve(manager.page);
  await manager.page.goto(`/figures/publish?year=${YEAR}`);
  await manager.page.getByText("Julkaistu taulukko on ajan tasalla.").waitFor();
  assert.equal(await figure(manager.page, "Pyynnöt", "Tukiperhe"), "piilotettu", "two families asked");
  await manager.context.close();

  const { context, page } = await visitor(browser, { javaScript: true });
  await signInAs(page, "national@kumppanina-kotoutumisessa.example.org");
  await nationally(page, district, /alle 5/);
  const hidden = page.locator("td:not(.number-table__total) .number--absent", { hasText: "piilotettu" });
  assert.ok((await hidden.count()) > 0, "few stand behind some figures");
  await assertSound(page);
  for (const path of ["/today", "/referrals", "/people", "/volunteers", "/matches", "/groups", "/figures"]) {
    const refused = await page.goto(path);
    assert.equal(refused.status(), 403, path);
    await assertSound(page);
  }
  await context.close();
});
