/** The console in a real browser, on a real home: what its users do, and what must never be seen. Needs a Chromium. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { book, doseBody, ok, prepare, therapyBody } from '../local/scenarios/steps.ts';
import { enrollSomeone, example, type TestHome } from '../local/test-home.ts';
import { found, notFound } from './browser.ts';
import { everyPage } from './every-page.ts';
import { inTheCloud } from './in-the-cloud.ts';
import { expectAccessible, type Opened, openConsole } from './opened.ts';

const dayMs = 86_400_000;

if (found) {
  let opened: Opened;
  let home: TestHome;
  let open: Opened['open'];

  /** Since the last time this was asked. */
  const complaints = (): string[] => opened.complaints.splice(0);

  beforeAll(async () => {
    opened = await openConsole();
    ({ home, open } = opened);
  });
  afterAll(() => opened?.close());

  describe('a coordinator', () => {
    test('enrolls, books, lets time pass, reads the email, sees the graph move, cancels, and sees the reminder voided', async () => {
      const page = await open('/');
      await page.getByRole('button', { name: 'Enroll an example patient' }).click();
      await page.waitForURL(/\/programs\/prg_/);
      const programUrl = page.url();
      const sections = page.getByRole('button', { name: /^Preparation, / });
      await sections.nth(1).waitFor();
      expect(await sections.count()).toBe(2);

      await page.getByRole('button', { name: 'Book a session' }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByLabel('Start').fill('2027-01-11T11:00');
      await dialog.getByRole('button', { name: 'Book a session' }).click();
      await page.getByRole('button', { name: /^Preparation, Mon, Jan 11, 11:00 AM/ }).waitFor();

      await page
        .getByRole('link', { name: '3 running' })
        .or(page.getByRole('link', { name: '4 running' }))
        .click();
      await page
        .getByRole('link', { name: /^session-/ })
        .first()
        .click();
      const current = page.locator('[data-kind="current"]');
      const before = await current.getAttribute('data-state');
      await page.getByRole('button', { name: '+1 day' }).click();
      await page.getByText('Tue, Jan 5, 9:00 AM').waitFor();
      await page.getByRole('button', { name: '+1 day' }).click();
      await page.getByText('Wed, Jan 6, 9:00 AM').waitFor();
      expect(before).toEqual(expect.any(String));
      await page.locator('[data-state="Send"][data-kind="entered"]').waitFor();

      await page.getByRole('link', { name: 'Mailbox' }).click();
      await page.getByRole('link', { name: 'Your session is tomorrow' }).first().click();
      const mail = page.frameLocator('iframe');
      await mail.getByRole('heading', { name: 'Your session is tomorrow' }).waitFor();

      await page.goto(programUrl);
      for (const part of ['Record', 'Tasks', 'Measures', 'Patient and team', 'Sessions'])
        await page.getByRole('tab', { name: part }).click();
      expect(page.url()).toBe(`${programUrl}/sessions`);
      await page.getByRole('button', { name: /^Preparation, Mon, Jan 11/ }).waitFor();
      await page.getByRole('link', { name: 'Open the session' }).last().click();
      await page.getByRole('button', { name: 'Cancel' }).click();
      await dialog.getByRole('button', { name: 'Reason' }).click();
      await page.getByRole('option', { name: 'Illness' }).click();
      await dialog.getByRole('button', { name: 'Cancel' }).click();
      await page.getByText('Cancelled').first().waitFor();
      await page.getByRole('row', { name: /Reminder 1d.*Voided/ }).waitFor();
      expect(complaints()).toEqual([]);
      await page.close();
    });

    test('is told who of the staff has another session then', async () => {
      const [one, other] = [await enrollSomeone(home.clinic), await enrollSomeone(home.clinic)];
      const booked = await book(home.clinic, one.base, therapyBody('preparation', '2027-02-11T11:00'));
      await home.settle();
      const page = await open(`/programs/${other.programId}`);
      await page.getByRole('button', { name: 'Book a session' }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByLabel('Start').fill('2027-02-11T11:30');
      await dialog.getByRole('button', { name: 'Book a session' }).click();
      await page.getByRole('button', { name: /^Preparation, Thu, Feb 11, 11:30 AM/ }).waitFor();
      const link = page.getByRole('link', { name: 'another session' });
      expect(await link.getAttribute('href')).toBe(`/programs/${one.programId}/sessions/${booked.sessionId}`);
      expect(complaints()).toEqual([]);
      await page.close();
    });

    test('is told which gates are shut, and what opens each, in words and times of the clinic', async () => {
      const { programId, base } = await enrollSomeone(home.clinic);
      await prepare(home.clinic, base, ['2027-01-08', '2027-01-11']);
      const { sessionId } = await book(home.clinic, base, doseBody('2027-01-20T10:00'));
      const page = await open(`/programs/${programId}/sessions/${sessionId}`);
      await page.getByRole('button', { name: 'Start' }).click();
      const dialog = page.getByRole('dialog');
      for (const [label, value] of [
        ['Systolic', '118'],
        ['Diastolic', '76'],
        ['Heart rate', '68'],
      ] as const)
        await dialog.getByLabel(label).fill(value);
      await dialog.getByRole('button', { name: 'Start' }).click();
      await dialog.getByText('Not cleared:').waitFor();
      const gates = await dialog.getByRole('listitem').allTextContents();
      expect(gates.map((gate) => gate.split(':')[0])).toEqual([
        'Not prepared',
        'Not cleared',
        'No monitor',
        'Too early',
      ]);
      expect(gates.at(-1)).toContain('Not before Wed, Jan 20, 9:45 AM');
      // The refusal itself is an answer of 422, and the browser says so.
      expect(complaints().filter((one) => !one.includes('422'))).toEqual([]);
      await page.close();
    });
  });

  test('what patient and team wrote down is shown with its history', async () => {
    const { base, programId } = await enrollSomeone(home.clinic, { name: 'Ines Roth' });
    for (const text of ['To rest', 'To meet the fear']) await ok(home.clinic.post(`${base}/intentions`, { text }), 201);
    await ok(home.clinic.post(`${base}/core-wounds`, { text: 'Not being heard' }), 201);
    await ok(home.clinic.post(`${base}/insights`, { text: 'I may ask for help' }), 201);
    const walk = { text: 'Walk by the river', due: '2027-03-20', accountability: 'Luis' };
    await ok(home.clinic.post(`${base}/actions`, walk), 201);
    const page = await open(`/programs/${programId}/reflections`);
    await page.getByRole('row', { name: /Walk by the river 2027-03-20 Luis Open/ }).waitFor();
    const written = await page.getByRole('rowheader').allTextContents();
    expect(written).toEqual([
      'To meet the fear (holds now)',
      'To rest',
      'Not being heard',
      'I may ask for help',
      'Walk by the river',
    ]);
    await expectAccessible(page);
    expect(complaints()).toEqual([]);
    await page.close();
  });

  describe('a group', () => {
    test('is one row of the day with its places, and leads to the session of each who takes part', async () => {
      const tomorrow = new Date(home.home.clock.now() + dayMs).toISOString().slice(0, 10);
      const start = { at: `${tomorrow}T11:00`, timeZone: 'America/Denver' };
      const { groupId } = (await ok(home.clinic.post('/v1/groups', { ...example('group'), start }), 201)).body;
      for (const name of ['Noor Haddad', 'Jonas Weber']) {
        const { programId } = await enrollSomeone(home.clinic, { name });
        await ok(home.clinic.post(`/v1/groups/${groupId}/participants`, { programId }), 201);
      }
      const page = await open('/');
      const row = page.getByRole('row', { name: /Preparation, group/ });
      await row.getByText('2 of 8 places taken').waitFor();
      expect(await page.getByRole('row', { name: /11:00 AM/ }).count()).toBe(1);
      await row.getByRole('link').click();
      await page.waitForURL(`**/groups/${groupId}`);
      await page.getByRole('link', { name: 'Noor Haddad' }).waitFor();
      await expectAccessible(page);
      await page
        .getByRole('row', { name: /Jonas Weber/ })
        .getByRole('link', { name: 'Open the session' })
        .click();
      await page.getByRole('heading', { level: 1, name: 'Preparation' }).waitFor();
      await page.getByRole('link', { name: 'Open the group' }).click();
      await page.getByRole('button', { name: 'Cancel' }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByRole('button', { name: 'Reason' }).click();
      await page.getByRole('option', { name: 'The clinic asked for it' }).click();
      await dialog.getByRole('button', { name: 'Cancel' }).click();
      await page.getByText('Cancelled: Clinic request').waitFor();
      expect(complaints()).toEqual([]);
      await page.close();
    });
  });

  describe('a message', () => {
    test('looks as it did to its reader, and nothing of it leads or loads anywhere', async () => {
      const { programId, base } = await enrollSomeone(home.clinic);
      await home.settle();
      const { items } = (await home.clinic.get(`${base}/messages`)).body;
      const page = await open(`/programs/${programId}/messages/${items[0].messageId}`);
      const mail = page.frameLocator('iframe');
      const heading = mail.getByRole('heading').first();
      await heading.waitFor();
      const styleOf = (property: string): Promise<string> =>
        heading.evaluate((one: any, name) => one.ownerDocument.defaultView.getComputedStyle(one)[name], property);
      // By its own style, and by the message's sheet as phones take it (shared/mail/theme.ts).
      expect([await styleOf('fontWeight'), await styleOf('fontSize')]).toEqual(['700', '25px']);
      expect(await mail.locator('a[href], script, img, form').count()).toBe(0);
      await page.getByRole('tab', { name: 'As plain text' }).click();
      await page.locator('pre').waitFor();
      expect(complaints()).toEqual([]);
      await page.close();
    });
  });

  describe('the keyboard alone', () => {
    /** Steps from one thing to the next until it is on the one of that name, as people do who use no mouse. */
    const tabTo = async (page: Page, name: RegExp): Promise<void> => {
      for (let steps = 0; steps < 80; steps += 1) {
        await page.keyboard.press('Tab');
        const focused = await page.evaluate<string>(
          "document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent ?? ''",
        );
        if (name.test(focused)) return;
      }
      throw new Error(`nothing named ${name} is reached`);
    };

    test('opens a program, books, hears why not, and comes back to where it was', async () => {
      const page = await open('/programs');
      await page.getByRole('link', { name: 'Maya Ortiz' }).first().waitFor();
      await tabTo(page, /^Maya Ortiz$/);
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { level: 1, name: 'Maya Ortiz' }).waitFor();
      await tabTo(page, /^Book a session$/);
      await page.keyboard.press('Enter');
      const dialog = page.getByRole('dialog');
      await dialog.getByLabel('Start').fill('2020-01-11T11:00');
      await tabTo(page, /^Book a session$/);
      await page.keyboard.press('Enter');
      await dialog.getByText('in the past').first().waitFor();
      await page.keyboard.press('Escape');
      await dialog.waitFor({ state: 'hidden' });
      expect(await page.evaluate('document.activeElement?.textContent')).toBe('Book a session');
      expect(complaints().filter((one) => !one.includes('422'))).toEqual([]);
      await page.close();
    });
  });

  describe('a name that is markup', () => {
    test('is shown as it was typed, and nothing of it runs', async () => {
      const name = '<img src=x onerror="document.title=\'owned\'">';
      const someone = await enrollSomeone(home.clinic, { name });
      for (const path of ['/programs', `/programs/${someone.programId}`]) {
        const page = await open(path);
        await page.getByText(name).first().waitFor();
        expect(await page.title()).toBe('Programs · Throughline');
        expect(await page.locator('img[src="x"]').count()).toBe(0);
        await page.close();
      }
      expect(complaints()).toEqual([]);
    });
  });

  describe('what is left behind', () => {
    test('no name, no address in URLs, titles or the browser’s storage', async () => {
      const someone = await enrollSomeone(home.clinic, { name: 'Canary Kestrel', email: 'canary@example.com' });
      const page = await open('/programs');
      await page.getByLabel('Find by name or email').fill('Kestrel');
      await page.getByRole('link', { name: 'Canary Kestrel' }).click();
      await page.waitForURL(`**/programs/${someone.programId}`);
      const kept = await page.evaluate<string>(
        'JSON.stringify([location.href, document.title, { ...localStorage }, { ...sessionStorage }, document.cookie])',
      );
      expect(kept).not.toMatch(/canary|kestrel/i);
      await page.close();
    });
  });

  describe('an operator', () => {
    test('sees executions and no patient', async () => {
      const page = await open('/');
      await page.getByRole('button', { name: /demo, all roles/ }).click();
      await page.getByText('Clinic demo').click();
      await page.getByRole('menuitem', { name: 'Operator' }).first().click();
      await page
        .getByRole('link', { name: /^program-prg_/ })
        .first()
        .waitFor();
      expect(new URL(page.url()).pathname).toBe('/executions');
      expect(await page.getByRole('link', { name: 'Programs' }).count()).toBe(0);
      expect(await page.locator('body').textContent()).not.toMatch(/Maya|Kestrel|example\.com/);
      expect(complaints()).toEqual([]);
      await page.close();
    });
    test('redrives an execution that failed unheard; of one that was replaced the page says by which', async () => {
      const { programId } = await enrollSomeone(home.clinic);
      const name = `program-${programId}-1`;
      await home.stopUnheard(name);
      const page = await open(`/executions/${name}`);
      await page.getByText('Nothing has taken over from it yet').waitFor();
      await page.getByRole('button', { name: 'Redrive' }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Redrive' }).click();
      await page.getByText('Running', { exact: true }).waitFor();
      await page.getByRole('button', { name: 'Repair' }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Repair' }).click();
      await page.getByText(/Replaced by run 2 on/).waitFor();
      const redrive = page.getByRole('button', { name: 'Redrive' });
      expect(await redrive.getAttribute('aria-disabled')).toBe('true');
      await redrive.hover();
      await page.getByText('A newer run has taken over from run 1').last().waitFor();
      await page.mouse.move(0, 0);
      await expectAccessible(page);
      await page.getByRole('link', { name: `program-${programId}-2` }).click();
      await page.getByRole('heading', { level: 1, name: `program-${programId}-2` }).waitFor();
      expect(complaints()).toEqual([]);
      await page.close();
    });
  });

  everyPage(() => opened);
  inTheCloud(() => opened);
} else notFound();
