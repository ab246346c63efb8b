import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type * as aws4fetch from 'aws4fetch';
import { systemErrorCode } from '../../../../disk/file-problem.js';
import { isPackageMissing } from '../../../../engine/missing-package.js';
import { QueueError } from '../../../../errors.js';
import { UnfitWorkerError } from '../unfit-worker.js';
import type { S3Address } from './s3-address.js';

/** A store that is busy or away for a moment is asked again, after 0.2, 0.4 and 0.8 seconds. */
const retries = 3;
const retryMilliseconds = 200;

/** @throws {QueueError} saying how the package is installed where it is not there */
export async function loadS3Package(
  importModule: () => Promise<typeof aws4fetch> = () => import('aws4fetch'),
): Promise<typeof aws4fetch> {
  try {
    return await importModule();
  } catch (error) {
    if (!isPackageMissing(error, 'aws4fetch')) throw error;
    throw new QueueError(
      '--share s3://... needs the package aws4fetch, which is not installed: npm install aws4fetch',
      { cause: error },
    );
  }
}

/** Objects of an S3-compatible store below a prefix, each read and written as a whole. */
export class S3Objects {
  private constructor(
    private readonly address: S3Address,
    private readonly client: aws4fetch.AwsClient,
  ) {}

  static async open(address: S3Address): Promise<S3Objects> {
    const { AwsClient } = await loadS3Package();
    const { accessKeyId, secretAccessKey, sessionToken, region } = address;
    const credentials = { accessKeyId, secretAccessKey, ...(sessionToken !== undefined && { sessionToken }) };
    return new S3Objects(address, new AwsClient({ ...credentials, region, service: 's3', retries: 0 }));
  }

  /**
   * The bytes of an object; `undefined` when there is none.
   *
   * @throws {QueueError} in one line when the store does not answer or refuses, or the object ends too early
   */
  async get(name: string): Promise<Buffer | undefined> {
    return this.#ask('GET', name, undefined, async (response) =>
      response.status === 404 ? undefined : Buffer.from(await response.arrayBuffer()),
    );
  }

  /** @throws {QueueError} in one line when the store does not answer or refuses */
  async has(name: string): Promise<boolean> {
    return this.#ask('HEAD', name, undefined, (response) => Promise.resolve(response.status !== 404));
  }

  /** @throws {QueueError} in one line when the store does not answer or refuses */
  async put(name: string, bytes: Uint8Array): Promise<void> {
    await this.#ask('PUT', name, bytes, () => Promise.resolve());
  }

  async #ask<T>(
    method: 'GET' | 'HEAD' | 'PUT',
    name: string,
    body: Uint8Array | undefined,
    answer: (response: Response) => Promise<T>,
  ): Promise<T> {
    for (let attempt = 0; ; attempt++) {
      try {
        const response = await this.#request(method, name, body);
        const isThere = response.ok || (response.status === 404 && method !== 'PUT');
        if (isThere && (await this.#bucketIsThere(method, response))) return await answer(response);
        throw await this.#refusal(response, name);
      } catch (error) {
        const problem = error instanceof QueueError ? error : this.#unreachable(error, name);
        if (problem instanceof UnfitWorkerError || attempt === retries) throw problem;
        await sleep(retryMilliseconds * 2 ** attempt);
      }
    }
  }

  #request(method: string, name: string, body: Uint8Array | undefined): Promise<Response> {
    const { endpoint, bucket, prefix } = this.address;
    const path = [bucket, ...`${prefix}${name}`.split('/')].map(encodeURIComponent).join('/');
    const digest = body && createHash('sha256').update(body).digest('hex');
    return this.client.fetch(`${endpoint}/${path}`, {
      method,
      redirect: 'manual', // a signature is for one address
      ...(body !== undefined && { body: new Uint8Array(body) }),
      ...(digest !== undefined && { headers: { 'X-Amz-Content-Sha256': digest } }),
    });
  }

  /** Whether an object that is not there lacks no more than itself; what is asked by HEAD has no answer that would say so. */
  async #bucketIsThere(method: string, response: Response): Promise<boolean> {
    if (response.status !== 404 || method === 'HEAD') return true;
    return codeOf(await response.clone().text()) !== 'NoSuchBucket';
  }

  /** Of what a store says the code alone is repeated: the rest may hold what was signed. */
  async #refusal(response: Response, name: string): Promise<QueueError> {
    const { text, endpoint, bucket } = this.address;
    const { status } = response;
    const code = codeOf(await response.text().catch(() => ''));
    const reason = code === undefined ? `status ${status}` : `${code}, status ${status}`;
    if (code === 'NoSuchBucket')
      return new UnfitWorkerError(
        `${text}: ${endpoint} has no bucket "${bucket}"; make it, or correct --share`,
      );
    if (status === 401 || status === 403) {
      return new UnfitWorkerError(
        `${text}: ${endpoint} refuses AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or what they may do there (${reason})`,
      );
    }
    const problem = `${text}: ${endpoint} refuses ${name} (${reason})`;
    return status >= 500 || status === 429 ? new QueueError(problem) : new UnfitWorkerError(problem);
  }

  #unreachable(error: unknown, name: string): QueueError {
    const { text, endpoint } = this.address;
    const { message, cause = error } = asError(error);
    const code = systemErrorCode(cause) ?? asError(cause).message;
    const isCut = message === 'terminated';
    return new QueueError(
      isCut
        ? `${text}: ${name} ends too early (${code})`
        : `${text}: no store answers at ${endpoint} (${code}); start it there, or correct AWS_ENDPOINT_URL`,
      { cause: error },
    );
  }
}

/** By form rather than class: errors of Node's own code may be of another realm. */
function asError(error: unknown): { readonly message: string; readonly cause?: unknown } {
  const isError = typeof error === 'object' && error !== null && 'message' in error;
  return isError && typeof error.message === 'string'
    ? { message: error.message, cause: 'cause' in error ? error.cause : undefined }
    : { message: String(error) };
}

/** `<Code>NoSuchKey</Code>` */
function codeOf(answer: string): string | undefined {
  return /<Code>(\w{1,64})<\/Code>/.exec(answer)?.[1];
}
