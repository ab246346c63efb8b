import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';

/** A server that speaks S3 and checks every signature; its one user has the same word for name and key. */
interface Server {
  run(): Promise<AddressInfo>;
  close(): Promise<void>;
}
interface ServerOptions {
  readonly address: string;
  readonly port: number;
  readonly silent: boolean;
  readonly directory: string;
  readonly configureBuckets: readonly { readonly name: string; readonly configs: readonly string[] }[];
}
const Server = createRequire(import.meta.url)('@20minutes/s3rver') as new (options: ServerOptions) => Server;
const user = 'S3RVER';

/** An S3-compatible store of one's own, on a free port, in a temporary folder. */
export class S3Store {
  private constructor(
    private readonly server: Server,
    private readonly folder: string,
    readonly endpoint: string,
  ) {}

  /** @param bucket that there is */
  static async start(bucket: string): Promise<S3Store> {
    const directory = await mkdtemp(path.join(os.tmpdir(), 'sdt-s3-'));
    const place = { address: '127.0.0.1', port: 0, silent: true };
    const server = new Server({ ...place, directory, configureBuckets: [{ name: bucket, configs: [] }] });
    const { port } = await server.run();
    return new S3Store(server, directory, `http://127.0.0.1:${port}`);
  }

  /** What a process needs in its environment. */
  get environment(): Record<string, string> {
    return { AWS_ENDPOINT_URL: this.endpoint, AWS_ACCESS_KEY_ID: user, AWS_SECRET_ACCESS_KEY: user };
  }

  /** Names of all objects of a bucket. */
  async objects(bucket: string): Promise<string[]> {
    const top = path.join(this.folder, bucket);
    const entries = await readdir(top, { recursive: true, withFileTypes: true });
    const ending = '._S3rver_object';
    return entries
      .filter((entry) => entry.name.endsWith(ending))
      .map((entry) => path.relative(top, path.join(entry.parentPath, entry.name)).slice(0, -ending.length))
      .sort();
  }

  /** Where the bytes of an object lie. */
  fileOf(bucket: string, object: string): string {
    return path.join(this.folder, bucket, `${object}._S3rver_object`);
  }

  async remove(): Promise<void> {
    await this.server.close();
    await rm(this.folder, { recursive: true, force: true });
  }
}
