import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { mostBytes } from '../../../data/memory-limit.js';
import { QueueError } from '../../../errors.js';
import { decodeFloat32, encodeFloat32 } from '../../../file/float32-base64.js';
import type { Task, TaskResult } from '../../task.js';

const [pack, unpack] = [promisify(gzip), promisify(gunzip)];

/** A result as Redis keeps it: JSON with base64 for float32 numbers, packed. The same numbers come out, to the bit. */
export async function encodeResult(result: TaskResult): Promise<Buffer> {
  const text = JSON.stringify(result, (_key, value: unknown) =>
    value instanceof Float32Array ? { float32: encodeFloat32(value) } : value,
  );
  return pack(text, { level: 1 });
}

/** @throws {QueueError} when it is no result of the task */
export async function decodeResult(bytes: Buffer, task: Task): Promise<TaskResult> {
  try {
    const text = (await unpack(bytes, { maxOutputLength: Math.min(mostBytes(), 2 ** 31 - 1) })).toString();
    const result = JSON.parse(text, (_key, value: unknown) =>
      isFloat32(value) ? decodeFloat32(value.float32) : value,
    ) as Partial<TaskResult>;
    const kind = task.kind === 'teacher' ? 'teacher' : 'tree';
    if (result.kind === kind && result.record?.key === task.key) return result as TaskResult;
  } catch (error) {
    throw new QueueError(`the queue holds a damaged result of task ${task.key}`, { cause: error });
  }
  throw new QueueError(`the queue holds the result of another task in the place of ${task.key}`);
}

function isFloat32(value: unknown): value is { readonly float32: string } {
  return (
    typeof value === 'object' && value !== null && 'float32' in value && typeof value.float32 === 'string'
  );
}
