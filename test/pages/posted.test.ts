/** What a browser posts and holds, before anything is decided on it. */
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import { cookiesFor, readCookies } from '../../functions/patient-page/cookies.ts';
import { givenIn, isNoteTooLong, keptIn, noteOf, postedIn } from '../../functions/patient-page/form.ts';

const event = (body: string, more: Partial<APIGatewayProxyEventV2> = {}) =>
  ({
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body,
    isBase64Encoded: false,
    ...more,
  }) as APIGatewayProxyEventV2;

describe('a form', () => {
  it('is read as API Gateway hands it over, in base64, too', () => {
    const encoded = event(Buffer.from('note=caf%C3%A9').toString('base64'), { isBase64Encoded: true });
    for (const posted of [postedIn(event('note=caf%C3%A9')), postedIn(encoded)])
      expect(posted.ok && posted.form.get('note')).toBe('café');
  });

  it('may hold a full note in any script', () => {
    const longest = new URLSearchParams({ note: '語'.repeat(2000), 'answers.x': 'yes' }).toString();
    expect(postedIn(event(longest)).ok).toBe(true);
    expect(postedIn(event('語'.repeat(20_000)))).toEqual({ ok: false, statusCode: 413, why: 'too-large' });
  });

  it('counts a new line once, and says when a note is too long instead of cutting it', () => {
    const note = new URLSearchParams({ note: `${'a\r\n'.repeat(999)}\ud800` });
    expect(isNoteTooLong(note)).toBe(false);
    expect(noteOf(note)).toBe(`${'a\n'.repeat(999)}\ufffd`);
    expect(isNoteTooLong(new URLSearchParams({ note: 'a'.repeat(2001) }))).toBe(true);
    expect(noteOf(new URLSearchParams({ note: ' \r\n ' }))).toBeNull();
  });

  it('gives back fields with plain names only, sixty at the most', () => {
    const many = Object.fromEntries(Array.from({ length: 80 }, (_, index) => [`item-${index}`, '1']));
    expect(Object.keys(givenIn(new URLSearchParams(many)))).toHaveLength(60);
    const odd = new URLSearchParams({ 'a"><b': '1', revision: '3', 'kept-form': 'x', __proto__x: '1', 'item-1': '2' });
    expect(givenIn(odd)).toEqual({ 'item-1': '2' });
  });

  it('that was carried along belongs to a form of the page', () => {
    const carried = (form: string) => keptIn(new URLSearchParams({ 'kept-form': form, 'kept.item-1': '2', code: '1' }));
    expect(carried('measures/phq-9')).toEqual({ form: 'measures/phq-9', given: { 'item-1': '2' } });
    for (const form of ['', 'prove', '../x', 'measures/phq-9/..', '//evil.example', 'sessions/a/b/check'])
      expect(carried(form), form).toBeNull();
  });
});

describe('cookies', () => {
  it('are for the pages of one link, for no script, and over https for https alone', () => {
    expect(cookiesFor('/p/lnk_x', true).visit('lnk_y')).toBe(
      'visit=lnk_y; Path=/p/lnk_x; Max-Age=1800; HttpOnly; SameSite=Lax; Secure',
    );
    expect(cookiesFor('/p/lnk_x', false).done('session')).not.toContain('Secure');
  });

  it('that nobody here has written say nothing', () => {
    expect(readCookies(['visit=<x>', 'done=everything', 'asked=money'])).toEqual({
      visit: null,
      done: null,
      codeAsked: false,
    });
    expect(readCookies(['done=session', 'visit=lnk_y', 'asked=code'])).toEqual({
      visit: 'lnk_y',
      done: 'session',
      codeAsked: true,
    });
    expect(readCookies()).toEqual({ visit: null, done: null, codeAsked: false });
  });
});
