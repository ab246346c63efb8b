import { UsageError } from '../../../errors.js';

/** Where a queue is. Only `text` may be printed. */
export interface QueueAddress {
  readonly host: string;
  readonly port: number;
  readonly tls: boolean;
  /** Of Redis, by its number. */
  readonly database: number;
  readonly name: string;
  readonly user: string | undefined;
  readonly password: string | undefined;
  /** `redis://host:6379/name`, without user and password. */
  readonly text: string;
}

const form =
  'redis://HOST/NAME (rediss:// with TLS; :PORT and ?db=NUMBER where they differ from 6379 and 0; user and password in SDT_REDIS_USER and SDT_REDIS_PASSWORD)';
const usualPort = 6379;

/**
 * Reads `redis://user:password@host:port/name?db=0`. User and password of the environment go before those of the address, which other
 * users of the machine see.
 *
 * @throws {UsageError} when it is none; the text is not repeated, for it may hold a password
 */
export function parseQueueAddress(
  text: string,
  environment: Readonly<Record<string, string | undefined>>,
): QueueAddress {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !['redis:', 'rediss:'].includes(url.protocol) || url.hostname === '')
    throw new UsageError(`--queue must be ${form}`);
  const name = url.pathname.slice(1);
  if (name.includes('@')) {
    throw new UsageError(
      `--queue has a "/" in its user or password; write %2F, or use SDT_REDIS_USER and SDT_REDIS_PASSWORD; its form is ${form}`,
    );
  }
  if (!/^[A-Za-z0-9._-]+$/.test(name) || /^\d+$/.test(name)) {
    throw new UsageError(
      `--queue must end with the name of the queue, of letters, digits, ".", "_" and "-" and no mere number, found ${JSON.stringify(name)}; its form is ${form}`,
    );
  }
  const unknown = [...url.searchParams.keys()].filter((key) => key !== 'db');
  const database = Number(url.searchParams.get('db') ?? 0);
  if (unknown.length > 0 || !Number.isInteger(database) || database < 0 || url.hash !== '')
    throw new UsageError(`--queue takes ?db=NUMBER and nothing else behind the name; its form is ${form}`);
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  const port = url.port === '' ? usualPort : Number(url.port);
  return {
    host,
    port,
    tls: url.protocol === 'rediss:',
    database,
    name,
    user: given(environment.SDT_REDIS_USER) ?? decoded(url.username),
    password: given(environment.SDT_REDIS_PASSWORD) ?? decoded(url.password),
    text: `${url.protocol}//${url.hostname}:${port}/${name}${database === 0 ? '' : `?db=${database}`}`,
  };
}

function given(text: string | undefined): string | undefined {
  return text === '' ? undefined : text;
}

function decoded(part: string): string | undefined {
  try {
    return given(decodeURIComponent(part));
  } catch {
    throw new UsageError(
      '--queue has a user or password with a "%" that stands for nothing; write %25, or use SDT_REDIS_USER and SDT_REDIS_PASSWORD',
    );
  }
}

/** The text with user and password left out wherever a server or a library repeats them. */
export function withoutSecrets(text: string, { user, password }: QueueAddress): string {
  const told =
    password === undefined
      ? text
      : text.replaceAll(password, '***').replaceAll(encodeURIComponent(password), '***');
  // Servers name the user as a word of its own; "default" is everybody's.
  return user === undefined || user === 'default'
    ? told
    : told
        .split(/([\s"',;]+)/)
        .map((word) => (word === user || word === encodeURIComponent(user) ? '***' : word))
        .join('');
}
