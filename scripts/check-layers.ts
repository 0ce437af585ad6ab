// Runs dependency-cruiser over the whole repository and fails when it saw no modules:
// without a parser that reads TypeScript it reports success on an empty graph.
import { createRequire } from 'node:module';
import { cruise, type IReporterOutput } from 'dependency-cruiser';

const config = createRequire(import.meta.url)('../.dependency-cruiser.cjs');
const modulesMin = 40;

const { output, exitCode }: IReporterOutput = await cruise(['infra', 'functions', 'shared', 'scripts', 'test'], {
  ...config.options,
  validate: true,
  ruleSet: { forbidden: config.forbidden },
  outputType: 'err',
});
const { output: graph } = await cruise(['shared', 'functions'], { ...config.options, outputType: 'json' });
const seen = JSON.parse(String(graph)).modules.filter((module: { source: string }) =>
  module.source.endsWith('.ts'),
).length;
process.stdout.write(String(output));
if (seen < modulesMin) {
  process.stderr.write(
    `dependency-cruiser read ${seen} TypeScript modules, expected at least ${modulesMin}: is @swc/core installed?\n`,
  );
  process.exit(1);
}
process.exit(exitCode);
