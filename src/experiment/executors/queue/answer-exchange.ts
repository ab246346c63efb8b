import { createHash } from 'node:crypto';
import type { SharedAnswers } from '../assignment.js';
import { floatBytes, floatsOf } from './float-bytes.js';
import type { SharedFiles } from './share/shared-files.js';

const file = 'logits.bin';
const digestBytes = 32;

/**
 * Where machines leave answers of teachers for each other: a digest of name and numbers, then the numbers, float32 and little-endian. An
 * answer that cannot be had, or is damaged, is asked for anew: that takes time, and nothing else.
 */
export class AnswerExchange implements SharedAnswers {
  readonly #said = new Set<string>();

  constructor(
    private readonly files: SharedFiles,
    private readonly say: (line: string) => void,
  ) {}

  async get(name: string): Promise<Float32Array | undefined> {
    try {
      const [found] = await this.files.get(placeOf(name), [file]);
      if (found === undefined) return undefined;
      const numbers = found.subarray(digestBytes);
      if (found.subarray(0, digestBytes).equals(digestOf(name, numbers))) return floatsOf(numbers);
      this.say(`${this.files.text}: the teacher's answers ${name} are damaged, and it is asked anew`);
    } catch (error) {
      this.#tell(`the teacher's answers cannot be read, and it is asked anew (${messageOf(error)})`);
    }
    return undefined;
  }

  async put(name: string, answers: Float32Array): Promise<void> {
    const numbers = floatBytes(answers);
    const { mostBytes = Infinity } = this.files;
    if (numbers.length > mostBytes) {
      const mebibytes = (count: number) => (count / 2 ** 20).toFixed(1);
      this.#tell(
        `the teacher's answers have ${mebibytes(numbers.length)} MiB, and ${mebibytes(mostBytes)} travel through Redis: each process asks it; --share carries them`,
      );
      return;
    }
    try {
      const content = Buffer.concat([digestOf(name, numbers), numbers]);
      await this.files.put(placeOf(name), new Map([[file, content]]));
    } catch (error) {
      this.#tell(`the teacher's answers cannot be left there for others (${messageOf(error)})`);
    }
  }

  /** Once. */
  #tell(problem: string): void {
    if (this.#said.has(problem)) return;
    this.#said.add(problem);
    this.say(`${this.files.text}: ${problem}`);
  }
}

function placeOf(name: string): string {
  return `answers/${name}`;
}

function digestOf(name: string, numbers: Buffer): Buffer {
  return createHash('sha256').update(`${name}\n`).update(numbers).digest();
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
