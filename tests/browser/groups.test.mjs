// A weekly group: its leader, its schedule, who was there. Without JavaScript, on a phone.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import {
  DESK, GROUPS, PHONE, act, assertSound, launch, linkOn, offered, opened, refer, register, signIn, someName, theDay,
  visitor,
} from "./support.mjs";

let browser;
before(async () => { browser = await launch(); });
after(async () => { await browser?.close(); });

function daysAfter(day, days) {
  const date = new Date(`${day}T12:00:00Z`);
  date.setUTCDate(date.getUTCDate() + days);
  return date.toISOString().slice(0, 10);
}

/** Monday is 1. */
function weekday(day) {
  return new Date(`${day}T12:00:00Z`).getUTCDay() || 7;
}

const WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

test("a group is started, planned week by week, and its attendance kept", async () => {
  const { context, page } = await visitor(browser);
  await signIn(page, "coordinator", GROUPS);
  const today = await theDay(page);

  const leader = someName("Rania");
  await register(page, leader, "person-role-leader");
  await page.getByText("Henkilö on tallessa.").waitFor();

  await page.goto("/groups");
  const name = `Ryhmä ${leader.family}`;
  await act(page, "start", async (form) => {
    await form.locator('[name="name"]').fill(name);
    await form.locator('[name="programme_id"]').selectOption("weekly-mothers-groups");
    await form.locator('[name="leader_person_ids"]').fill(leader.family);
    await form.locator('[name="capacity"]').fill("8");
  });
  await page.waitForURL(/\/groups\/[0-9a-f-]{36}$/);
  const group = page.url();
  await page.getByRole("link", { name: `${leader.given} ${leader.family}` }).waitFor();

  // Somebody who was taken in gets a place.
  const mother = someName("Hodan");
  const outside = await visitor(browser);
  await refer(outside.page, mother, { district: GROUPS, programme: "weekly-mothers-groups", municipality: "240" });
  await outside.page.locator("#code").waitFor();
  await outside.context.close();
  await (await linkOn(page, "/referrals", `${mother.given} ${mother.family}`)).click();
  await page.waitForURL(/\/referrals\/[0-9a-f-]{36}$/);
  for (const step of ["acknowledge", "check", "accept"]) await act(page, step);
  await offered(page, group, "#place-form");
  await act(page, "place", async (form) => {
    await form.locator('[name="person_id"]').selectOption({ label: `${mother.given} ${mother.family}` });
  });
  await page.locator(".notice[data-tone=done]").waitFor();

  // Weekly from today on; a week's break.
  await page.getByRole("link", { name: "Viikkoaikataulu" }).click();
  await page.waitForURL(/\/series$/);
  await page.getByText("Ryhmällä ei ole vielä viikkoaikataulua.").waitFor();
  await act(page, "plan", async (form) => {
    await form.locator('[name="weekly.weekday"]').selectOption(`weekday-${WEEKDAYS[weekday(today) - 1]}`);
    await form.locator('[name="weekly.start_time"]').fill("10:00");
    await form.locator('[name="first_on"]').fill(today);
    await form.locator('[name="last_on"]').fill(daysAfter(today, 90));
    await form.locator('[name="place"]').fill("Perhetalo");
  });
  await page.getByText("Viikkoaikataulu on valmis.").waitFor();
  const schedule = page.url();
  await offered(page, schedule, "section h2");
  await page.getByRole("heading", { name: /klo 10\.00/ }).waitFor();
  const pause = page.locator("details", { has: page.locator('form[action$="/series/break"]') });
  await pause.locator("summary").click();
  await pause.locator('[name="days.from"]').fill(daysAfter(today, 14));
  await pause.locator('[name="days.to"]').fill(daysAfter(today, 14));
  await pause.locator("button[type=submit]").click();
  await page.getByText("Tauko on lisätty.").waitFor();

  // Tonight's list.
  await offered(page, group, "main a[href^='/sessions/']");
  await page.locator("main a[href^='/sessions/']").first().click();
  await page.waitForURL(/\/sessions\/[0-9a-f-]{36}$/);
  const session = page.url();
  await page.locator('[name="rest_present"]').check();
  await page.locator('[name="unnamed.women"]').fill("2");
  await page.locator('[name="children_in_childcare"]').fill("3");
  await page.locator("main form[action^='/sessions/'] button[type=submit]").last().click();
  await page.getByText("Läsnäolot on tallennettu.").waitFor();
  assert.equal(await page.locator('[value="attendance-status-present"]').first().isChecked(), true);
  assert.equal(await page.locator('[name="children_in_childcare"]').inputValue(), "3");
  // One was not there after all.
  await page.locator('[value="attendance-status-absent"]').first().check();
  await page.locator('main button', { hasText: "Korjaa läsnäolot" }).click();
  await page.waitForLoadState();
  await page.goto(session);
  assert.equal(await page.locator('[value="attendance-status-absent"]').first().isChecked(), true);

  // A single evening beside the schedule, cancelled again.
  await page.goto(group);
  await act(page, "session", async (form) => {
    await form.locator('[name="start.date"]').fill(daysAfter(today, 1));
    await form.locator('[name="start.time"]').fill("18:00");
    await form.locator('[name="place"]').fill("Kirjasto");
    await form.locator('[name="theme"]').fill("Iltakerta");
  });
  await page.getByText("Ryhmäkerta on sovittu.").waitFor();
  await (await linkOn(page, group, /Iltakerta/)).click();
  await page.waitForURL(/\/sessions\/[0-9a-f-]{36}$/);
  await act(page, "cancel", (form) => form.locator('[value="session-cancel-reason-too-few"]').check());
  await page.getByText("Kerta on peruttu.").waitFor();

  // She gives her place up.
  await page.goto(group);
  await act(page, "give-up", async (form) => {
    await form.locator('[name="person_id"]').selectOption({ index: 1 });
    await form.locator('[name="reason"]').selectOption("end-reason-moved");
    await form.locator('[value="answer-no"]').check();
  });
  await page.locator(".notice[data-tone=done]").waitFor();
  await page.getByText("Yksi aiempi jäsen").waitFor();
  await context.close();
});

