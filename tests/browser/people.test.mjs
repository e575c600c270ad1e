// What a coordinator and a manager do about one person and one pair. Without JavaScript, on a phone.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import {
  DESK, PHONE, act, assertSound, fillRegistration, launch, linkOn, refer, register, signIn, someName,
  theDay, visitor,
} from "./support.mjs";

let browser;
before(async () => { browser = await launch(); });
after(async () => { await browser?.close(); });

test("a person's household, notes and consents are kept, and who has looked is told", async () => {
  const { context, page } = await visitor(browser, { javaScript: true });
  await signIn(page);
  const who = someName("Selam");
  await register(page, who, "person-role-guardian");
  const person = page.url();

  await act(page, "household", async (form) => {
    await form.locator('[name="household.members.0.relation"]').selectOption({ index: 1 });
    await form.locator('[name="household.members.0.given_name"]').fill("Tesfa");
    await form.locator('[name="household.members.0.birth_month"]').fill("5/2020");
  });
  await page.locator(".facts", { hasText: "Tesfa, 5/2020" }).waitFor();

  await act(page, "contact", async (form) => {
    await form.locator('[name="note"]').fill("Puhuimme päiväkodista.");
    await form.locator('[name="not_reached"]').uncheck();
  });
  await page.locator(".timeline", { hasText: "Puhuimme päiväkodista." }).waitFor();

  await act(page, "grant", async (form) => {
    await form.locator('[name="purpose_id"]').first().check();
    await form.locator('[name="wording_language"]').selectOption("fi");
    await form.locator('[value="given-by-spoken"]').check();
  });
  await page.locator(".steps", { hasText: "Annettu" }).waitFor();
  await act(page, "withdraw", async (form) => {
    await form.locator('[name="purpose_id"]').first().check();
    await form.locator('[value="given-by-spoken"]').check();
  });
  await page.locator(".steps", { hasText: "Peruttu" }).waitFor();

  await page.getByRole("link", { name: "Kuka on katsonut tietoja" }).click();
  await page.waitForURL(/\/views$/);
  await page.locator(".timeline li", { hasText: "Koordinaattori" }).first().waitFor();
  assert.ok((await page.locator(".timeline li").count()) >= 3);

  // Everything that is held about her, on one page and in a file.
  await page.goto(person);
  await page.getByRole("link", { name: "Ote omista tiedoista" }).click();
  await page.waitForURL(/\/extract$/);
  await page.locator(".facts", { hasText: who.family }).first().waitFor();
  await page.locator(".facts", { hasText: "Puhuimme päiväkodista." }).waitFor();
  await assertSound(page);
  const file = await context.request.get(`${person}/extract.json`);
  assert.equal(file.status(), 200);
  assert.deepEqual((await file.json()).services.map((each) => each.service),
    ["referrals", "matching", "scheduling", "reporting"]);
  await page.goto("/retention");
  await page.getByRole("heading", { level: 1 }).waitFor();
  await assertSound(page);

  // Only a manager orders an erasure.
  await page.goto(`${person}/erase`);
  await page.getByRole("heading", { name: "Tämä ei kuulu tehtäviisi" }).waitFor();
  await context.close();

  const manager = await visitor(browser);
  await signIn(manager.page, "manager");
  await manager.page.goto(`${person}/erase`);
  const order = manager.page.locator("main form[action$='/erase']");
  await order.locator('[name="ground"]').first().check();
  await order.locator("button[type=submit]").click();
  await manager.page.locator(".ds-error-summary").waitFor();
  await order.locator('[name="understood"]').check();
  await order.locator("button[type=submit]").click();
  await manager.page.waitForURL("**/people");
  await manager.page.locator(".notice[data-tone=done]").waitFor();
  await manager.context.close();
});

