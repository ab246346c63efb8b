import { randomBytes } from 'node:crypto';
import { cp, mkdir, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { cannotWrite } from '../../../../disk/replaceable-file.js';
import { writeWholeFile } from '../../../../disk/whole-file.js';
import { InvalidInputError } from '../../../../errors.js';
import { fileIfThere } from '../../../file-if-there.js';
import { dataDigest, localData } from './data-digest.js';
import type { FileContents, Share } from './shared-files.js';

/** A folder that all machines reach. */
export class FolderShare implements Share {
  constructor(readonly text: string) {}

  async assertThere(): Promise<void> {
    const found = await stat(this.text).catch(() => undefined);
    if (found?.isDirectory() !== true)
      throw new InvalidInputError(`--share must be a folder that is there, found ${this.text}`);
  }

  async put(place: string, files: FileContents): Promise<void> {
    for (const [name, content] of files) await writeWholeFile(path.join(this.text, place, name), content);
  }

  get(place: string, names: readonly string[]): Promise<(Buffer | undefined)[]> {
    return Promise.all(names.map((name) => fileIfThere(path.join(this.text, place, name))));
  }

  async putData(source: string): Promise<string | undefined> {
    await this.assertThere();
    const data = await localData(source);
    if (data === undefined) return undefined;
    const digest = await dataDigest(source, data);
    const place = path.posix.join('data', digest, path.basename(path.resolve(source)));
    const target = path.join(this.text, place);
    const isThere = await stat(target).then(
      () => true,
      () => false,
    );
    if (!isThere) await copyWhole(source, target);
    return place;
  }

  dataPath(place: string): Promise<string> {
    return Promise.resolve(path.join(this.text, place));
  }
}

/** Beside its place first, so that who sees it there sees all of it. */
async function copyWhole(source: string, target: string): Promise<void> {
  const folder = path.dirname(target);
  const partial = `${folder}.${process.pid}-${randomBytes(4).toString('hex')}.part`;
  try {
    await mkdir(partial, { recursive: true });
    await cp(source, path.join(partial, path.basename(target)), { recursive: true, dereference: true });
    await rename(partial, folder);
  } catch (error) {
    const isThere = await stat(target).catch(() => undefined);
    if (isThere === undefined) throw cannotWrite(target, error); // else another experiment was quicker
  } finally {
    await rm(partial, { recursive: true, force: true }).catch(() => undefined);
  }
}
