import { QueueError } from '../../../errors.js';
import { systemErrorCode } from '../../../disk/file-problem.js';
import { withoutSecrets, type QueueAddress } from './queue-address.js';

/** What an answer of Redis that begins so means, and what helps. */
const answers: readonly (readonly [begin: RegExp, meaning: string])[] = [
  [
    /^(WRONGPASS|NOAUTH|ERR AUTH|ERR invalid password)/,
    'refuses user or password; give them in SDT_REDIS_USER and SDT_REDIS_PASSWORD',
  ],
  [/^NOPERM/, 'does not allow this user what the queue needs'],
  [/^MISCONF/, 'takes no changes, for it cannot write to its disk (is that full?)'],
  [/^OOM/, 'takes no changes, for its memory is full (maxmemory)'],
  [/^READONLY/, 'is a replica, which takes no changes; name the primary'],
  [/^ERR DB index|^ERR invalid DB/, 'has no database of this number'],
  [/^(LOADING|BUSY)/, 'is busy'],
];

const certificateCodes =
  /^(DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_|CERT_|ERR_TLS_CERT)/;

/** Whether Redis has said that it is full: it takes changes again when there is room. */
export function isFull(error: unknown): boolean {
  if (error instanceof QueueError) return isFull(error.cause);
  return /\b(MISCONF|OOM)\b/.test(messageOf(error));
}

/** What is said of a server that is being started or stopped, or of a network that is away for a while; not of a name that nobody knows. */
const passing =
  /^(ECONN(REFUSED|RESET|ABORTED)|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|EAI_AGAIN)$|^LOADING|Connection is closed|connect ETIMEDOUT/;

/** Whether a problem may pass by itself, so that waiting helps. */
export function isPassing(error: unknown): error is QueueError {
  if (!(error instanceof QueueError)) return false;
  const { cause } = error;
  return passing.test(systemErrorCode(cause) ?? '') || passing.test(messageOf(cause));
}

/** The same problem, after so long a wait. */
export function stillAway(problem: QueueError, seconds: number): QueueError {
  const duration = `${seconds} ${seconds === 1 ? 'second' : 'seconds'}`;
  return new QueueError(`${problem.message}; waited ${duration}`, { cause: problem.cause });
}

/** An error of Redis or of the way to it, as one line without user and password. */
export function queueProblem(error: unknown, address: QueueAddress): QueueError {
  if (error instanceof QueueError) return error;
  const message = messageOf(error);
  const code = systemErrorCode(error);
  const meaning = answers.find(([begin]) => begin.test(message))?.[1];
  const told = withoutSecrets(message, address);
  return new QueueError(
    meaning === undefined
      ? unreachable(code, told, address)
      : `Redis at ${address.text} ${meaning} (${told.replace(/\.$/, '')})`,
    { cause: error },
  );
}

function unreachable(code: string | undefined, message: string, { text, tls }: QueueAddress): string {
  if (code !== undefined && certificateCodes.test(code)) {
    return `the certificate of Redis at ${text} is not trusted (${code}); NODE_EXTRA_CA_CERTS=FILE names an authority of your own`;
  }
  const reason = code ?? message;
  const kind = tls ? 'with TLS (rediss://)' : 'without TLS (redis://)';
  return `no Redis answers ${kind} at ${text} (${reason}); start it there, or correct --queue`;
}

function messageOf(error: unknown): string {
  if (error instanceof AggregateError) return messageOf(error.errors[0]);
  return error instanceof Error ? error.message : String(error);
}
