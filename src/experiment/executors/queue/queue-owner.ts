import { QueueError } from '../../../errors.js';
import type { QueueConnection } from './queue-connection.js';
import { codeText, isSameCode, type CodeVersion } from './queued-experiment.js';

/** The experiment that a queue belongs to: it stays its own until all is gathered, whether it runs or not. */
export interface QueueOwner {
  /** The same when the experiment is started again. */
  readonly id: string;
  /** For people: the command, and where its results go. */
  readonly command: string;
  readonly folder: string;
  readonly host: string;
  readonly since: string;
  readonly code: CodeVersion;
}

/** An owner that runs says so at least this often. */
export const renewSeconds = 5;
const silentSeconds = 30;

/** Whose queue it is. */
export class QueueOwnership {
  constructor(private readonly connection: QueueConnection) {}

  /** Who it is now. */
  async owner(): Promise<QueueOwner | undefined> {
    const text = await this.connection.ask((client) => client.get(this.#key('owner')));
    return text === null ? undefined : (JSON.parse(text) as QueueOwner);
  }

  /**
   * Takes a queue that is nobody's, or one's own from before.
   *
   * @throws {QueueError} naming the other experiment whose it is
   */
  async claim(owner: QueueOwner): Promise<void> {
    const taken = await this.connection.ask((client) =>
      client.set(this.#key('owner'), JSON.stringify(owner), 'NX'),
    );
    const known = taken === 'OK' ? owner : await this.owner();
    if (known === undefined) return this.claim(owner); // given back in between
    if (known.id !== owner.id) throw await this.#refusal(known);
    if (!isSameCode(known.code, owner.code)) {
      throw new QueueError(
        `queue ${this.connection.address.text} holds what this experiment had done by ${codeText(known.code)}, and this is ${codeText(owner.code)}: go on with the version that began, or throw it away with --empty-queue`,
      );
    }
    await this.renew(owner);
  }

  /** Says that the owner runs. */
  async renew({ id }: QueueOwner): Promise<void> {
    await this.connection.ask((client) => client.set(this.#key('running'), id, 'EX', silentSeconds));
  }

  /** Says that it has stopped, and that the queue stays its own. */
  async rest(): Promise<void> {
    await this.connection.ask((client) => client.del(this.#key('running')));
  }

  /** @throws {QueueError} when another experiment runs that owns the queue */
  async assertIdle({ id }: QueueOwner): Promise<void> {
    const known = await this.owner();
    if (known !== undefined && known.id !== id && (await this.#isRunning())) throw await this.#refusal(known);
  }

  async #isRunning(): Promise<boolean> {
    return (await this.connection.ask((client) => client.exists(this.#key('running')))) === 1;
  }

  async #refusal({ command, folder, host, since }: QueueOwner): Promise<QueueError> {
    const advice = (await this.#isRunning())
      ? 'which runs; name another queue'
      : 'which has stopped and can be started again; name another queue, or throw its tasks and results away with --empty-queue';
    return new QueueError(
      `queue ${this.connection.address.text} belongs to another experiment, "${command}" (${folder} on ${host}, since ${since}), ${advice}`,
    );
  }

  #key(name: string): string {
    return this.connection.key(name);
  }
}
