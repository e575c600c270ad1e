// From the waiting list to a pair that has met, at a desk, without JavaScript.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { DESK, act, launch, refer, signIn, someName, visitor } from "./support.mjs";

let browser;
before(async () => { browser = await launch(); });
after(async () => { await browser?.close(); });

async function handedIn(page, who) {
  const outside = await visitor(browser);
  await refer(outside.page, who);
  await outside.page.locator("#code").waitFor();
  await outside.context.close();
  await page.goto("/referrals?status=requested");
  await page.getByRole("link", { name: `${who.given} ${who.family}` }).click();
  await page.waitForURL(/\/referrals\/[0-9a-f-]{36}$/);
}

/** Another service learns of what was done a moment later: opens the list until it shows, turning its pages. */
async function linkOn(page, path, name) {
  for (const end = Date.now() + 20_000; Date.now() < end;) {
    await page.goto(path);
    for (;;) {
      const link = page.getByRole("link", { name });
      if (await link.count()) return link.first();
      const next = page.locator("nav.pages a[rel=next]");
      if (!(await next.count())) break;
      await page.goto(await next.getAttribute("href"));
    }
  }
  throw new assert.AssertionError({ message: `${path} never showed ${name}` });
}

/** Opens a page again until it offers what another service has to bring about first. */
async function offered(page, url, selector) {
  for (const end = Date.now() + 20_000; Date.now() < end;) {
    if (await page.locator(selector).count()) return;
    await page.goto(url);
  }
  throw new assert.AssertionError({ message: `${url} never offered ${selector}` });
}

test("somebody who waits gets a friend", async () => {
  const { context, page } = await visitor(browser, { viewport: DESK });
  await signIn(page);
  const today = await page.locator("h1 time").getAttribute("datetime");

  // A volunteer: known as a person, brought step by step to approval.
  const volunteer = someName("Ritva");
  await handedIn(page, volunteer);
  await page.getByRole("link", { name: "Henkilön sivu" }).click();
  await page.waitForURL(/\/people\//);
  await act(page, "correct", async (form) => {
    await form.locator('[name="facts.languages.0.code"]').selectOption("fi");
    await form.locator('[name="facts.languages.0.level"]').selectOption("language-level-native");
  });
  await page.getByText("Tiedot on korjattu.").waitFor();
  await act(page, "volunteer", (form) => form.locator('[name="programme_id"]').selectOption("friend-for-a-mother"));
  await page.getByText("Vapaaehtoisen tiedot on kirjattu.").waitFor();
  await (await linkOn(page, "/volunteers", `${volunteer.given} ${volunteer.family}`)).click();
  await page.waitForURL(/\/volunteers\/[0-9a-f-]{36}$/);
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

  // A mother who waits.
  const mother = someName("Oksana");
  await handedIn(page, mother);
  await act(page, "acknowledge");
  await act(page, "check");
  await act(page, "accept");
  await act(page, "waiting-list");
  await (await linkOn(page, "/requests", `${mother.given} ${mother.family}`)).click();
  await page.waitForURL(/\/requests\/[0-9a-f-]{36}$/);
  const request = page.url();
  await linkOn(page, request, `${volunteer.given} ${volunteer.family}`);
  const candidate = page.locator(".candidate", { hasText: volunteer.family });
  assert.ok((await candidate.locator(".reasons li").count()) > 0, "reasons stand beside the candidate");
  assert.doesNotMatch(await candidate.locator(".reasons").textContent(), /pistettä|score/i);
  await candidate.locator("button[type=submit]").click();
  await page.waitForURL(/\/proposals\//);
  const proposal = page.url();

  for (const side of ["participant", "volunteer"]) {
    await act(page, `answer-${side}`, async (form) => {
      await form.locator('[name="yes"][value="yes"]').check();
      await form.locator('[value="given-by-interpreter"]').check();
    });
    await page.locator(`#answer-${side}-form`).waitFor({ state: "detached" });
  }
  // Both said yes: the pair follows by itself.
  await offered(page, proposal, "main a[href^='/matches/']");
  await page.locator("main a[href^='/matches/']").click();
  await page.waitForURL(/\/matches\//);
  const match = page.url();
  await offered(page, match, "#plan-form");
  await act(page, "plan", async (form) => {
    await form.locator('[name="start.date"]').fill(today);
    await form.locator('[name="start.time"]').fill("23:30");
    await form.locator('[name="place"]').fill("Kirjasto");
  });
  await page.getByText("Aika on sovittu.").waitFor();
  await act(page, "held");
  await page.getByText("Hienoa, pari on alkanut.").waitFor();
  await offered(page, match, "main form[action$='/check-in']");
  await page.locator("main form[action$='/check-in'] button", { hasText: "Hyvin" }).first().click();
  await page.getByText("Kuulumiset on kirjattu.").waitFor();
  await page.locator(".timeline", { hasText: "Osallistuja: Hyvin" }).waitFor();
  await context.close();
});
