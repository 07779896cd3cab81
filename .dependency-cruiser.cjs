/** The architecture as rules: contracts know nothing, platform knows contracts, features know each other's services only. */
module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'contracts-import-nothing-of-ours',
      severity: 'error',
      from: { path: '^src/contracts/' },
      to: { path: '^src/', pathNot: '^src/contracts/' },
    },
    {
      name: 'platform-imports-only-contracts',
      severity: 'error',
      from: { path: '^src/platform/' },
      to: { path: '^src/', pathNot: '^src/(platform|contracts)/' },
    },
    {
      name: 'features-meet-through-modules-services-and-entities',
      comment: 'A controller, processor, gateway or query class of another feature is its own business.',
      severity: 'error',
      from: { path: '^src/(?!platform/|contracts/|commands/)([^/]+)/' },
      to: {
        path: '^src/(?!platform/|contracts/)[^/]+/.+\\.(controller|processor|gateway|queries|provider)\\.ts$',
        pathNot: '^src/$1/',
      },
    },
    {
      name: 'a-worker-has-no-routes-of-features',
      comment: 'Its port is for operators, and nothing there asks who somebody is.',
      severity: 'error',
      from: { path: '^src/worker\\.module\\.ts$' },
      to: { path: '^src/(?!platform/).+\\.controller\\.ts$', reachable: true },
    },
    {
      name: 'nothing-imports-an-entry',
      severity: 'error',
      from: {},
      to: { path: '^src/(start|main|worker)\\.ts$' },
    },
    {
      name: 'no-development-dependency-in-the-product',
      severity: 'error',
      from: { path: '^src/', pathNot: '\\.spec\\.ts$' },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'] },
    },
    {
      name: 'no-orphans',
      severity: 'error',
      from: { orphan: true, pathNot: ['\\.spec\\.ts$', '\\.d\\.ts$', '^src/contracts/', '/page/'] },
      to: {},
    },
    { name: 'resolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'require', 'node', 'default', 'types'] },
  },
};
