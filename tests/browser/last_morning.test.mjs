// Monday 2 March 2026, 8.30: what the coordinator of Satakunta finds on Today, she deals with from there, on a phone or
// at a desk, without JavaScript, and it leaves Today.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { DESK, act, assertSound, launch, opened, signIn, visitor } from "./support.mjs";

const PHONE = { width: 390, height: 844 };

/** What each card says: its tag, and words that no other card of the kind has. */
const PLANTED = {
  promise: ["Vastaamatta", "Lupasimme vastata viimeistään 26.2.2026"],
  silent: ["Hiljaista", "Parista ei ole kuultu 47 päivään"],
  failed: ["Ei onnistunut", "jäänyt toteutumatta 2 kertaa"],
  uncovered: ["Kunta ei mukana", "Huittinen ei kuulu minkään kumppanuussopimuksen piiriin"],
  twice: ["Ehkä tuttu", "Oxana Tkachenko"],
  consent: ["Suostumus peruttu", "Suostumus peruttiin 27.2.2026: "],
  hiding: ["Sovittu asia", "Turvakielto: "],
  birth: ["Vapaaehtoinen poissa", "24.2.2026"],
  agreement: ["Sopimus päättyi", "31.12.2025: Eurajoki"],
  concern: ["Huoli", "Huoli kirjattiin 1.3.2026"],
  renewal: ["Sovittu aika täyttyy", "Jatketaanko?"],
};

let browser;
/** One visit at each width. */
let phone;
let desk;
/** Who each card is about. */
const names = {};

before(async () => {
  browser = await launch();
  phone = (await visitor(browser, { viewport: PHONE })).page;
  desk = (await visitor(browser, { viewport: DESK })).page;
  await signIn(phone);
  await signIn(desk);
});
after(async () => { await browser?.close(); });

function cardsOf(page, which) {
  const [tag, words] = PLANTED[which];
  const tagged = page.locator(".today-card").filter({ has: page.locator(".tag", { hasText: tag }) });
  const found = tagged.filter({ hasText: words });
  // Others that ended before today say how late it is.
  return which === "renewal" ? found.filter({ hasNot: page.locator("strong") }) : found;
}

/** The card on Today, which is opened. */
async function card(page, which) {
  await page.goto("/today");
  const found = cardsOf(page, which);
  assert.equal(await found.count(), 1, `one card says "${PLANTED[which].join("” and “")}"`);
  return found;
}

/** Goes where the card's one action leads. */
async function follow(page, which) {
  await (await card(page, which)).locator(".today-card__act a").click();
  await page.waitForLoadState();
}

async function leaves(page, which) {
  await page.goto("/today");
  assert.equal(await cardsOf(page, which).count(), 0, `${which} has left Today`);
}

/** Writes the note that a card asks for or offers. */
async function note(page, which, words) {
  const form = (await card(page, which)).locator("details", { has: page.locator('[name="note"]') });
  await form.locator("summary").click();
  await form.locator('[name="note"]').fill(words);
  await form.locator("button[type=submit]").click();
  await page.waitForURL("**/today");
  await page.getByText("Muistiinpano on tallessa.").waitFor();
}

test("everything that was left for this morning is on Today, at every width", async () => {
  for (const page of [phone, desk]) {
    for (const which of Object.keys(PLANTED)) {
      const name = (await (await card(page, which)).locator(".today-card__name a").textContent()).trim();
      assert.equal(names[which] ?? name, name);
      names[which] = name;
    }
  }
  const order = await desk.locator(".today-card .tag").allTextContents();
  const place = (which) => order.findIndex((tag) => tag.includes(PLANTED[which][0]));
  assert.equal(place("concern"), 0, "a concern comes first");
  assert.ok(place("promise") < place("silent") && place("consent") < place("silent"), "promises and rights come early");
});

test("Today is sound with every card opened, on a phone and at a desk", async () => {
  for (const viewport of [PHONE, DESK]) {
    const { context, page } = await visitor(browser, { viewport, javaScript: true });
    await signIn(page);
    await opened(page);
    await assertSound(page);
    await context.close();
  }
});

test("a promise that is two working days late is kept in one press", async () => {
  const late = await card(phone, "promise");
  await late.getByText("4 päivää myöhässä.").waitFor();
  await late.locator(".today-card__act button").click();
  await phone.waitForURL("**/today");
  await phone.getByText("Ohjautuminen on kuitattu nähdyksi.").waitFor();
  await leaves(phone, "promise");
});

test("a pair silent for 47 days is asked how it goes, in one tap", async () => {
  await follow(desk, "silent");
  await desk.locator("main form[action$='/check-in'] button", { hasText: "Hyvin" }).first().click();
  await desk.getByText("Kuulumiset on kirjattu.").waitFor();
  await leaves(desk, "silent");
});

