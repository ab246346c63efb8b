import { QueueError } from '../../../errors.js';
import type { Task, TaskResult } from '../../task.js';
import { floatBytes, floatsOf } from './float-bytes.js';

/** Where an array stood in the JSON: its numbers lie behind. */
interface ArrayPlace {
  readonly float32: number;
}

const lengthBytes = 4;

/**
 * A result as Redis keeps it: the length of its JSON (uint32), the JSON, and one behind the other the float32 numbers of its arrays, all
 * little-endian. The same numbers come out, to the bit.
 */
export function encodeResult(result: TaskResult): Buffer {
  const arrays: Buffer[] = [];
  const text = JSON.stringify(result, (_key, value: unknown) => {
    if (!(value instanceof Float32Array)) return value;
    arrays.push(floatBytes(value));
    return { float32: value.length } satisfies ArrayPlace;
  });
  const json = Buffer.from(text);
  const length = Buffer.alloc(lengthBytes);
  length.writeUInt32LE(json.length);
  return Buffer.concat([length, json, ...arrays]);
}

/** @throws {QueueError} when it is no whole result of the task */
export function decodeResult(bytes: Buffer, task: Task): TaskResult {
  const result = parsed(bytes);
  if (result === undefined) throw new QueueError(`the queue holds a damaged result of task ${task.key}`);
  const kind = task.kind === 'teacher' ? 'teacher' : 'tree';
  if (result.kind === kind && result.record?.key === task.key) return result as TaskResult;
  throw new QueueError(`the queue holds the result of another task in the place of ${task.key}`);
}

/** `undefined` when the bytes are damaged. */
function parsed(bytes: Buffer): Partial<TaskResult> | undefined {
  if (bytes.length < lengthBytes) return undefined;
  let next = lengthBytes + bytes.readUInt32LE();
  if (next > bytes.length) return undefined;
  try {
    const result = JSON.parse(bytes.toString('utf8', lengthBytes, next), (_key, value: unknown) => {
      if (!isArrayPlace(value)) return value;
      const end = next + 4 * value.float32;
      if (end > bytes.length) throw new RangeError('numbers are missing');
      const numbers = floatsOf(bytes.subarray(next, end));
      next = end;
      return numbers;
    }) as Partial<TaskResult>;
    return next === bytes.length ? result : undefined;
  } catch {
    return undefined;
  }
}

function isArrayPlace(value: unknown): value is ArrayPlace {
  return (
    typeof value === 'object' && value !== null && 'float32' in value && Number.isSafeInteger(value.float32)
  );
}
