import { readFileSync } from 'node:fs';
import os from 'node:os';
import type { Engine } from './engine.js';

/** What computed. Data, settings, seed and version being equal, the bytes of a result depend on this alone. */
export interface MachineRecord {
  /** Name, version and device of the engine. */
  readonly engine: string;
  /** Threads of one operation, which decide the order of its sums; absent where the engine chooses them. */
  readonly threads?: number | undefined;
  readonly processor: string;
  /** Instruction sets by which a matrix product is chosen; empty where the system does not tell them. */
  readonly features: readonly string[];
  /** `linux x64` */
  readonly system: string;
  /** Version of Node.js. */
  readonly node: string;
}

export function machineRecord({ description, threads }: Engine): MachineRecord {
  return {
    engine: description,
    threads,
    processor: os.cpus()[0]?.model.trim() ?? 'unknown',
    features: processorFeatures(),
    system: `${process.platform} ${process.arch}`,
    node: process.version,
  };
}

const vectorFeature = /^(avx|fma|f16c|sse4|amx|asimd|sve|sme|i8mm|bf16)/;

/** Linux alone has them in a file. */
function processorFeatures(): string[] {
  let text: string;
  try {
    text = readFileSync('/proc/cpuinfo', 'utf8');
  } catch {
    return [];
  }
  const flags = /^(?:flags|Features)\s*:(.*)$/m.exec(text)?.[1] ?? '';
  return flags.split(' ').filter((flag) => vectorFeature.test(flag));
}
