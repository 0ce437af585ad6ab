import { describe, expect, it } from 'vitest';
import { palettes } from '../../shared/mail/theme.ts';

type Palette = (typeof palettes)['light'];

/** WCAG 2.2: relative luminance, and the ratio of two of them. */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

const texts: readonly [keyof Palette, keyof Palette][] = [
  ['ink', 'card'],
  ['muted', 'card'],
  ['accent', 'card'],
  ['ink', 'soft'],
  ['muted', 'soft'],
  ['accent', 'soft'],
  ['ink', 'ground'],
  ['muted', 'ground'],
  ['accent', 'ground'],
  ['careInk', 'care'],
  ['accentInk', 'accent'],
];

describe('the colours', () => {
  it.each(Object.entries(palettes))('of the %s look can be read: 4.5 to 1 for words', (_, palette) => {
    const low = texts.filter(([ink, ground]) => contrast(palette[ink], palette[ground]) < 4.5);
    expect(low).toEqual([]);
  });

  it.each(Object.entries(palettes))('of the %s look show where a button or a box begins: 3 to 1', (_, palette) => {
    expect(contrast(palette.accent, palette.card)).toBeGreaterThan(3);
  });

  it('are measured as WCAG does', () => {
    expect([contrast('#000000', '#ffffff'), contrast('#777777', '#ffffff')].map((one) => one.toFixed(2))).toEqual([
      '21.00',
      '4.48',
    ]);
  });
});
