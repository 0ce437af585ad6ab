/** Text that people typed (names, places) made fit for a message: one line, no control characters, no tricks with direction. */

// Direction overrides could turn a sentence around; joiners inside emoji and scripts stay.
const unsafe = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069\u200e\u200f\ufeff]+/gu;
const rightToLeft = /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;
const lengthMax = 160;
const graphemesOf = new Intl.Segmenter();

export function cleanText(text: string): string {
  const line = text.toWellFormed().replace(unsafe, ' ').replace(/\s+/g, ' ').trim();
  const graphemes = [...graphemesOf.segment(line.slice(0, lengthMax * 4))];
  const short =
    graphemes.length > lengthMax
      ? `${graphemes
          .slice(0, lengthMax)
          .map(({ segment }) => segment)
          .join('')}…`
      : line;
  // Isolated, so that a right-to-left name does not pull the punctuation and times around it along.
  return rightToLeft.test(short) ? `\u2068${short}\u2069` : short;
}

/** "Hello Dr." greets nobody. */
const titleOrInitial = /^(?:\p{L}+\.|dra?|prof|mrs?|ms|mx|sra?)$/iu;

/** For a greeting. Null where there is none that reads as a name. */
export function firstName(name: string): string | null {
  const first = name.toWellFormed().replace(unsafe, ' ').trim().split(/\s+/)[0] ?? '';
  return first === '' || first.length > 40 || titleOrInitial.test(first) ? null : cleanText(first);
}

/** What must not stand in an email, in any of the languages: the medicine, the treatment, and what it treats. */
const telling =
  /ketamin|psilocyb|psilocib|\bmdma\b|\blsd\b|\bdmt\b|ayahuasca|psychedel|psicodel|therap|terap|\bdos(?:e|es|ed|ing|age|is)\b|depres|psychiatr|psiquiatr|psycholog|psicolog/iu;

/** Text of a clinic (its name, a place) unless it tells what the session is. */
export function neutralText(text: string): string | null {
  const clean = cleanText(text);
  return clean === '' || telling.test(clean.normalize('NFKD').replace(/\p{M}/gu, '')) ? null : clean;
}
