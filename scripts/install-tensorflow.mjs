import { Buffer } from 'node:buffer';
import { spawnSync } from 'node:child_process';
import console from 'node:console';
import {
  closeSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { Unzip, UnzipInflate } from 'fflate';

/**
 * Gives `@tensorflow/tfjs-node` TensorFlow's C library from a Python wheel, for machines where its own download is refused:
 *
 *     node scripts/install-tensorflow.mjs [WHEEL | FOLDER]
 *
 * WHEEL is a file of tensorflow or tensorflow-cpu, FOLDER one that such a wheel is unpacked or installed in; without either, pip
 * downloads the pinned one. All is built and tried beside the package, which is replaced at the very end: on failure
 * `node_modules` is as it was.
 */
const binding = { name: '@tensorflow/tfjs-node', version: '4.22.0' };
const wheel = { name: 'tensorflow-cpu', version: '2.15.1', python: '311' };
const nodeGyp = 'node-gyp@11.4.2';
/** What of a wheel is needed, and the names by which the binding is linked. */
const libraries = {
  'libtensorflow_cc.so.2': 'libtensorflow.so',
  'libtensorflow_framework.so.2': 'libtensorflow_framework.so',
};
const headers = /^include\/(tensorflow|tsl|xla)\/.*\.(h|inc)$/;
const isNeeded = (name) => name in libraries || (headers.test(name) && !name.includes('..'));

class InstallError extends Error {}

/** @returns stdout; throws with the end of what the program said */
function run(command, argv, { cwd = process.cwd(), env = {} } = {}) {
  const { status, error, stdout, stderr } = spawnSync(command, argv, {
    cwd,
    env: { ...process.env, ...env },
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  });
  if (status === 0) return stdout;
  const said = error?.message ?? `${stdout}\n${stderr}`.trim().split('\n').slice(-30).join('\n');
  throw new InstallError(
    `${command} ${argv.slice(0, 4).join(' ')} … failed (${status ?? 'not started'}):\n${said}`,
  );
}

function assertSource(source) {
  if (!existsSync(source)) throw new InstallError(`${source}: no such file or folder`);
  if (statSync(source).isDirectory() || source.endsWith('.whl')) return;
  throw new InstallError(`${source}: must be a wheel (.whl) or a folder that one is unpacked in`);
}

function assertTools() {
  if (process.platform !== 'linux') {
    throw new InstallError(
      `is for Linux, found ${process.platform}; elsewhere install ${binding.name} itself`,
    );
  }
  const missing = ['python3', 'make', 'g++'].filter((tool) => spawnSync(tool, ['--version']).status !== 0);
  if (missing.length > 0)
    throw new InstallError(
      `needs ${missing.join(', ')}, which node-gyp builds with (Debian: apt-get install g++ make python3)`,
    );
}

/** The nearest `node_modules` from here on upwards, where npm installs. */
function modulesFolder() {
  for (let folder = process.cwd(); ; folder = path.dirname(folder)) {
    const modules = path.join(folder, 'node_modules');
    if (existsSync(modules)) return modules;
    if (folder === path.dirname(folder)) {
      throw new InstallError(
        `no node_modules in ${process.cwd()} or above: run it where soft-decision-tree is installed`,
      );
    }
  }
}

/** Packages by their names, those of scopes as well. */
function packagesIn(modules) {
  return readdirSync(modules).flatMap((name) =>
    name.startsWith('@') ? readdirSync(path.join(modules, name)).map((own) => `${name}/${own}`) : [name],
  );
}

function downloadedWheel(folder) {
  if (process.arch !== 'x64')
    throw new InstallError(`knows the wheel for x64 alone, found ${process.arch}: name a wheel or a folder`);
  console.log(`pip downloads ${wheel.name} ${wheel.version} (some 200 MB)`);
  const target = ['--python-version', wheel.python, '--implementation', 'cp', '--abi', `cp${wheel.python}`];
  const place = ['--platform', 'manylinux_2_17_x86_64', '--only-binary=:all:', '--no-deps', '--dest', folder];
  run('python3', [
    '-m',
    'pip',
    'download',
    '--quiet',
    ...target,
    ...place,
    `${wheel.name}==${wheel.version}`,
  ]);
  const [file] = readdirSync(folder).filter((name) => name.endsWith('.whl'));
  return path.join(folder, file);
}

/** Unpacks, in pieces, what is needed. */
function unpack(file, deps) {
  const problems = [];
  const unzip = new Unzip((entry) => {
    const name = entry.name.replace(/^tensorflow\//, '');
    if (entry.name === name || !isNeeded(name)) return;
    const target = openSync(targetOf(name, deps), 'w');
    entry.ondata = (error, chunk, isLast) => {
      if (error) problems.push(`${entry.name}: ${error.message}`);
      else for (let at = 0; at < chunk.length;) at += writeSync(target, chunk, at);
      if (isLast || error) closeSync(target);
    };
    entry.start();
  });
  unzip.register(UnzipInflate);
  const source = openSync(file, 'r');
  const piece = Buffer.alloc(2 ** 20);
  try {
    for (;;) {
      const count = readSync(source, piece);
      unzip.push(Uint8Array.from(piece.subarray(0, count)), count === 0);
      if (count === 0) break;
    }
  } finally {
    closeSync(source);
  }
  if (problems.length > 0) throw new InstallError(`${file}: ${problems[0]}`);
}

function targetOf(name, deps) {
  const target = path.join(deps, name in libraries ? path.join('lib', name) : name);
  mkdirSync(path.dirname(target), { recursive: true });
  return target;
}

/** Copies what is needed from an unpacked wheel. */
function copyFrom(folder, deps) {
  const inner = path.join(folder, 'tensorflow');
  const root = existsSync(path.join(folder, 'include')) ? folder : inner;
  for (const entry of readdirSync(root, { recursive: true, encoding: 'utf8' })) {
    if (isNeeded(entry)) cpSync(path.join(root, entry), targetOf(entry, deps), { dereference: true });
  }
}

function layLibrary(source, deps, scratch) {
  const from = source ?? downloadedWheel(scratch);
  console.log(`takes library and headers from ${from}`);
  if (statSync(from).isDirectory()) copyFrom(from, deps);
  else unpack(from, deps);
  for (const [file, linked] of Object.entries(libraries)) {
    if (!existsSync(path.join(deps, 'lib', file)))
      throw new InstallError(
        `${from}: holds no tensorflow/${file}: a wheel of tensorflow for Linux is needed`,
      );
    symlinkSync(file, path.join(deps, 'lib', linked));
  }
}

function build(folder) {
  const { binary } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
  const version = Math.max(...binary.napi_versions.filter((napi) => napi <= Number(process.versions.napi)));
  const target = path.join(folder, binary.module_path.replace('{napi_build_version}', String(version)));
  // Where Node's own headers lie beside it, none need be downloaded.
  const prefix = path.resolve(process.execPath, '../..');
  const own = existsSync(path.join(prefix, 'include/node/node_api.h')) ? [`--nodedir=${prefix}`] : [];
  console.log('node-gyp builds the binding');
  run(
    'npm',
    [
      ...['exec', '--yes', `--package=${nodeGyp}`, '--', 'node-gyp', 'rebuild', ...own],
      ...[
        `--module_name=${binary.module_name}`,
        `--module_path=${target}`,
        `--napi_build_version=${version}`,
      ],
    ],
    { cwd: folder },
  );
  rmSync(path.join(folder, 'build'), { recursive: true });
}

/** A product of two matrices, in a process of its own: a library that does not fit may end it. */
function check(folder) {
  const program = `
    const util = require('node:util');
    util.isNullOrUndefined ??= (value) => value === null || value === undefined;
    const tf = require(${JSON.stringify(folder)});
    const product = tf.matMul([[1, 2], [3, 4]], [[5, 6], [7, 8]]).dataSync().join();
    if (tf.getBackend() !== 'tensorflow' || product !== '19,22,43,50')
      throw new Error('backend ' + tf.getBackend() + ', product ' + product);`;
  run(process.execPath, ['-e', program], { env: { TF_CPP_MIN_LOG_LEVEL: '2' } });
}

function install(source) {
  if (source !== undefined) assertSource(source);
  const modules = modulesFolder();
  assertTools();
  const scope = path.join(modules, '@tensorflow');
  const place = path.join(modules, binding.name);
  const before = packagesIn(modules);
  const scratch = mkdtempSync(path.join(os.tmpdir(), 'sdt-tensorflow-'));
  const staged = path.join(scope, '.tfjs-node-staged');
  const replaced = path.join(scope, '.tfjs-node-replaced');
  try {
    if (!existsSync(place)) {
      console.log(`npm installs ${binding.name} ${binding.version} without its own download`);
      const quiet = ['--no-save', '--ignore-scripts', '--no-audit', '--no-fund'];
      run('npm', ['install', ...quiet, `${binding.name}@${binding.version}`], { cwd: path.dirname(modules) });
    }
    rmSync(staged, { recursive: true, force: true });
    cpSync(place, staged, { recursive: true, filter: (file) => !/\/(deps|lib|build)$/.test(file) });
    layLibrary(source, path.join(staged, 'deps'), scratch);
    build(staged);
    check(staged);
    renameSync(place, replaced);
    renameSync(staged, place);
    rmSync(replaced, { recursive: true });
  } catch (error) {
    rmSync(staged, { recursive: true, force: true });
    if (!existsSync(place) && existsSync(replaced)) renameSync(replaced, place);
    for (const name of packagesIn(modules))
      if (!before.includes(name)) rmSync(path.join(modules, name), { recursive: true, force: true });
    throw error;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
  console.log('the engine "tensorflow" is there: sdt doctor');
}

try {
  const source = process.argv[2];
  install(source && path.resolve(source));
} catch (error) {
  if (!(error instanceof InstallError)) throw error;
  console.error(`install-tensorflow: ${error.message}\nnode_modules is as it was before.`);
  process.exitCode = 1;
}
