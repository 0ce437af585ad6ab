/** The repository's own rules. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { functions } from '../../infra/manifest.ts';

const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], { encoding: 'utf8' })
  .split('\n')
  .filter((file) => file && existsSync(file));
const sources = files.filter((file) => /\.(ts|tsx|mjs|cjs)$/.test(file));
const read = (file: string): string => readFileSync(file, 'utf8');
const packageJson = JSON.parse(read('package.json'));

/** Source files outside tests in which the pattern stands. */
const where = (pattern: RegExp, among = sources.filter((file) => !file.startsWith('test/'))): string[] =>
  among.filter((file) => pattern.test(read(file)));

describe('one place for what the world decides', () => {
  it('the product reads the clock of the machine in one file', () => {
    expect(
      where(
        /new Date\(\)|Date\.now\(\)/,
        sources.filter((file) => /^(shared|functions)\//.test(file)),
      ),
    ).toEqual(['functions/live.ts']);
  });

  it('the product draws chance in one file', () => {
    expect(
      where(
        /Math\.random|randomBytes|randomUUID/,
        sources.filter((file) => /^(shared|functions)\//.test(file)),
      ),
    ).toEqual(['functions/live.ts']);
  });

  it('only one module of the domain knows the calendar library', () => {
    expect(
      where(
        /temporal-polyfill/,
        sources.filter((file) => file.startsWith('shared/domain/')),
      ),
    ).toEqual(['shared/domain/time.ts']);
  });
});

describe('nothing is left for later', () => {
  it('no work is put off in a comment', () => {
    expect(
      where(
        /\b(TODO|FIXME|XXX|HACK)\b/,
        sources.filter((file) => file !== 'test/tidy/repository.test.ts'),
      ),
    ).toEqual([]);
  });

  it('no test is left out or runs alone', () => {
    expect(
      where(
        /\b(it|test|describe)\.(skip|only|todo)\b|\bxit\(/,
        sources.filter((file) => file.startsWith('test/') && !file.startsWith('test/tidy/')),
      ),
    ).toEqual([]);
  });
});

describe('files stay readable', () => {
  it('a source file has 400 lines at the most', () => {
    expect(sources.filter((file) => !file.startsWith('test/') && read(file).split('\n').length > 400)).toEqual([]);
  });

  it('files are named in kebab-case', () => {
    expect(sources.filter((file) => !/^(.*\/)?\.?[a-z0-9]+([.-][a-z0-9]+)*$/.test(file))).toEqual([]);
  });
});

describe('what is promised is there', () => {
  it('every function of the manifest has its entry', () => {
    expect(functions.filter(({ entry }) => !existsSync(entry))).toEqual([]);
  });

  it('every dependency has an exact version', () => {
    const all = { ...packageJson.dependencies, ...packageJson.devDependencies, ...packageJson.optionalDependencies };
    expect(Object.entries(all).filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(String(version)))).toEqual([]);
  });

  it('CI runs exactly what the README says passes the tests', () => {
    const ci = read('.ci/run')
      .split('\n')
      .filter((line) => line.startsWith('npm '));
    expect(ci).toEqual(['npm ci', 'npm test', 'npm run rehearse -- --when-possible']);
    expect(read('README.md')).toContain('npm ci && npm test');
    expect(read('README.md')).toContain('npm run rehearse');
    expect(packageJson.scripts.test).toBe('npm run check');
  });

  it('every script that package.json names exists', () => {
    const entries = Object.values<string>(packageJson.scripts).flatMap(
      (script) => /^node scripts\/run\.mjs (\S+\.ts)/.exec(script)?.[1] ?? [],
    );
    expect(entries.filter((entry) => !existsSync(entry))).toEqual([]);
  });

  it('every lesson from other systems has the test that it names', () => {
    const tests = sources.filter((file) => file.endsWith('.test.ts')).map(read);
    const named = read('docs/lessons.md')
      .split('\n')
      .filter((line) => line.startsWith('| ') && !line.startsWith('| ---'))
      .slice(1)
      .map((line) => line.split(' | ').at(-1)?.replace(/ \|$/, '') ?? '');
    expect(named.length).toBeGreaterThan(20);
    expect(named.filter((title) => !tests.some((text) => text.includes(title)))).toEqual([]);
  });
});
