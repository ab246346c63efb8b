import { createHash } from 'node:crypto';
import type { UnlabelledDataset } from '../../data/dataset.js';
import type { Features } from '../../data/features.js';
import { hashFeatures } from '../../data/fingerprint.js';
import type { KeptAnswers, Question } from '../../distill/kept-answers.js';
import type { MachineRecord } from '../../engine/machine.js';
import { toolVersion } from '../../file/tool-version.js';
import type { SharedAnswers } from './assignment.js';

const nameLength = 32;

/**
 * The answers of one teacher: those of this process are kept, and those of others are taken where they are the bytes that this one would
 * compute. Their name follows from all that decides them: teacher, rows, question, version, and the kind of machine.
 */
export class TeacherAnswers implements KeptAnswers {
  readonly #known = new Map<string, Float32Array>();
  /** Digests of rows that several trees have. */
  readonly #digests = new WeakMap<Features, string>();

  /**
   * @param fingerprint of the teacher's files; absent: its answers are nobody else's
   * @param shared default: none
   */
  constructor(
    private readonly fingerprint: string | undefined,
    private readonly machine: MachineRecord,
    private readonly shared?: SharedAnswers,
  ) {}

  async logits(
    rows: UnlabelledDataset,
    question: Question,
    ask: () => Promise<Float32Array>,
  ): Promise<Float32Array> {
    const name = this.#nameOf(rows, question);
    const known = this.#known.get(name) ?? (await this.#others(name, rows));
    const answers = known ?? (await ask());
    this.#known.set(name, answers);
    if (known === undefined && this.fingerprint !== undefined) await this.shared?.put(name, answers);
    return answers;
  }

  async #others(
    name: string,
    { rowCount, classNames }: UnlabelledDataset,
  ): Promise<Float32Array | undefined> {
    if (this.fingerprint === undefined) return undefined;
    const found = await this.shared?.get(name);
    return found?.length === rowCount * classNames.length ? found : undefined;
  }

  #nameOf({ features, rowCount, featureCount, inputShape }: UnlabelledDataset, question: Question): string {
    const digest = this.#digests.get(features) ?? hashFeatures(createHash('sha256'), features).digest('hex');
    this.#digests.set(features, digest);
    const { fingerprint, machine } = this;
    const rows = { digest, rowCount, featureCount, inputShape };
    return createHash('sha256')
      .update(JSON.stringify({ fingerprint, machine, version: toolVersion(), question, rows }))
      .digest('hex')
      .slice(0, nameLength);
  }
}
