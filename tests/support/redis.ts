import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, connect, type AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';

/** Whether `redis-server` is on this machine; where it is not, a line says that what needs it was not tried. */
export function hasRedis(): boolean {
  const { error } = spawnSync('redis-server', ['--version'], { stdio: 'ignore' });
  if (error !== undefined) console.warn('not tested: queues, for redis-server is not installed');
  return error === undefined;
}

/** A Redis of one's own, on a free port, which logs every change in a temporary folder. */
export class RedisServer {
  #process: ChildProcess | undefined;

  private constructor(
    readonly port: number,
    readonly folder: string,
    private readonly options: readonly string[],
  ) {}

  /** @param options such as `['--requirepass', 'secret']` */
  static async start(options: readonly string[] = [], folder?: string): Promise<RedisServer> {
    const own = folder ?? (await mkdtemp(path.join(os.tmpdir(), 'sdt-redis-')));
    const tls = options[options.indexOf('--tls-port') + 1];
    const port = options.includes('--tls-port') ? Number(tls) : await freePort();
    const server = new RedisServer(port, own, options);
    await server.begin();
    return server;
  }

  /** Address of a queue. */
  url(name = 'trees'): string {
    return `redis://127.0.0.1:${this.port}/${name}`;
  }

  /** Starts it, with what it had before. */
  async begin(): Promise<void> {
    const port = this.options.includes('--tls-port') ? [] : ['--port', String(this.port)];
    const log = ['--appendonly', 'yes', '--save', '', '--dir', this.folder, '--logfile', 'log'];
    const server = spawn('redis-server', [...port, ...log, ...this.options], { stdio: 'ignore' });
    this.#process = server;
    for (;;) {
      if (await answers(this.port)) return;
      if (server.exitCode !== null) throw new Error(`redis-server has ended with ${server.exitCode}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  /** Ends it: in good order by SIGTERM, in none by SIGKILL. */
  async end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    const server = this.#process;
    this.#process = undefined;
    if (server?.exitCode !== null || server.signalCode !== null) return;
    const ended = once(server, 'exit');
    server.kill(signal);
    await ended;
  }

  /** Ends it and removes what it had. */
  async remove(): Promise<void> {
    await this.end('SIGKILL');
    await rm(this.folder, { recursive: true, force: true });
  }
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
