/** What pages say, and what they do not. */
import { describe, expect, it } from 'vitest';
import { html } from '../../shared/pages/html.ts';
import type { Page } from '../../shared/pages/page.ts';
import { ketamineHome } from '../../shared/protocols/ketamine-home.ts';
import { pageEn } from '../../shared/text/page-en.ts';
import { pageEs } from '../../shared/text/page-es.ts';
import { examples, render } from './example-pages.ts';
import { aCheck, aPageSession, monitor, morning, patient, proof } from './example-views.ts';

const entities: Readonly<Record<string, string>> = { 60: '<', 62: '>', 38: '&', 34: '"', 39: "'" };

function textOf(page: Page): string {
  return render(page)
    .replace(/<style>.*?<\/style>/s, '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/&#(\d+);/g, (_all, code: string) => entities[code] ?? '?')
    .replace(/\s+/g, ' ');
}

describe('what is put into a page is text', () => {
  it('in content and in attributes, in lists, and where it looks like an entity', () => {
    const bad = `<b onclick="x('&amp;')">`;
    const safe = '&#60;b onclick=&#34;x(&#39;&#38;amp;&#39;)&#34;&#62;';
    expect(html`<p title="${bad}">${[bad, html`<i>${bad}</i>`, null, false, 0]}</p>`.toString()).toBe(
      `<p title="${safe}">${safe}<i>${safe}</i>0</p>`,
    );
  });

  const names = [
    '<script>alert(1)</script>',
    `"><img src=x onerror='alert(1)'>`,
    '</style><style>*{display:none}',
    '👩‍👩‍👧 👍🏽',
    'שרה כהן',
    '\u202eevil\u202c',
    'x'.repeat(300),
    '\u0000\r\nSet-Cookie: a=b',
    '\ud800 half of a character',
  ];

  const named = (name: string): Page =>
    patient(
      {
        name,
        clinic: { name, phone: name, timeZone: 'America/Denver' },
        clinicianName: name,
        careTeam: [{ name, roles: ['therapist'], lead: true }],
        confirmAddress: { email: name },
        sessions: [
          aPageSession({ monitorName: name, staffNames: [name], place: { text: name, url: `javascript:${name}` } }),
        ],
        checkIns: [{ key: 'ses_example-1-next-day', startedAt: morning }],
        actions: [{ actionId: 'act_1', text: name, due: null, accountability: null, addedAt: morning, doneAt: null }],
        reflections: {
          intention: name,
          earlierIntentions: [{ text: name, at: morning }],
          coreWounds: [name],
          insights: [name],
        },
      },
      {
        problem: {
          form: 'check-ins/ses_example-1-next-day',
          reason: 'unanswered',
          fields: ['unsafe'],
          given: { note: name, unsafe: name },
        },
      },
    );
  const tagsOf = (made: string): string[] => made.match(/<\/?[a-z0-9]+/g) ?? [];

  it.each(names)('%j as a name, a place, a note, an action, an address', (name) => {
    const made = render(named(name));
    expect(tagsOf(made)).toEqual(tagsOf(render(named('Maya'))));
    expect(made).not.toMatch(/javascript:|\u202e/);
    expect([...made].filter((one) => one < ' ' && one !== '\n')).toEqual([]);
    expect(made.isWellFormed()).toBe(true);
  });

  it('cut where it is longer than anybody reads', () => {
    expect(render(named('x'.repeat(300)))).toContain(`<strong>${'x'.repeat(160)}…</strong>`);
  });

  it('carried along in the page that asks who they are', () => {
    const made = render(proof({ kept: { form: 'measures/phq-9', given: { note: '"><script>' } } }));
    expect(made).toContain('<input type="hidden" name="kept.note" value="&#34;&#62;&#60;script&#62;">');
  });
});

describe('what is not shown', () => {
  it.each(Object.entries(examples).filter(([, { kind }]) => kind !== 'patient'))('%s names nobody', (_name, page) => {
    expect(textOf(page)).not.toMatch(/Maya|Ortiz|Luis|Sam Lee|Reyes|Juniper|At home|ketamine|therap/i);
  });

  it('who has not proved anything does not see the phone of the clinic, but whom to call in a crisis', () => {
    for (const page of [proof(), proof({ locked: true })]) {
      expect(textOf(page)).not.toContain('303 555');
      expect(textOf(page)).toMatch(/In danger, call 911 ?\. In crisis, call or text 988/);
    }
    expect(textOf(proof({ country: 'FR' }))).toContain('call your local emergency number');
    expect(textOf(proof({ country: 'GB' }))).toContain('Samaritans on 116 123');
  });

  it('the medicine is named where its allergy is asked for and in the safety information, which is closed at first', () => {
    for (const [name, page] of Object.entries(examples))
      if (!name.startsWith('check-form') && name !== 'patient-safety')
        expect(textOf(page), name).not.toMatch(/ketamine|psychedelic|therap/i);
  });

  it('a clinic whose name tells what it does has no name here', () => {
    const clinic = { name: 'Denver Ketamine Therapy', phone: '+1 303 555 0110', timeZone: 'America/Denver' };
    expect(render(patient({ clinic }))).toContain('<header>Your care team</header>');
  });

  it('who cannot confirm because nobody is named is asked to call', () => {
    const made = render(examples['patient-no-monitor'] as Page);
    expect(made).not.toContain('/confirm"');
    expect(made).toContain('Nobody is named yet to be with you.');
  });
});

describe('deadlines by the clock', () => {
  it('say how far away they are, and what has begun', () => {
    const text = textOf(examples['patient-morning'] as Page);
    expect(text).toContain('Still no alcohol, since 10:00 AM on Tuesday');
    expect(text).toMatch(/7:00 AM Wednesday in 10 min No solid food after 7:00 AM on Wednesday/);
    expect(text).toMatch(/9:00 AM Wednesday in 2 h 10 min Nothing to drink after 9:00 AM/);
    expect(text).toContain('Counted at 6:50 AM.');
  });

  it('show both clocks where they differ', () => {
    const text = textOf(examples['patient-two-zones'] as Page);
    expect(text).toMatch(/9:00 AM Wednesday in 10 min 7:00 AM Mountain Time/);
    expect(text).toContain('That is 10:00 AM Mountain Time.');
  });

  it('never pretend that what nobody was told in time could be kept', () => {
    const text = textOf(examples['patient-late'] as Page);
    expect(text).toContain('From now on, no alcohol');
    expect(text).not.toContain('Still no');
  });

  it('of a session that comes after another one are shown, too', () => {
    const before = aPageSession({ sessionId: 'ses_before', kind: 'integration' });
    const text = textOf(patient({ sessions: [before, aPageSession()] }));
    expect(text).toContain('No solid food after 7:00 AM on Wednesday');
  });

  it('hold on when the start has passed and nobody has begun', () => {
    const text = textOf(examples['patient-begun'] as Page);
    expect(text).toContain('5 min ago');
    expect(text).toContain('Still nothing to drink, since 9:00 AM on Wednesday');
    expect(text).not.toContain('nothing you need to do');
  });
});

it('what came back with a proof, and is not asked any more, is said to have changed', () => {
  const problem = { form: 'measures/phq-9', reason: 'kept' as const, fields: [], given: { 'item-1': '2' } };
  expect(textOf(patient({ measures: ['phq-9'] }, { form: 'measures/phq-9', problem }))).toContain('is still here');
  expect(textOf(patient({}, { form: 'measures/phq-9', problem }))).toContain('Something has changed');
});

describe('questions', () => {
  it('about health have words for every contraindication of the protocol in each language', () => {
    for (const { check } of [pageEn, pageEs])
      for (const code of ketamineHome.screening.contraindications) expect(check.health(code), code).not.toBeNull();
  });

  it('about health of another protocol read as what they are', () => {
    const text = textOf(examples['check-form-by-plan'] as Page);
    expect(text).toContain('This point of your health questions: elevated liver values.');
  });

  it('about what was taken say since when, and to who has a plan: other than as it says', () => {
    const text = textOf(examples['check-form-by-plan'] as Page);
    expect(text).toContain(
      'Have you taken a benzodiazepine (a medicine for calm or sleep) other than as your plan says?',
    );
    expect(text).toContain('Have you drunk alcohol other than as your plan says?');
    expect(text).toContain(
      'Have you taken a stimulant (a medicine or drug that keeps you awake or alert) since 10:00 AM on Tuesday?',
    );
    expect(text).toContain('Have you eaten anything since 7:00 AM on Wednesday?');
  });

  it('about a subject of the protocol itself are asked in its own words, in the language of the page', () => {
    const opens = '2027-01-18T17:00:00.000Z';
    const aDeadline = { rule: 'avoid', takes: false, medicine: false, until: 'end', untilHours: null } as const;
    const words = { en: 'No herbal medicines', es: 'Nada de medicinas a base de hierbas' };
    const own = { ...aDeadline, subject: 'herbal', opens, open: true, words } as const;
    const asked = (locale: string, known: typeof words | null): string =>
      textOf(
        patient(
          {
            locale,
            sessions: [aPageSession({ check: aCheck({ taken: ['herbal'] }), deadlines: [{ ...own, words: known }] })],
          },
          { form: 'sessions/ses_example/check' },
        ),
      );
    expect(asked('en-US', words)).toContain('“No herbal medicines”: since 10:00 AM on Monday, has it been otherwise?');
    expect(asked('es-US', words)).toContain('«Nada de medicinas a base de hierbas»: ¿ha sido de otro modo desde las');
    expect(asked('en-US', null)).toContain('Since 10:00 AM on Monday, was there anything of this: herbal?');
  });

  it('never tell to stop a medicine', () => {
    for (const page of Object.values(examples)) expect(textOf(page)).not.toMatch(/stop taking|skip|double/i);
  });

  it('of the published questionnaires have all their items and four answers in each language', () => {
    for (const { measure } of [pageEn, pageEs]) {
      expect([measure.items['phq-9'].length, measure.items['gad-7'].length]).toEqual([9, 7]);
      expect(measure.options['phq-9']).toHaveLength(4);
    }
    expect(pageEn.measure.items['phq-9'][8]).toBe(
      'Thoughts that you would be better off dead or of hurting yourself in some way',
    );
    expect(pageEs.measure.items['phq-9'][8]).toBe(
      'Pensamientos de que estaría mejor muerto(a) o de lastimarse de alguna manera',
    );
  });

  it('come back as they were answered, and what is missing is named', () => {
    const made = render(examples['check-form-problem'] as Page);
    expect(made.match(/ checked/g)).toHaveLength(2);
    expect(made).toContain('A &#60;cold&#62; &#38; a cough</textarea>');
    expect(made).toContain('<a href="#f-answers-serious-heart-problem">A serious heart problem</a>');
  });

  it('of a pause are not asked', () => {
    const paused = aPageSession({ onHold: true, check: aCheck() });
    const text = textOf(patient({ sessions: [paused] }));
    expect(text).not.toMatch(/Confirm my session|Answer the questions/);
    expect(text).toContain('Take nothing for your session during the pause.');
  });

  it('that were answered can be answered again when something has changed', () => {
    const text = textOf(examples['patient-checked'] as Page);
    expect(text).toContain('You answered these questions at 8:00 AM on Tuesday.');
    expect(text).toContain('Something has changed? Answer again');
  });
});

describe('the monitor', () => {
  it('is asked by the clock of the place, and can change their answer', () => {
    const text = textOf(monitor({ answer: { attends: true }, reader: { timeZone: 'America/Denver', country: 'US' } }));
    expect(text).toContain('You said that you will be there. You can change your answer until the start.');
    expect(text).toContain('10:00 AM');
  });

  it.each([
    ['cancelled', 'You need not come'],
    ['over', 'not asked for anything here any more'],
    ['paused', 'Everything is on pause'],
  ] as const)('%s', (state, said) => {
    const page = monitor({ state, answer: state === 'paused' ? { attends: null } : null });
    expect(textOf(page)).toContain(said);
    expect(render(page).includes('<form')).toBe(state === 'paused');
  });
});