test("a first meeting that failed twice gets a new time, and nothing more is asked before it", async () => {
  await follow(phone, "failed");
  await act(phone, "plan", async (form) => {
    await form.locator('[name="start.date"]').fill("2026-03-05");
    await form.locator('[name="start.time"]').fill("14:00");
    await form.locator('[name="place"]').fill("Kirjasto");
  });
  await phone.getByText("Aika on sovittu.").waitFor();
  await leaves(phone, "failed");
  assert.equal(await phone.locator(".today-card", { hasText: names.failed }).count(), 0);
});

test("a referral that no agreement covers is checked and decided", async () => {
  await follow(desk, "uncovered");
  await act(desk, "check");
  await desk.getByText("Kohderyhmä on tarkistettu.").waitFor();
  await desk.locator(".reasons li", { hasText: "Ei täyty" }).first().waitFor();
  await act(desk, "reject", (form) => form.locator('[name="reason"]').selectOption("close-reason-not-in-target-group"));
  await desk.getByText("Päätös on tallennettu.").waitFor();
  await leaves(desk, "uncovered");
});

test("who may be known already is seen beside whom she is taken for", async () => {
  await follow(phone, "twice");
  const known = phone.locator(".candidate", { hasText: "Oksana Tkachenko" });
  await known.getByText("sama puhelinnumero").waitFor();
  await known.getByRole("link", { name: "Oksana Tkachenko" }).click();
  await phone.locator("h1", { hasText: "Oksana Tkachenko" }).waitFor();
});

test("a consent withdrawn on Friday stays until somebody writes down whom they told", async () => {
  await follow(desk, "consent");
  await desk.locator("h1", { hasText: names.consent }).waitFor();
  await desk.locator(".steps .tag", { hasText: "Peruttu" }).first().waitFor();
  await note(desk, "consent", "Kerroin perumisesta ohjaajalle.");
  await leaves(desk, "consent");
});

test("how a mother in hiding may be called is read before the call, and no list tells where she is", async () => {
  await follow(phone, "hiding");
  const main = phone.locator("main");
  assert.doesNotMatch(await main.textContent(), /Soita vain arkisin|Rauma/, "not before she is opened");
  await phone.locator("a[href$='opened=yes']").click();
  await phone.getByText("Soita vain arkisin kello 10–12. Älä jätä viestejä.").waitFor();
  const number = /Puhelin\s*(\+?\d[\d ]{5,})/.exec(await main.textContent())[1].trim();
  const found = [];
  for (const list of ["/today", `/people?text=${encodeURIComponent(names.hiding)}`, "/referrals?status=open", "/requests"]) {
    await phone.goto(list);
    found.push(...await main.locator("li, tbody tr").filter({ hasText: names.hiding }).allTextContents());
  }
  assert.ok(found.length >= 2, "lists name her");
  for (const words of found) {
    assert.ok(!words.includes("Rauma") && !words.includes(number), `a list tells where she is: ${words}`);
  }
  await note(phone, "hiding", "Puhuimme. Ensitapaaminen sovitaan ensi viikolla.");
  await leaves(phone, "hiding");
});

test("a pair whose volunteer pauses for a birth takes a break with her", async () => {
  await follow(desk, "birth");
  await act(desk, "pause", async (form) => {
    await form.locator('[value="side-volunteer"]').check();
    await form.locator('[value="pause-reason-birth"]').check();
    await form.locator('[name="until"]').fill("2026-09-01");
  });
  await desk.getByText("Tauko on kirjattu.").waitFor();
  await leaves(desk, "birth");
});

test("a pair whose municipality's agreement ended agrees how long it goes on", async () => {
  await follow(phone, "agreement");
  await act(phone, "renew", (form) => form.locator('[name="agreed_until"]').fill("2027-05-31"));
  await phone.getByText("Uusi aika on sovittu.").waitFor();
  await leaves(phone, "agreement");
});

test("a concern of Sunday evening finds its exit", async () => {
  await follow(desk, "concern");
  await desk.getByText("äiti on ollut viime tapaamisilla hyvin väsynyt").waitFor();
  const conclude = desk.locator("details", { has: desk.locator('form[action$="/conclude"]') });
  await conclude.locator("summary").click();
  await conclude.locator('[value="concern-outcome-discussed"]').check();
  await conclude.locator("button[type=submit]").click();
  await desk.getByText("Huoli on käsitelty.").waitFor();
  await leaves(desk, "concern");
});

test("a pair whose year is nearly over is asked whether it goes on", async () => {
  await follow(phone, "renewal");
  await act(phone, "renew", (form) => form.locator('[name="agreed_until"]').fill("2027-03-12"));
  await phone.getByText("Uusi aika on sovittu.").waitFor();
  await leaves(phone, "renewal");
});