test("a pair's concern, break and good end", async () => {
  const { context, page } = await visitor(browser);
  await signIn(page);
  const today = await theDay(page);
  await page.goto("/matches");
  // Some pair that goes on; the planted cases stay as they are.
  const pair = page.locator("tbody tr", { hasText: "Käynnissä" }).nth(9);
  const name = (await pair.locator("a").textContent()).trim();
  await pair.locator("a").click();
  await page.waitForURL(/\/matches\/[0-9a-f-]{36}$/);
  const match = page.url();

  await act(page, "check-in", async (form) => {
    await form.locator('[value="side-volunteer"]').check();
    await form.locator('[name="mood"]').first().check();
    await form.locator('[name="topics"]').first().check();
    await form.locator('[value="given-by-spoken"]').check();
  });
  await page.getByText("Kuulumiset on kirjattu.").waitFor();

  await act(page, "concern", (form) => form.locator('[name="note"]').fill("Vapaaehtoinen ei ole vastannut."));
  await page.locator(".candidate", { hasText: "Vapaaehtoinen ei ole vastannut." }).waitFor();
  await page.goto("/today");
  await page.locator(".today-card", { hasText: name }).getByText("Huoli", { exact: true }).waitFor();
  await page.goto(match);
  const conclude = page.locator("details", { has: page.locator('form[action$="/conclude"]') });
  await conclude.locator("summary").click();
  await conclude.locator('[name="outcome"]').first().check();
  await conclude.locator("button[type=submit]").click();
  await page.locator(".notice[data-tone=done]").waitFor();

  await act(page, "pause", async (form) => {
    await form.locator('[value="side-participant"]').check();
    await form.locator('[name="reason"]').first().check();
  });
  await page.locator("h1 .tag", { hasText: "Tauolla" }).waitFor();
  await act(page, "resume");
  await page.locator("h1 .tag", { hasText: "Käynnissä" }).waitFor();

  await act(page, "end", async (form) => {
    await form.locator('[name="reason"]').selectOption("end-reason-continues-informally");
    await form.locator('[name="occurred_on"]').fill(today);
  });
  await page.locator("h1 .tag", { hasText: "Päättynyt" }).waitFor();
  assert.equal(await page.locator("#end-form").count(), 0);
  await context.close();
});

test("a refused form comes back open, with its values and the reason first", async () => {
  const { context, page } = await visitor(browser);
  await signIn(page);
  const who = someName("Aino");
  await register(page, who, "person-role-volunteer", "friend-for-a-mother");
  await linkOn(page, "/volunteers", `${who.given} ${who.family}`);
  await page.goto(`/people?text=${who.family}`);
  await page.getByRole("link", { name: `${who.given} ${who.family}` }).click();
  await act(page, "contact", (form) => form.locator('[name="next_step_on"]').fill("2026-04-01"));
  await page.locator("#contact-form[open] .ds-error-summary").waitFor();
  assert.equal(await page.locator('#contact-form [name="next_step_on"]').inputValue(), "2026-04-01");
  await context.close();
});

test("somebody who probably is known already is shown before she is written down again", async () => {
  const { context, page } = await visitor(browser, { javaScript: true });
  await signIn(page);
  const who = someName("Oksana");
  await register(page, who, "person-role-guardian");
  const known = page.url();
  const again = async () => {
    await fillRegistration(page, { ...who, given: "Oxana" }, "person-role-guardian");
    await page.getByRole("heading", { name: "Onko hän joku näistä?" }).waitFor();
  };

  await again();
  for (const viewport of [PHONE, DESK]) {
    await page.setViewportSize(viewport);
    await assertSound(page);
  }
  const found = page.locator(".candidate", { hasText: `Oksana ${who.family}` });
  await found.getByText("sama puhelinnumero, samalta kuulostava nimi").waitFor();
  // What was typed is still there.
  await page.getByRole("button", { name: "Palaa lomakkeeseen" }).click();
  assert.equal(await page.locator("#identity-given-name").inputValue(), "Oxana");
  await page.locator("main form[action='/people/new'][method=post] button[type=submit]").click();
  await found.getByRole("button", { name: "Hän se on" }).click();
  await page.waitForURL(known);
  await page.getByText("Hän oli täällä jo.").waitFor();

  await again();
  await page.getByRole("button", { name: "Hän on joku muu, tallenna" }).click();
  await page.waitForURL((url) => /^\/people\/[0-9a-f-]{36}$/.test(url.pathname) && url.href !== known);
  await page.getByRole("heading", { name: `Oxana ${who.family}` }).waitFor();
  assert.equal(await page.getByText("Todennäköisesti sama ihminen").count(), 0, "they were told apart");
  await context.close();
});

