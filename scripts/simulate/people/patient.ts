/** A patient, and who is with them at a dose: they read their mail and press buttons on their pages, more or less reliably. */
import type { Protocol } from '../../../shared/domain/protocol.ts';
import type { Mail } from '../aws/mailbox.ts';
import type { Dice } from '../chance.ts';
import type { World } from '../world.ts';
import type { Http } from './http.ts';

/** How often each of these happens, of one. */
export type Manner = { reads: number; worries: number; declines: number };

export class Patient {
  readonly dateOfBirth = '1988-05-17';
  readonly #world: World;
  readonly #http: Http;
  readonly #dice: Dice;
  readonly #protocol: Protocol;
  readonly #manner: Manner;

  constructor(world: World, http: Http, dice: Dice, protocol: Protocol, manner: Manner) {
    this.#world = world;
    this.#http = http;
    this.#dice = dice;
    this.#protocol = protocol;
    this.#manner = manner;
  }

  read(mail: Mail): void {
    const { token } = mail;
    if (token === null || !this.#dice.happens(this.#manner.reads)) return;
    const after = this.#dice.between(1, 240) * 60_000;
    this.#world.timers.set(this.#world.now() + after, () => void this.#open(mail, token));
  }

  async #open(mail: Mail, token: string): Promise<void> {
    const key = mail.tags.key ?? '';
    const revision = /_r(\d+)_/.exec(key)?.[1] ?? '1';
    if (key.endsWith('_monitor')) {
      const attends = this.#dice.happens(this.#manner.declines) ? 'no' : 'yes';
      await this.#http.submit(token, 'presence', { revision, attends });
      return;
    }
    const { cookies } = await this.#http.submit(token, 'prove', { dateOfBirth: this.dateOfBirth });
    if (cookies.length === 0) return;
    const sessionId = /^(ses_[a-z0-9]+)_/.exec(key)?.[1] ?? '';
    const [form, fields] = this.#answerTo(key, sessionId, revision);
    await this.#http.submit(token, form, fields, cookies);
  }

  #answerTo(key: string, sessionId: string, revision: string): [string, Record<string, string>] {
    const worried = this.#dice.happens(this.#manner.worries);
    if (/_(next-day|check-in)/.test(key))
      return [`check-ins/${key}`, { unsafe: 'no', unwell: worried ? 'yes' : 'no', wantsCall: worried ? 'yes' : 'no' }];
    if (/_measure/.test(key)) {
      const instrument = this.#dice.pick(['phq-9', 'gad-7']);
      const items = Array.from({ length: instrument === 'phq-9' ? 9 : 7 }, (_, index) => [`item-${index + 1}`, '0']);
      return [`measures/${instrument}`, { ...Object.fromEntries(items), ...(worried ? { 'item-1': '3' } : {}) }];
    }
    if (/_(reminder-24h|reminder-3h|reminder-3d)/.test(key) && this.#dice.happens(0.3))
      return [`sessions/${sessionId}/check`, this.#check(revision, worried)];
    if (sessionId) return [`sessions/${sessionId}/confirm`, { revision, guidelines: 'yes', monitor: 'yes' }];
    return ['address', {}];
  }

  #check(revision: string, worried: boolean): Record<string, string> {
    const { contraindications } = this.#protocol.screening;
    const answers = contraindications.map((code, index) => [`answers.${code}`, worried && index === 0 ? 'yes' : 'no']);
    const taken = this.#protocol.guidelines.map(({ subject }) => [`taken.${subject}`, 'no']);
    return { revision, ...Object.fromEntries([...answers, ...taken]) };
  }
}
