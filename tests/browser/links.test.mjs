// One-time links on a phone: a proposal answered by both sides, one of them without JavaScript, and how it goes told by
// one of them.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import {
  DESK, DISTRICT, PHONE, act, assertSound, launch, offered, opened, origin, signIn, visitor,
} from "./support.mjs";

const ROW = ".data-table tbody a";

let browser;
before(async () => { browser = await launch(); });
after(async () => { await browser?.close(); });

/** On a phone of somebody without an account. */
async function holder(javaScript = false) {
  return visitor(browser, { viewport: PHONE, javaScript });
}

/** Makes a link on the page of a proposal or match, and gives its address. */
async function made(page, side) {
  await act(page, `link-${side}`);
  const address = await page.locator("#link-address").inputValue();
  assert.ok(address.startsWith(`${origin}/l/${DISTRICT}/matching/`), address);
  const message = await page.locator("#link-message").inputValue();
  assert.ok(message.includes(address), "the message can be sent as it is");
  return address;
}

/** A pair proposed from the waiting list whose participant agrees to be shown. */
async function proposed(page) {
  await page.goto("/requests");
  for (const request of await page.locator(ROW).evaluateAll((links) => links.map((link) => link.href))) {
    await page.goto(request);
    if (!(await page.locator(".candidate form").count())) continue;
    await page.locator(".candidate form button").first().click();
    await page.waitForURL(/\/proposals\//);
    const proposal = page.url();
    if (await page.locator("#link-volunteer-form").count()) return proposal;
    // She has yet to agree: the coordinator is led to her page, where that is recorded.
    await page.locator("main a[href^='/people/']").click();
    await act(page, "grant", async (form) => {
      await form.locator('[name="purpose_id"][value="sharing-with-volunteer"]').check();
      await form.locator('[name="wording_language"]').selectOption({ index: 1 });
      await form.locator('[value="given-by-spoken"]').check();
    });
    await page.goto(proposal);
    await offered(page, proposal, "#link-volunteer-form");
    return proposal;
  }
  throw new assert.AssertionError({ message: "nobody who waits has a candidate" });
}

/** Large enough for a thumb. */
async function assertTargets(page) {
  for (const button of await page.locator("main .ds-button:visible").all()) {
    const box = await button.boundingBox();
    assert.ok(box.height >= 44 && box.width >= 44, `${await button.textContent()} is ${box.width} × ${box.height}`);
  }
}

test("both sides of a proposal answer by link", async () => {
  const { context, page } = await visitor(browser, { viewport: DESK });
  await signIn(page);
  const proposal = await proposed(page);
  const links = { participant: await made(page, "participant"), volunteer: await made(page, "volunteer") };
  const names = (await page.locator("h1").textContent()).split("–").map((name) => name.trim().split(/\s/)[0]);

  for (const side of ["participant", "volunteer"]) {
    // Only where scripts run can the rules of accessibility be asked.
    const scripts = side === "volunteer";
    const { context: phone, page: own } = await holder(scripts);
    const assertReadable = async () => { if (scripts) await assertSound(own); };
    const response = await own.goto(links[side]);
    assert.equal(response.status(), 200);
    const headers = response.headers();
    assert.equal(headers["referrer-policy"], "no-referrer");
    assert.match(headers["x-robots-tag"], /noindex/);
    assert.equal(headers["cache-control"], "no-store");
    await assertReadable();
    await opened(own);
    await assertReadable();
    await assertTargets(own);
    const text = await own.locator("main").textContent();
    for (const name of names) assert.ok(!text.includes(name), `${name} is told before both said yes`);
    // In her language, and the link still works.
    await own.locator(".language-switch button").click();
    await own.getByRole("button", { name: "Yes, I would like to meet her" }).waitFor();
    await own.locator(".language-switch button").click();
    if (side === "volunteer") {
      await own.getByRole("button", { name: "Soittakaa minulle ensin" }).click();
      await own.getByText("Sinulle soitetaan").waitFor();
      await page.goto("/today");
      await page.getByText("Soittopyyntö").first().waitFor();
      await own.goto(links[side]);
    }
    await own.getByRole("button", { name: "Kyllä, haluan tavata hänet" }).click();
    await own.getByText("Vastasit kyllä.").waitFor();
    await assertReadable();
    // Used: like any link that opens nothing.
    const again = await own.goto(links[side]);
    assert.equal(again.status(), 404);
    await own.getByText("Tämä linkki ei enää toimi").waitFor();
    await assertReadable();
    await phone.close();
  }
  await page.goto(proposal);
  await offered(page, proposal, "main a[href^='/matches/']");
  await page.getByText("Verkossa").first().waitFor();
  await context.close();
});

test("a link that was taken back shows what a guessed one shows", async () => {
  const { context, page } = await visitor(browser, { viewport: DESK });
  await signIn(page);
  const proposal = await proposed(page);
  const address = await made(page, "participant");
  const alive = await holder();
  assert.equal((await alive.page.goto(address)).status(), 200);
  await page.goto(proposal);
  await page.locator("form[action$='/revoke-link'] button").first().click();
  await page.getByText("Linkki ei enää toimi.").waitFor();
  const seen = new Set();
  const guessed = address.replace(/[^/]+$/, "23456789abcdefghjklmnpqrst");
  for (const each of [address, guessed, address.replace(DISTRICT, "nowhere"), address.replace("matching", "referrals")]) {
    const { context: phone, page: own } = await holder();
    const response = await own.goto(each);
    assert.equal(response.status(), 404, each);
    seen.add(await own.locator("main").innerHTML());
    await phone.close();
  }
  assert.equal(seen.size, 1, "nothing tells one from the other");
  await act(page, "withdraw", (form) => form.locator('[name="reason"]').selectOption({ index: 1 }));
  await alive.context.close();
  await context.close();
});

test("how it goes is told by link", async () => {
  const { context, page } = await visitor(browser, { viewport: DESK });
  await signIn(page);
  await page.goto("/matches");
  for (const match of await page.locator(ROW).evaluateAll((links) => links.map((link) => link.href))) {
    await page.goto(match);
    if (await page.locator("#link-volunteer-form").count()) break;
  }
  const address = await made(page, "volunteer");
  const { context: phone, page: own } = await holder(true);
  await own.goto(address);
  await assertSound(own);
  await assertTargets(own);
  // Nothing chosen: told what is missing, and nothing is used up.
  await own.locator("main button[type=submit]").click();
  await own.locator(".ds-error-summary").waitFor();
  await assertSound(own);
  await own.locator('[name="mood"][value="mood-good"]').check();
  const topic = own.locator('[name="topics"]').first();
  if (await topic.count()) await topic.check();
  await own.locator("main button[type=submit]").click();
  await own.getByText("Kuulumisesi ovat perillä.").waitFor();
  await phone.close();
  await page.goto(page.url().replace(/\/link-volunteer$/, ""));
  await page.locator(".timeline", { hasText: "Vapaaehtoinen: Hyvin" }).first().waitFor();
  await context.close();
});
