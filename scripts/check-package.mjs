import { execFileSync, spawnSync } from 'node:child_process';
import console from 'node:console';
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath, URL } from 'node:url';

/**
 * Packs what `npm run build` made, installs it into an empty project as README says, trains, predicts, and type-checks a strict
 * program that imports every entry. Nothing is sent but what npm itself asks its registry.
 */
const root = fileURLToPath(new URL('..', import.meta.url));
const own = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
const project = mkdtempSync(path.join(os.tmpdir(), 'sdt-package-'));

// Settings of this checkout's own .npmrc come as variables when npm runs this script; an empty project has none.
const environment = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !/^(npm_|INIT_CWD$|ONNXRUNTIME_)/i.test(name)),
);

/** @returns both outputs; prints them and ends when the exit status is another than the one wanted */
function run(title, command, argv, { wanted = 0, env = {} } = {}) {
  const start = Date.now();
  const { status, stdout, stderr } = spawnSync(command, argv, {
    cwd: project,
    env: { ...environment, ...env },
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
  console.log(`${title} (${((Date.now() - start) / 1000).toFixed(1)} s)`);
  if (status !== wanted) fail(`exit status ${status}\n${stdout}${stderr}`);
  return `${stdout}${stderr}`;
}

function fail(reason) {
  console.error(`check-package: ${reason}`);
  rmSync(project, { recursive: true, force: true });
  process.exit(1);
}

const sdt = (...argv) => ['npx', ['--no-install', 'sdt', ...argv]];
const packed = execFileSync('npm', ['pack', '--ignore-scripts', '--silent', '--pack-destination', project], {
  cwd: root,
  encoding: 'utf8',
}).trim();
writeFileSync(
  path.join(project, 'package.json'),
  JSON.stringify({ name: 'empty', private: true, type: 'module' }),
);
copyFileSync(path.join(root, 'docs/examples/flowers.csv'), path.join(project, 'flowers.csv'));

const quiet = ['--no-audit', '--no-fund'];
const nodeTypes = `@types/node@${own.devDependencies['@types/node']}`;
run('npm install, as it is', 'npm', ['install', ...quiet, `./${packed}`, nodeTypes]);

if (!existsSync(path.join(project, 'node_modules', 'onnxruntime-node'))) {
  console.log('onnxruntime-node was left out: its download of CUDA libraries is blocked here');
  const doctor = run('sdt doctor', ...sdt('doctor'), { wanted: 1 });
  const cure = /ONNXRUNTIME_NODE_INSTALL=skip npm install/;
  if (!cure.test(doctor)) fail(`sdt doctor does not say how the engine is installed:\n${doctor}`);
  const entries = Object.keys(own.exports).filter((entry) => entry !== './package.json');
  const imports = entries.map((entry) => `await import('${path.posix.join(own.name, entry)}');`).join('');
  run('imports without an engine', process.execPath, ['--input-type=module', '--eval', imports]);
  run('npm install, without them', 'npm', ['install', ...quiet], {
    env: { ONNXRUNTIME_NODE_INSTALL: 'skip' },
  });
}

run('sdt doctor', ...sdt('doctor'));
run('sdt examples', ...sdt('examples', 'iris'));
run('sdt run', ...sdt('run', 'flowers.csv', '--preset', 'smoke', '--out', 'out'));
for (const file of ['trees/flowers/distilled.json', 'reports/flowers/index.html']) {
  if (!existsSync(path.join(project, 'out', file))) fail(`sdt run did not write ${file}`);
}
const tree = 'out/trees/flowers/distilled.json';
run('sdt predict', ...sdt('predict', tree, '--data', 'flowers.csv', '--out', 'answers.csv'));

writeFileSync(
  path.join(project, 'consumer.ts'),
  `import { distill, loadModel, type Answer } from 'soft-decision-tree';
import * as compile from 'soft-decision-tree/compile';
import * as exports from 'soft-decision-tree/export';
import * as inference from 'soft-decision-tree/inference';
import * as render from 'soft-decision-tree/render';
import * as train from 'soft-decision-tree/train';

export const entries: object[] = [compile, exports, inference, render, train];
export async function answers(rows: number[][]): Promise<readonly Answer[]> {
  const model = await distill('flowers.csv', { depth: 3 });
  await model.save('flowers.json');
  return (await loadModel('flowers.json')).predict(rows);
}
`,
);
const compiler = createRequire(import.meta.url).resolve('typescript/bin/tsc');
const strict = ['--strict', '--exactOptionalPropertyTypes', '--noUncheckedIndexedAccess', '--noEmit'];
const target = ['--target', 'ES2023', '--module', 'NodeNext', '--types', 'node'];
// The types of TensorFlow.js have errors, which every user of them skips, as `tsc --init` does.
run('tsc', process.execPath, [compiler, ...strict, ...target, '--skipLibCheck', 'consumer.ts']);

rmSync(project, { recursive: true, force: true });
console.log(`${packed} installs, trains, predicts and type-checks`);
