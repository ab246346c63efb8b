/** What a trial is made of. */
const trial = ['distill', 'train', 'file', 'teacher', 'settings', 'tree', 'data', 'engine'];

/**
 * The arrows between the folders of src/, drawn in CONTRIBUTING.md: which folders each may import from, types included.
 * `errors.ts`, `shell-word.ts` and `wasm-instance.ts` may be imported from everywhere; the entries (`index.ts` and its sisters) from nowhere.
 */
const arrows = {
  disk: [],
  compile: [],
  optimizer: [],
  data: [],
  tree: ['data'],
  settings: ['optimizer', 'data', 'tree'],
  engine: ['settings', 'compile', 'optimizer'],
  objective: ['settings', 'tree', 'compile'],
  teacher: ['disk', 'data', 'engine', 'compile'],
  file: ['disk', 'settings', 'tree', 'data'],
  train: ['file', 'teacher', 'objective', 'settings', 'tree', 'data', 'engine', 'compile', 'optimizer'],
  explain: ['file', 'tree', 'data'],
  distill: ['train', 'file', 'teacher', 'settings', 'tree', 'data', 'engine'],
  model: ['distill', 'explain', 'engine', 'file', 'teacher', 'settings', 'tree', 'data'],
  render: ['explain', 'file', 'tree', 'data'],
  export: ['compile', 'render', 'file', 'tree', 'data'],
  report: ['explain', 'render', 'file', 'tree', 'data'],
  experiment: ['disk', 'report', 'render', ...trial],
  cli: ['disk', 'experiment', 'export', 'report', 'explain', 'render', ...trial],
};
const folders = Object.keys(arrows);

/** Packages that only the named folders or files may import, so that each has one gateway. */
const gateways = {
  'onnxruntime-node': ['engine/onnxruntime.ts'],
  '@tensorflow/tfjs': ['compile', 'engine', 'teacher', 'objective', 'train'],
  'onnx-proto': ['compile'],
  protobufjs: ['teacher'],
  commander: ['cli'],
  ajv: ['file'],
  tinypool: ['experiment/executors/task-pool.ts'],
  bullmq: ['experiment/executors/queue'],
  ioredis: ['experiment/executors/queue'],
  aws4fetch: ['experiment/executors/queue/share/s3-objects.ts'],
  typebox: ['tree', 'file'],
};

const either = (names) => `(${names.join('|')})`;
const packageFolder = (name) => `node_modules/${name.replaceAll('/', '\\/')}/`;

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-circle',
      comment: 'No file imports itself by way of others.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    ...folders.map((folder) => ({
      name: `arrows-of-${folder}`,
      comment: `src/${folder} imports only from: ${arrows[folder].join(', ') || 'no other folder'}.`,
      severity: 'error',
      from: { path: `^src/${folder}/` },
      to: {
        path: '^src/',
        pathNot: [
          `^src/${either([folder, ...arrows[folder]])}/`,
          '^src/(errors|shell-word|wasm-instance)\\.ts$',
        ],
      },
    })),
    ...Object.entries(gateways).map(([name, allowed]) => ({
      name: `gateway-of-${name.replace(/\W/g, '-')}`,
      comment: `${name} is imported only from ${allowed.join(', ')}.`,
      severity: 'error',
      from: { path: '^src/', pathNot: `^src/${either(allowed)}(/|$)` },
      to: { path: [packageFolder(name), `^${name}(/|$)`] },
    })),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '/assembly/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'types'] },
  },
};
