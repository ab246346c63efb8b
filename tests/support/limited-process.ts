import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';

const loader = createRequire(import.meta.url).resolve('tsx');

/** What a process left behind. */
export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly log: string;
}

/** Node on a module in TypeScript, in a process of its own. */
export function nodeCommand(module: string, ...argv: string[]): string[] {
  return [process.execPath, '--import', loader, module, ...argv];
}

/** Environment of a process that shall leave no trace outside `folder`: its home, caches and temporary files are there. */
export function ownEnvironment(folder: string): NodeJS.ProcessEnv {
  const { ORT_DISABLE_TELEMETRY: _given, ...environment } = process.env;
  return {
    ...environment,
    HOME: folder,
    XDG_CACHE_HOME: folder,
    TMPDIR: folder,
    TSX_DISABLE_CACHE: '1', // a cache that is cut off by the limit below would be found by others
    FORCE_COLOR: '0',
    NODE_OPTIONS: '',
  };
}

/**
 * Runs a command none of whose files may grow beyond a size. The system then takes a part of what is written, and refuses
 * the rest, as on a full disk; this needs no right to mount one.
 *
 * @param stdout file that gets what the command prints, instead of this test
 */
export async function runWithFileLimit(
  kibibytes: number,
  command: readonly string[],
  folder: string,
  stdout = '/dev/stdout',
): Promise<Ended> {
  const script = stdout === '/dev/stdout' ? 'exec "$@"' : `exec "$@" > "$OUT"`;
  return run(['bash', '-c', `ulimit -f ${kibibytes}; ${script}`, 'bash', ...command], {
    ...ownEnvironment(folder),
    OUT: stdout,
  });
}

/** Runs a command to its end. */
export async function run(
  [program = '', ...argv]: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<Ended> {
  const child = spawn(program, argv, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let [out, log] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (out += chunk));
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (log += chunk));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, out, log };
}
