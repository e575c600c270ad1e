// What the browser tests share: the installation they look at, browsers, signing in, accessibility.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";

const modules = process.env.RINNALLA_TEST_NODE_MODULES;
assert.ok(modules, "RINNALLA_TEST_NODE_MODULES names the node_modules of the tests");
const require = createRequire(path.join(modules, "here.js"));
const { chromium } = require("playwright-core");
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

const demo = JSON.parse(process.env.RINNALLA_DEMO ?? "{}");
export const origin = demo.services?.console?.url;
assert.ok(origin, "RINNALLA_DEMO names the console");

export const DISTRICT = "mll-satakunta";
/** Works in groups. */
export const GROUPS = "toivola-luotola";
export const PHONE = { width: 360, height: 740 };
export const DESK = { width: 1280, height: 900 };

export async function launch() {
  return chromium.launch({ executablePath: process.env.RINNALLA_TEST_CHROMIUM });
}

export async function visitor(browser, { viewport = PHONE, javaScript = false, locale = "fi-FI" } = {}) {
  const context = await browser.newContext({ viewport, javaScriptEnabled: javaScript, locale, baseURL: origin });
  context.setDefaultTimeout(15_000);
  return { context, page: await context.newPage() };
}

export async function signIn(page, role = "coordinator", district = DISTRICT) {
  await signInAs(page, `${role}@${district}.example.org`);
  await page.waitForURL("**/today");
}

/** Signs in by an address of the demo. */
export async function signInAs(page, address) {
  await page.goto("/sign-in");
  await fillSignIn(page, address);
  await page.waitForURL((url) => url.pathname !== "/sign-in");
}

/** On a page that asks to sign in. */
export async function fillSignIn(page, address = `coordinator@${DISTRICT}.example.org`) {
  const account = demo.sign_ins.find((account) => account.name === address);
  assert.ok(account, `the demo has an account ${address}`);
  await page.locator("#email").fill(account.name);
  await page.locator("#password").fill(account.password);
  await page.locator("main button[type=submit]").click();
}

/** The installation's day, which may be another than this machine's (ISO 8601). */
export async function theDay(page) {
  await page.goto("/today");
  return page.locator("h1 time").getAttribute("datetime");
}

/** Registers somebody who was not referred. Ends on her page, or on the volunteer's. */
export async function register(page, who, role, programme = "") {
  await fillRegistration(page, who, role, programme);
  await page.waitForURL(/\/(people|volunteers)\/[0-9a-f-]{36}$/);
}

/** Fills in and sends the form of somebody who was not referred. */
export async function fillRegistration(page, who, role, programme = "") {
  await page.goto(`/people/new?role=${role}`);
  await page.locator("main #text").fill(who.family);
  await page.locator("main form[role=search] button").click();
  const form = page.locator("main form[action='/people/new'][method=post]");
  await form.locator("#identity-given-name").fill(who.given);
  await form.locator("#identity-family-name").fill(who.family);
  await form.locator("#identity-phone").fill(who.phone);
  await form.locator("#facts-municipality-code").selectOption("609");
  await form.locator("#facts-languages-0-code").selectOption("fi");
  await form.locator("#facts-languages-0-level").selectOption("language-level-native");
  await form.locator("#facts-gender").selectOption("gender-woman");
  if (programme) await form.locator("#programme-id").selectOption(programme);
  await form.locator("button[type=submit]").click();
}

/** Another service learns of what was done a moment later: opens the list until it shows, turning its pages. */
export async function linkOn(page, path, name) {
  for (const end = Date.now() + 20_000; Date.now() < end;) {
    await page.goto(path);
    for (;;) {
      const link = page.locator("main").getByRole("link", { name });
      if (await link.count()) return link.first();
      const next = page.locator("nav.pages a[rel=next]");
      if (!(await next.count())) break;
      await page.goto(await next.getAttribute("href"));
    }
  }
  throw new assert.AssertionError({ message: `${path} never showed ${name}` });
}

/** Opens a page again until it offers what another service has to bring about first. */
export async function offered(page, url, selector) {
  for (const end = Date.now() + 20_000; Date.now() < end;) {
    if (await page.locator(selector).count()) return;
    await page.goto(url);
  }
  throw new assert.AssertionError({ message: `${url} never offered ${selector}` });
}

/** Sends the form of an act, opening it first when it is behind its name. */
export async function act(page, name, fill = async () => {}) {
  const details = page.locator(`#${name}-form`);
  if (await details.count()) {
    if ((await details.getAttribute("open")) === null) await details.locator("summary").click();
    await fill(details);
    await details.locator("button[type=submit]").click();
  } else {
    await page.locator(`main form[action$="/${name}"] button[type=submit]`).first().click();
  }
  await page.waitForLoadState();
}

/** Everything that a page can open, opened. */
export async function opened(page) {
  await page.evaluate(() => document.querySelectorAll("details").forEach((details) => { details.open = true; }));
}

/** Pages neither scroll sideways nor break a rule of accessibility. The page's context runs JavaScript. */
export async function assertSound(page) {
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.ok(wide <= 0, `${page.url()} is ${wide} px wider than the screen`);
  // As the debugger would: the pages' own policy lets no foreign script in.
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => globalThis.axe.run(document));
  const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join("\n    ")}`);
  assert.deepEqual(found, [], `${page.url()} has accessibility violations`);
}

/** Somebody with a name and a number that nobody else in the installation has. */
export function someName(given) {
  const letters = "abcdefghijklmnopqrstuvwxyz";
  const random = Array.from({ length: 8 }, () => letters[Math.floor(Math.random() * letters.length)]).join("");
  const phone = `050 ${String(Math.floor(Math.random() * 1e7)).padStart(7, "0")}`;
  return { given, family: random[0].toUpperCase() + random.slice(1), phone };
}

/** Fills in and sends the public form as a clinic would. */
export async function refer(page, who, {
  municipality = "609", tick = true, district = DISTRICT, programme = "friend-for-a-mother",
} = {}) {
  await page.goto(`/${district}/refer`);
  if (tick) await page.locator("#she-knows-and-agrees").check();
  await page.locator(`input[name="programme_id"][value="${programme}"]`).check();
  await page.locator("#identity-given-name").fill(who.given);
  await page.locator("#identity-family-name").fill(who.family);
  await page.locator("#identity-phone").fill(who.phone);
  await page.locator("#facts-municipality-code").selectOption(municipality);
  await page.locator("#language").selectOption("uk");
  await page.locator("#wish").fill("Ystävä, jonka kanssa puhua suomea.");
  await page.locator("details.more-fields summary").last().click();
  await page.locator("#facts-gender").selectOption("gender-woman");
  await page.locator("#facts-child-birth-months").fill("3/2021");
  await page.locator('input[name="facts.immigrant_background"][value="answer-yes"]').check();
  await page.locator("#source").selectOption("referral-source-clinic");
  await page.locator("#referrer-name").fill("Tiina Terveydenhoitaja");
  await page.locator("#referrer-phone").fill("044 765 4321");
  await page.locator("main form[action$='/refer'] button[type=submit]").click();
  await page.waitForLoadState();
}
