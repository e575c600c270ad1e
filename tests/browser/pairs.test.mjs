// From the waiting list to a pair that has met, at a desk, without JavaScript.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import {
  DESK, act, launch, linkOn, offered, refer, register, signIn, someName, theDay, visitor,
} from "./support.mjs";

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

test("somebody who waits gets a friend", async () => {
  const { context, page } = await visitor(browser, { viewport: DESK });
  await signIn(page);
  const today = await theDay(page);

  // A volunteer: registered, found on the board and from every page, brought step by step to approval.
  const volunteer = someName("Ritva");
  await register(page, volunteer, "person-role-volunteer", "friend-for-a-mother");
  await page.getByText("Vapaaehtoisen tiedot on kirjattu.").waitFor();
  await linkOn(page, "/volunteers", `${volunteer.given} ${volunteer.family}`);
  await page.locator("#find").fill(volunteer.family);
  await page.locator(".site-header__find button").click();
  await page.getByRole("link", { name: `${volunteer.given} ${volunteer.family}` }).click();
  await page.waitForURL(/\/people\/[0-9a-f-]{36}$/);
  await (await linkOn(page, page.url(), "Vapaaehtoisena: Ystäväksi maahanmuuttajaäidille")).click();
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
