import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { statSync, type Stats } from 'node:fs';
import { chmod, link, lstat, mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import net from 'node:net';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { replaceableFile } from '../../src/disk/replaceable-file.js';
import { replaceFile, writeWholeFile } from '../../src/disk/whole-file.js';
import { InvalidInputError } from '../../src/errors.js';
import { TrialLog } from '../../src/experiment/trial-log.js';
import { inTemporaryFolder, recordOf, trialsOf } from '../experiment/trial-cases.js';
import { nodeCommand, ownEnvironment, run, runWithFileLimit } from '../support/limited-process.js';

describe('a whole file', () => {
  test('comes in place of the old one, with its permissions, and makes its folder', async () => {
    await inTemporaryFolder(async (folder) => {
      const file = path.join(folder, 'new', 'a.txt');
      await writeWholeFile(file, 'first');
      await chmod(file, 0o640);
      await writeWholeFile(file, new TextEncoder().encode('second'));
      expect(await readFile(file, 'utf8')).toBe('second');
      expect((await stat(file)).mode & 0o777).toBe(0o640);
      expect(await readdir(path.join(folder, 'new'))).toEqual(['a.txt']);
    });
  });

  test('goes where a symbolic link points to', async () => {
    await inTemporaryFolder(async (folder) => {
      const [file, name] = [path.join(folder, 'file'), path.join(folder, 'name')];
      await writeFile(file, 'old');
      await symlink(file, name);
      await writeWholeFile(name, 'new');
      expect(await readFile(file, 'utf8')).toBe('new');
      expect((await lstat(name)).isSymbolicLink()).toBe(true);
    });
  });

  test('that is not finished leaves the old one, and nothing else', async () => {
    await inTemporaryFolder(async (folder) => {
      const file = path.join(folder, 'file');
      await writeFile(file, 'old');
      const broken = replaceFile(file, async (write) => {
        await write('new');
        throw new Error('broken');
      });
      await expect(broken).rejects.toThrow('broken');
      expect(await readFile(file, 'utf8')).toBe('old');
      expect(await readdir(folder)).toEqual(['file']);
    });
  });
});

/** What may stand where a file is to be written, made at a path, and what is said of it. */
const obstacles: readonly [string, string, (file: string) => Promise<unknown>][] = [
  ['a folder', 'it is a folder', (file) => mkdir(file)],
  [
    'a named pipe',
    'it is a named pipe; only a regular file can be replaced',
    (file) => Promise.resolve(execFileSync('mkfifo', [file])),
  ],
  ['a socket', 'it is a socket; only a regular file can be replaced', listen],
  [
    'a file with two names',
    'it has 2 names (hard links), and the others would keep the old content; remove it first, or name another file',
    async (file) => {
      await writeFile(file, 'old');
      await link(file, `${file}-too`);
    },
  ],
  [
    'a read-only file',
    'it is read-only; remove it first, or name another file',
    (file) => writeFile(file, 'old', { mode: 0o444 }),
  ],
  [
    'a link to nothing',
    'it is a symbolic link to a file that is not there',
    (file) => symlink('missing', file),
  ],
];

/** A socket of the file system, which goes when its server does. */
async function listen(file: string): Promise<void> {
  const server = net.createServer().listen(file).unref();
  await once(server, 'listening');
}

describe('a file is not written in place of', () => {
  test.each(obstacles)('%s', async (_kind, reason, make) => {
    await inTemporaryFolder(async (folder) => {
      const file = path.join(folder, 'taken');
      await make(file);
      const before = await lstat(file);
      const writing = writeWholeFile(file, 'new');
      await expect(writing).rejects.toThrow(InvalidInputError);
      await expect(writing).rejects.toThrow(`Cannot write ${file}: ${reason}`);
      expect(identity(await lstat(file))).toEqual(identity(before));
      expect((await readdir(folder)).filter((name) => name.endsWith('.part'))).toEqual([]);
    });
  });

  test('a device', async () => {
    await inTemporaryFolder(async (folder) => {
      const name = path.join(folder, 'name');
      await symlink('/dev/null', name);
      await expect(replaceableFile(name)).rejects.toThrow(
        'it is a device; only a regular file can be replaced',
      );
    });
  });
});

function identity({ ino, mode, nlink, size }: Stats): object {
  return { ino, mode, nlink, size };
}

const [first] = trialsOf('main', 1).map((trial) => recordOf(trial));
if (first === undefined) throw new Error('a trial');
const names = ['experiment.jsonl', 'large.bin', 'large.txt', 'small.txt'] as const;

/** What is in a folder before its disk is full. */
const fill = async (folder: string): Promise<void> => {
  for (const name of names.slice(1)) await writeFile(path.join(folder, name), 'old');
  await (await TrialLog.open(path.join(folder, 'experiment.jsonl'))).append(first);
};

async function contents(folder: string): Promise<Record<string, string>> {
  const files = (await readdir(folder)).sort();
  const texts = files.map(async (file) => [file, await readFile(path.join(folder, file), 'utf8')] as const);
  return Object.fromEntries(await Promise.all(texts));
}

const writer = fileURLToPath(new URL('write-files.ts', import.meta.url));

describe('where a write takes only a part of the bytes', () => {
  test('the old file stays, and the log ends with its last whole line', async () => {
    await inTemporaryFolder(async (home) => {
      const folder = path.join(home, 'disk');
      await mkdir(folder);
      await fill(folder);
      const before = await contents(folder);
      const { size } = statSync(path.join(folder, 'experiment.jsonl'));
      const limit = Math.ceil(size / 1024); // within the second line of the log
      const { code, out, log } = await runWithFileLimit(limit, nodeCommand(writer, folder), home);
      expect({ code, log }).toEqual({ code: 0, log: '' });
      const problem = 'the file would be larger than is allowed';
      const refused = names.map(
        (name) => `InvalidInputError: Cannot write ${path.join(folder, name)}: ${problem}`,
      );
      expect(JSON.parse(out)).toEqual([...refused.slice(0, 3), 'written', '1 trial']);
      expect(await contents(folder)).toEqual({ ...before, 'small.txt': 'new' });
    });
  });

  test('so on a full disk, where this process may mount one', async () => {
    await inTemporaryFolder(async (home) => {
      const folder = path.join(home, 'disk');
      await mkdir(folder);
      if (!mounts(folder)) return;
      try {
        await fill(folder); // a page each, so that none is left; the log's has room for a part of a line
        const before = await contents(folder);
        const { code, out, log } = await run(nodeCommand(writer, folder), ownEnvironment(home));
        expect({ code, log }).toEqual({ code: 0, log: '' });
        const problem = 'no space left on the disk';
        const refused = names.map(
          (name) => `InvalidInputError: Cannot write ${path.join(folder, name)}: ${problem}`,
        );
        expect(JSON.parse(out)).toEqual([...refused, '1 trial']);
        expect(await contents(folder)).toEqual(before);
      } finally {
        execFileSync('umount', [folder]);
      }
    });
  });
});

/** Whether a disk of four pages could be mounted; where it could not, a line says that no full disk was looked at. */
function mounts(folder: string): boolean {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=16k', 'tmpfs', folder], { stdio: 'ignore' });
    return true;
  } catch {
    console.warn('not tested: a full disk, which only root may mount');
    return false;
  }
}