test("a freed place is offered to the next in the queue, and her yes gives it", async () => {
  const { context, page } = await visitor(browser);
  await signIn(page, "coordinator", GROUPS);
  const leader = someName("Selam");
  await register(page, leader, "person-role-leader");
  await page.goto("/groups");
  const name = `Jonoryhmä ${leader.family}`;
  await act(page, "start", async (form) => {
    await form.locator('[name="name"]').fill(name);
    await form.locator('[name="programme_id"]').selectOption("weekly-mothers-groups");
    await form.locator('[name="leader_person_ids"]').fill(leader.family);
    await form.locator('[name="capacity"]').fill("1");
    await form.locator('[name="childcare_capacity"]').fill("2");
  });
  await page.waitForURL(/\/groups\/[0-9a-f-]{36}$/);
  const group = page.url();
  await page.getByText("Paikkoja 1: jäseniä 0, tarjottuna 0, vapaana 1.").waitFor();

  const mothers = [someName("Fadumo"), someName("Leyla")];
  for (const mother of mothers) {
    const outside = await visitor(browser);
    await refer(outside.page, mother, { district: GROUPS, programme: "weekly-mothers-groups", municipality: "240" });
    await outside.page.locator("#code").waitFor();
    await outside.context.close();
    await (await linkOn(page, "/referrals", `${mother.given} ${mother.family}`)).click();
    await page.waitForURL(/\/referrals\/[0-9a-f-]{36}$/);
    for (const step of ["acknowledge", "check", "accept"]) await act(page, step);
    await page.goto(group);
    await offered(page, group, `#place-form option:text-is("${mother.given} ${mother.family}")`);
    await act(page, "place", async (form) => {
      await form.locator('[name="person_id"]').selectOption({ label: `${mother.given} ${mother.family}` });
      await form.locator('[name="children"]').fill("1");
    });
    await page.locator(".notice[data-tone=done]").waitFor();
  }
  await page.getByText("Odottanut").waitFor();
  assert.equal(await page.locator("#offer-form").count(), 0, "nothing is free");

  await act(page, "give-up", async (form) => {
    await form.locator('[name="person_id"]').selectOption({ label: `${mothers[0].given} ${mothers[0].family}` });
    await form.locator('[name="reason"]').selectOption("end-reason-moved");
    await form.locator('[value="answer-no"]').check();
  });
  const next = `${mothers[1].given} ${mothers[1].family}`;
  await linkOn(page, "/today", next);
  const card = page.locator(".today-card", { hasText: next }).filter({ hasText: "Ryhmäpaikka vapaa" });
  await card.getByText(`${name}: yksi paikka vapaana`).waitFor();
  await card.getByRole("link", { name: "Avaa ryhmä" }).click();
  await page.waitForURL(group);
  await page.getByText("Seuraava", { exact: true }).waitFor();
  for (const viewport of [DESK, PHONE]) {
    const looking = await visitor(browser, { viewport, javaScript: true });
    await signIn(looking.page, "coordinator", GROUPS);
    await looking.page.goto(group);
    await opened(looking.page);
    await assertSound(looking.page);
    await looking.context.close();
  }
  await act(page, "offer", async (form) => {
    assert.equal(await form.locator('[name="person_id"] option:checked').textContent(), next, "the next is chosen");
    await form.locator('[value="given-by-spoken"]').check();
  });
  await page.getByText("Paikka on tarjottu, ja se pidetään hänelle.").waitFor();
  await page.getByText("Paikkoja 1: jäseniä 0, tarjottuna 1, vapaana 0.").waitFor();
  await act(page, "answer", async (form) => {
    await form.locator('[name="yes"][value="yes"]').check();
    await form.locator('[value="given-by-spoken"]').check();
  });
  await page.getByText("Ryhmäpaikka on annettu.").waitFor();
  await page.getByText("Paikkoja 1: jäseniä 1, tarjottuna 0, vapaana 0.").waitFor();
  await page.getByText("Lastenhoitopaikkoja 2: varattuna 1.").waitFor();
  await context.close();
});
