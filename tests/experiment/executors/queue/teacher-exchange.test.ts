import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { InvalidInputError } from '../../../../src/errors.js';
import { FolderShare } from '../../../../src/experiment/executors/queue/share/folder-share.js';
import { RedisFiles } from '../../../../src/experiment/executors/queue/share/redis-files.js';
import { TeacherExchange } from '../../../../src/experiment/executors/queue/teacher-exchange.js';
import { savedTeacher } from '../../../../src/experiment/saved-teacher.js';
import { hasRedis } from '../../../support/redis.js';
import { inTemporaryFolder } from '../../trial-cases.js';
import { writeTeacher } from './queue-cases.js';
import { useRedisConnection } from './redis-connection.js';

const key = '0123456789abcdef';

async function expectTravel(exchange: TeacherExchange, folder: string): Promise<void> {
  const [from, to] = [path.join(folder, 'from'), path.join(folder, 'to')];
  await writeTeacher({ key, folder: from });
  expect(await exchange.fetch(key, to)).toBe(false);
  await exchange.publish(key, from);
  expect(await exchange.fetch(key, to)).toBe(true);
  expect(await savedTeacher(to)).toEqual(await savedTeacher(from));
  expect((await savedTeacher(to))?.record.key).toBe(key);
}

test('a teacher goes through a shared folder; one that is damaged there is none, and is replaced', async () => {
  await inTemporaryFolder(async (folder) => {
    const exchange = new TeacherExchange(new FolderShare(path.join(folder, 'share')));
    await expectTravel(exchange, folder);
    const shared = path.join(folder, 'share/teachers', key, 'weights.bin');
    const whole = await readFile(shared);
    await writeFile(shared, 'other');
    expect(await exchange.fetch(key, path.join(folder, 'third'))).toBe(false);
    await exchange.publish(key, path.join(folder, 'from'));
    expect(await readFile(shared)).toEqual(whole);
    expect(await exchange.fetch(key, path.join(folder, 'third'))).toBe(true);
    await writeFile(path.join(folder, 'from/weights.bin'), 'other');
    await expect(exchange.publish(key, path.join(folder, 'from'))).rejects.toThrow(
      /damaged, or another than 0123456789abcdef/,
    );
  });
});

const suite = hasRedis() ? describe : describe.skip;

suite('through Redis', () => {
  const connection = useRedisConnection();

  test('a teacher goes, but not a large one, which is told with what helps', async () => {
    await inTemporaryFolder(async (folder) => {
      await expectTravel(new TeacherExchange(new RedisFiles(connection())), folder);
      const large = path.join(folder, 'large');
      await writeTeacher({ key, folder: large }, 2 ** 21);
      const publishing = new TeacherExchange(new RedisFiles(connection(), 2 ** 20)).publish(key, large);
      await expect(publishing).rejects.toThrow(InvalidInputError);
      await expect(publishing).rejects.toThrow(
        /^the teacher has 2\.0 MiB, and 1\.0 travel through Redis; .*--share$/,
      );
    });
  });
});
