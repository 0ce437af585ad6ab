// Loaded into every Lambda process of the rehearsal (node --import): the wall clock is the one in the file. The deployed
// bundles stay as they are; months go by in minutes.
import { readFileSync } from 'node:fs';

const file = process.env.THROUGHLINE_REHEARSAL_CLOCK;
const RealDate = Date;
const now = () => Number(readFileSync(file, 'utf8'));

globalThis.Date = class extends RealDate {
  constructor(...parts) {
    if (parts.length === 0) super(now());
    else super(...parts);
  }

  static now() {
    return now();
  }
};
