import regexp from 'eslint-plugin-regexp';
import tseslint from 'typescript-eslint';
import rooms from './src/rooms.json' with { type: 'json' };

/** One direction only: extension → {vscode, node} → session → core. */
const layers = {
  core: ['session', 'node', 'vscode'],
  session: ['node', 'vscode'],
  node: ['vscode'],
  vscode: ['node'],
};

/** Packages that make a layer impure; the two inner layers import none of them. */
const impure = '^(vscode$|node:|fs$|http|https$|net$|tls$|os$|path$|child_process$)';

/** The module specifiers that a layer may not import, each with the reason. */
function forbiddenModules(layer) {
  const patterns = [
    {
      regex: `^(\\.\\./)+((${layers[layer].join('|')})/|(extension|features|network|requests)\\.ts)`,
      message: `src/${layer} may not import this: extension → {vscode, node} → session → core.`,
    },
  ];
  if (layer === 'core' || layer === 'session') {
    patterns.push({ regex: impure, message: `src/${layer} is pure: pass it in through a port.` });
  }
  if (layer === 'node') {
    patterns.push({ regex: '^vscode$', message: 'src/node runs without VS Code.' });
  }
  return patterns;
}

const noDynamicImport = {
  selector: 'ImportExpression',
  message: 'Only extension.ts and features.ts load a part later.',
};

/** The calls and classes of VS Code that show a text; src/vscode/host decides how it is escaped. */
const showsText =
  '/^(show(InputBox|QuickPick|(Open|Save)Dialog|(Information|Warning|Error)Message)|setStatusBarMessage|withProgress|create(InputBox|QuickPick|StatusBarItem|Terminal|TreeView|WebviewPanel|TextEditorDecorationType))$/';
const hasText =
  '/^(MarkdownString|CodeLens|Hover|CompletionItem|Diagnostic|CodeAction|InlayHint|TreeItem)$/';
const onlyInHost = [
  `MemberExpression[property.name=${showsText}]`,
  `MemberExpression[property.value=${showsText}]`,
  `ObjectPattern > Property[key.name=${showsText}]`,
  `NewExpression[callee.property.name=${hasText}]`,
  `NewExpression[callee.name=${hasText}]`,
].map((selector) => ({
  selector,
  message: 'Text may come from outside: use the module in src/vscode/host that shows it.',
}));

/** Two failures are the same if their reasons are: each is an object of its own. */
const failureName = '/^([a-z]+F|f)ailure$/';
const noIdentity = [
  ['left', 'right'],
  ['right', 'left'],
].map(([one, other]) => ({
  selector: `BinaryExpression[operator=/^[!=]==?$/]:matches([${one}.name=${failureName}],[${one}.property.name=${failureName}])[${other}.type=/^(Identifier|MemberExpression)$/]:not([${other}.type='Identifier'][${other}.name='undefined'])`,
  message: 'Compare failures by their reason.',
}));

function importRules(files, patterns, syntax = []) {
  return {
    files,
    rules: {
      'no-restricted-imports': ['error', { patterns }],
      'no-restricted-syntax': ['error', noDynamicImport, ...noIdentity, ...syntax],
    },
  };
}

/** One rule for a layer's top level and one for each of its rooms, from src/rooms.json. */
const inAnyLayer = Object.entries(rooms).flatMap(([layer, byRoom]) => [
  importRules([`src/${layer}/*.ts`], forbiddenModules(layer), layer === 'vscode' ? onlyInHost : []),
  ...Object.entries(byRoom).map(([room, allowed]) => {
    const others = Object.keys(byRoom).filter((name) => name !== room && !allowed.includes(name));
    return importRules(
      [`src/${layer}/${room}/**/*.ts`],
      [
        ...forbiddenModules(layer),
        ...(others.length > 0
          ? [
              {
                regex: `^(\\.\\./)+(${others.join('|')})/`,
                message: `src/${layer}/${room} may import ${allowed.join(', ') || 'no other room'}.`,
              },
            ]
          : []),
      ],
      layer === 'vscode' && room !== 'host' ? onlyInHost : [],
    );
  }),
]);

/** requests.ts is loaded with the first request file: it imports neither of the other two nor node/. */
const inRequests = importRules(
  ['src/requests.ts'],
  [
    {
      regex: '^\\./(node/|extension|features|network)',
      message: 'requests.ts gets this passed in.',
    },
  ],
  onlyInHost,
);

const inNetwork = importRules(
  ['src/network.ts'],
  [{ regex: '^\\./(extension|features|requests)', message: 'network.ts gets this passed in.' }],
  onlyInHost,
);

