import js from '@eslint/js';
import tseslint from 'typescript-eslint';

/**
 * Which folders of src/ each folder may import from: the arrows of the architecture, drawn in CONTRIBUTING.md.
 * `errors.ts` may be imported from everywhere; `index.ts` from nowhere inside src/.
 */
const allowedImports = {
  compile: [],
  optimizer: [],
  engine: ['compile', 'optimizer'],
  data: [],
  tree: ['data', 'compile'],
  teacher: ['data', 'engine', 'compile', 'optimizer'],
  export: ['tree', 'data', 'compile'],
  render: ['tree', 'export', 'data'],
  distill: ['tree', 'teacher', 'export', 'data', 'engine', 'compile', 'optimizer'],
  experiment: ['distill', 'render', 'export', 'tree', 'teacher', 'data', 'engine', 'compile', 'optimizer'],
  cli: [
    'experiment',
    'distill',
    'render',
    'export',
    'tree',
    'teacher',
    'data',
    'engine',
    'compile',
    'optimizer',
  ],
};
const folders = Object.keys(allowedImports);

/** Packages that only the named places may import, so that each has one gateway. */
const gateways = {
  'onnxruntime-node': ['src/engine/**'],
  '@tensorflow/tfjs': [
    'src/compile/**',
    'src/engine/**',
    'src/teacher/**',
    'src/tree/objective/**',
    'src/distill/**',
  ],
  'onnx-proto': ['src/compile/**'],
  commander: ['src/cli/**'],
};

function forbiddenFolders(folder) {
  return folders
    .filter((other) => other !== folder && !allowedImports[folder].includes(other))
    .map((other) => ({
      group: [`**/${other}/**`],
      message: `src/${folder} must not import from src/${other}: arrows between folders run one way (see CONTRIBUTING.md).`,
    }));
}

function forbiddenPackages(isAllowed) {
  return Object.keys(gateways)
    .filter((name) => !isAllowed(name))
    .map((name) => ({
      group: [name, `${name}/*`],
      message: `${name} may be imported only from ${gateways[name].join(', ')}.`,
    }));
}

const arrowRules = folders.map((folder) => ({
  files: [`src/${folder}/**/*.{ts,tsx}`],
  ignores: ['src/tree/objective/**', 'src/**/assembly/**'],
  rules: {
    'no-restricted-imports': [
      'error',
      {
        patterns: [
          ...forbiddenFolders(folder),
          ...forbiddenPackages((name) => gateways[name].includes(`src/${folder}/**`)),
        ],
      },
    ],
  },
}));

export default tseslint.config(
  { ignores: ['dist/', 'node_modules/', 'reports/', 'src/**/assembly/', 'coverage/'] },
  js.configs.recommended,
  {
    files: ['**/*.{ts,tsx}'],
    extends: [...tseslint.configs.strictTypeChecked, ...tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
    },
  },
  ...arrowRules,
  {
    files: ['**/*.js', '**/*.cjs'],
    languageOptions: {
      globals: { process: 'readonly', console: 'readonly', module: 'writable', require: 'readonly' },
    },
  },
);
