// The direction of imports (docs/architecture.md). scripts/check-layers.ts runs it and fails when it saw no modules.
// Packages that hold types alone: there is no module to resolve.
const typesOnly = ['^aws-lambda$', '^@medplum/fhirtypes$'];
const only = (name, from, allowed) => ({
  name,
  severity: 'error',
  from: { path: from },
  to: {
    pathNot: [...allowed, '^node:', ...typesOnly],
    dependencyTypesNot: ['npm', 'npm-dev', 'npm-optional', 'core'],
  },
});
module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    { name: 'nothing-unresolved', severity: 'error', from: {}, to: { couldNotResolve: true, pathNot: typesOnly } },
    {
      name: 'domain-is-pure',
      comment: 'The rule book knows nothing but itself and the calendar library.',
      severity: 'error',
      from: { path: '^shared/domain/' },
      to: { pathNot: ['^shared/domain/', '^node_modules/temporal-polyfill/'] },
    },
    only('protocols-know-the-domain', '^shared/protocols/', ['^shared/protocols/', '^shared/domain/']),
    only('use-cases-know-the-domain', '^shared/use-cases/', ['^shared/use-cases/', '^shared/domain/']),
    only('contracts-know-the-domain', '^shared/contracts/', ['^shared/contracts/', '^shared/domain/']),
    only('fhir-knows-the-domain', '^shared/fhir/', ['^shared/fhir/', '^shared/domain/']),
    only('text-knows-the-domain', '^shared/text/', ['^shared/text/', '^shared/domain/']),
    ...['store', 'mail', 'pages', 'workflow'].map((layer) =>
      only(`${layer}-is-an-edge`, `^shared/${layer}/`, [
        `^shared/${layer}/`,
        '^shared/(domain|contracts|text)/',
        ...(layer === 'store'
          ? ['^shared/use-cases/ports\\.ts$', '^shared/protocols/']
          : ['^shared/use-cases/ports\\.ts$']),
      ]),
    ),
    only('functions-know-shared', '^functions/', ['^functions/', '^shared/', '^docs/examples/']),
    {
      name: 'nothing-imports-functions-or-tests',
      comment: 'Homes load functions by the entry that the manifest names.',
      severity: 'error',
      from: { pathNot: '^(functions|test)/' },
      to: { path: '^(functions|test)/' },
    },
    {
      name: 'checkers-know-only-the-design',
      comment: 'What judges the product is written apart from it: it shares no code with what it judges.',
      severity: 'error',
      from: { path: '^scripts/simulate/checkers/' },
      to: { path: '^(shared|functions|infra|scripts)/', pathNot: '^scripts/simulate/checkers/' },
    },
    {
      name: 'functions-do-not-know-homes',
      severity: 'error',
      from: { path: '^(functions|shared)/' },
      to: { path: '^(infra|scripts|console)/' },
    },
    {
      name: 'aws-stays-at-the-edges',
      severity: 'error',
      from: { path: '^shared/(domain|use-cases|contracts|text|protocols|fhir)/' },
      to: { path: 'node_modules/@aws-sdk' },
    },
  ],
  options: {
    parser: 'swc',
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(cdk\\.out|\\.local)/' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default'],
      extensions: ['.ts', '.js', '.cjs', '.mjs', '.json'],
    },
  },
};