/** The two files that may load a part later. */
const inTheRoots = {
  files: ['src/extension.ts', 'src/features.ts'],
  rules: { 'no-restricted-syntax': ['error', ...noIdentity, ...onlyInHost] },
};

/** `URL.canParse` is true of some addresses that `new URL` refuses, such as a host of 40,000 letters. */
const noCanParse = { object: 'URL', property: 'canParse', message: 'Use URL.parse.' };

/** The two inner layers use no clock, no timers and nothing of Node. */
const inThePureLayers = {
  files: ['src/core/**/*.ts', 'src/session/**/*.ts'],
  rules: {
    'no-restricted-globals': [
      'error',
      ...[
        'setTimeout',
        'setInterval',
        'setImmediate',
        'performance',
        'fetch',
        'process',
        'console',
        'Buffer',
      ].map((name) => ({ name, message: 'Pass it in through a port.' })),
    ],
    'no-restricted-properties': [
      'error',
      noCanParse,
      { object: 'Date', property: 'now', message: 'The clock is passed in.' },
      { object: 'AbortSignal', property: 'timeout', message: 'The timer is passed in.' },
      { object: 'Math', property: 'random', message: 'Randomness is passed in.' },
    ],
    'no-restricted-syntax': [
      'error',
      noDynamicImport,
      ...noIdentity,
      {
        selector: "NewExpression[callee.name='Date'][arguments.length=0]",
        message: 'The clock is passed in.',
      },
    ],
  },
};

/** These expressions read texts from files and servers, so each must take linear time. */
const linearExpressions = {
  files: ['src/**/*.ts'],
  plugins: { regexp },
  rules: {
    'regexp/no-super-linear-backtracking': ['error', { report: 'potential' }],
    'regexp/no-super-linear-move': ['error', { report: 'potential' }],
  },
};

/** Runs before anything is installed, so without types. */
const plainJavaScript = [
  'eslint.config.js',
  'scripts/bootstrap.mjs',
  'tools/registry-vscode/system/cache.mjs',
];

function noImports(files, regex, message) {
  return {
    files,
    rules: { 'no-restricted-imports': ['error', { patterns: [{ regex, message }] }] },
  };
}

/** The package in tools/ imports nothing of this project, which imports only what the package exports. */
const registryVscode = [
  noImports(
    ['tools/**'],
    '^(\\.\\./)+(src|scripts|test)/',
    'This package works for any extension: pass it in.',
  ),
  noImports(
    ['scripts/**', 'test/**'],
    'registry-vscode/(?!index\\.ts|system/)',
    'Import tools/registry-vscode/index.ts, or one of the helpers in its system/.',
  ),
];
/** Limits that keep files and functions readable. */
const readable = {
  files: ['src/**/*.ts'],
  rules: {
    'max-lines': ['error', 250],
    'max-lines-per-function': ['error', 60],
  },
};

export default tseslint.config(
  {
    ignores: [
      'dist/',
      '.build/',
      'node_modules/',
      'test/integration/client-extension/',
      'test/longer/probe/',
    ],
  },
  tseslint.configs.strictTypeChecked,
  tseslint.configs.stylisticTypeChecked,
  {
    languageOptions: {
      parserOptions: {
        projectService: { allowDefaultProject: [...plainJavaScript] },
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      eqeqeq: 'error',
      'no-console': 'error',
      'no-restricted-properties': ['error', noCanParse],
      'no-restricted-exports': ['error', { restrictDefaultExports: { direct: true } }],
    },
  },
  ...inAnyLayer,
  inRequests,
  inNetwork,
  inTheRoots,
  inThePureLayers,
  linearExpressions,
  ...registryVscode,
  readable,
  {
    files: ['test/**/*.ts'],
    rules: {
      // The runner itself awaits the promises of node:test's describe and it.
      '@typescript-eslint/no-floating-promises': [
        'error',
        {
          allowForKnownSafeCalls: [
            {
              from: 'package',
              name: [
                'describe',
                'it',
                'test',
                'before',
                'after',
                'beforeEach',
                'afterEach',
                'suite',
              ],
              package: 'node:test',
            },
          ],
        },
      ],
    },
  },
  {
    files: ['scripts/**', 'tools/**', 'test/longer/**', 'test/sandbox/main.ts'],
    rules: { 'no-console': 'off' },
  },
  {
    files: plainJavaScript,
    ...tseslint.configs.disableTypeChecked,
    rules: { ...tseslint.configs.disableTypeChecked.rules, 'no-restricted-exports': 'off' },
  },
);