test("two records of one person are compared and made one, for good", async () => {
  const { context, page } = await visitor(browser, { javaScript: true });
  await signIn(page);
  const who = someName("Iryna");
  await register(page, who, "person-role-guardian");
  const known = page.url();
  const outside = await visitor(browser);
  await refer(outside.page, { ...who, family: `${who.family}a` });
  await outside.context.close();

  await linkOn(page, "/today", `Iryna ${who.family}a`);
  const card = page.locator(".today-card", { hasText: `Iryna ${who.family}a` }).filter({ hasText: "Ehkä tuttu" });
  await card.getByRole("link", { name: "Katso, kuka hän on" }).click();
  await page.waitForURL(/\/referrals\/[0-9a-f-]{36}$/);
  await page.locator(".candidate").getByRole("link", { name: "Sama ihminen: yhdistä tiedot" }).click();
  await page.waitForURL(/\/people\/[0-9a-f-]{36}\/merge\/[0-9a-f-]{36}$/);
  await page.getByText("Tämä on lopullista: sitä ei voi perua.").waitFor();
  for (const name of [who.family, `${who.family}a`]) await page.getByRole("cell", { name }).first().waitFor();
  for (const viewport of [PHONE, DESK]) {
    await page.setViewportSize(viewport);
    await assertSound(page);
  }

  const keep = async () => {
    for (const radio of await page.locator('main form [value="kept"]').all()) await radio.check();
    await page.getByRole("button", { name: "Yhdistä tiedot" }).click();
  };
  await keep();
  await page.getByText("Rastita, että tiedät tämän olevan lopullista").first().waitFor();
  await page.locator('main form [name="understood"]').check();
  await keep();
  await page.getByText("Tiedot on nyt yhdistetty.").waitFor();
  const merged = new URL(page.url()).pathname;
  await page.goto(known);
  assert.equal(new URL(page.url()).pathname, merged, "either address leads to her one page");
  await context.close();
});

test("a new referral about somebody known stands on Today until the two are told apart", async () => {
  const { context, page } = await visitor(browser);
  await signIn(page);
  const who = someName("Halyna");
  await register(page, who, "person-role-guardian");
  const outside = await visitor(browser);
  await refer(outside.page, { ...who, family: `${who.family}a` });
  await outside.context.close();

  await linkOn(page, "/today", `Halyna ${who.family}a`);
  const card = page.locator(".today-card", { hasText: `Halyna ${who.family}a` }).filter({ hasText: "Ehkä tuttu" });
  await card.getByRole("link", { name: "Katso, kuka hän on" }).click();
  await page.waitForURL(/\/referrals\/[0-9a-f-]{36}$/);
  const known = page.locator(".candidate", { hasText: who.family });
  await known.getByText("sama puhelinnumero").waitFor();
  await known.getByRole("button", { name: "Eri ihminen" }).click();
  await page.waitForURL(/\/referrals\/[0-9a-f-]{36}$/);
  await page.getByText("He ovat eri ihmisiä.").waitFor();
  assert.equal(await page.getByText("Todennäköisesti sama ihminen").count(), 0);
  await page.goto("/today");
  assert.equal(await card.count(), 0);
  await context.close();
});
