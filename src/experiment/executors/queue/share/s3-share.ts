import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { unzipSync, zipSync } from 'fflate';
import { readWhole } from '../../../../data/whole-file.js';
import { writeWholeFile } from '../../../../disk/whole-file.js';
import { DataUnavailableError } from '../../../../errors.js';
import { contentsDigest, dataDigest, localData } from './data-digest.js';
import type { S3Address } from './s3-address.js';
import { S3Objects } from './s3-objects.js';
import type { FileContents, Share } from './shared-files.js';

const marker = 'sdt-share.txt';
const markerText =
  'Data, teachers and answers of sdt experiment --queue, each by a name that follows from it.\n';
/** A file as it is, and a folder as one archive: many small objects would take long. */
const placeForm = /^(data|folders)\/([0-9a-f]{16})\/([^/\\]+)$/;
/** An archive of the same files has the same bytes. */
const archiveTime = new Date(2000, 0, 1);

/** A place in an S3-compatible store that all machines reach. Data is copied to each machine that lacks it. */
export class S3Share implements Share {
  private constructor(
    readonly text: string,
    private readonly objects: S3Objects,
  ) {}

  /** @throws {QueueError} when the package for it is not installed */
  static async open(address: S3Address): Promise<S3Share> {
    return new S3Share(address.text, await S3Objects.open(address));
  }

  /** Leaves a word there, so that what is wrong with keys or bucket comes out before anything is computed. */
  async assertThere(): Promise<void> {
    await this.objects.put(marker, Buffer.from(markerText));
  }

  async put(place: string, files: FileContents): Promise<void> {
    for (const [name, content] of files) await this.objects.put(`${place}/${name}`, content);
  }

  get(place: string, names: readonly string[]): Promise<(Buffer | undefined)[]> {
    return Promise.all(names.map((name) => this.objects.get(`${place}/${name}`)));
  }

  async putData(source: string): Promise<string | undefined> {
    await this.assertThere();
    const data = await localData(source);
    if (data === undefined) return undefined;
    const digest = await dataDigest(source, data);
    const place = `${data.isFolder ? 'folders' : 'data'}/${digest}/${path.basename(path.resolve(source))}`;
    const object = data.isFolder ? `${place}.zip` : place;
    if (await this.objects.has(object)) return place;
    await this.objects.put(
      object,
      data.isFolder ? await archiveOf(source, data.files) : await readWhole(source),
    );
    return place;
  }

  async dataPath(place: string, folder: string): Promise<string> {
    const [, kind, digest, name = '..'] = placeForm.exec(place) ?? [];
    if (kind === undefined || name === '.' || name === '..')
      throw new DataUnavailableError(`${this.text}: ${place} is no place of data`);
    const target = path.join(folder, kind, digest ?? '', name);
    const isThere = await stat(target).then(
      () => true,
      () => false,
    );
    if (isThere) return target;
    const object = kind === 'folders' ? `${place}.zip` : place;
    const bytes = await this.objects.get(object);
    if (bytes === undefined)
      throw new DataUnavailableError(
        `${this.text}: ${object} is not there; start the experiment again, which puts it there`,
      );
    const files: FileContents | undefined =
      kind === 'folders' ? filesOfArchive(bytes) : new Map([['', bytes]]);
    if (files === undefined || contentsDigest(files) !== digest) {
      throw new DataUnavailableError(
        `${this.text}: ${object} is damaged or cut short (${bytes.length} bytes); remove it, and start the experiment again`,
      );
    }
    await (kind === 'folders' ? writeFolder(target, files) : writeWholeFile(target, bytes));
    return target;
  }
}

async function archiveOf(source: string, files: readonly string[]): Promise<Uint8Array> {
  const contents: Record<string, Uint8Array> = {};
  for (const file of files) contents[file] = await readFile(path.join(source, file));
  return zipSync(contents, { level: 0, mtime: archiveTime });
}

/** `undefined` when it is no archive, or one with names that lead out of it. */
function filesOfArchive(bytes: Buffer): FileContents | undefined {
  try {
    const files = Object.entries(unzipSync(bytes));
    const isInside = (name: string) => !path.isAbsolute(name) && !name.split(/[/\\]/).includes('..');
    if (!files.every(([name]) => isInside(name))) return undefined;
    return new Map(files.map(([name, content]) => [name, Buffer.from(content)]));
  } catch {
    return undefined;
  }
}

/** Beside its place first, so that a folder that is there is whole. */
async function writeFolder(target: string, files: FileContents): Promise<void> {
  const partial = `${target}.part`;
  await rm(partial, { recursive: true, force: true });
  await mkdir(partial, { recursive: true });
  for (const [name, content] of files) {
    const file = path.join(partial, name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, content);
  }
  await rename(partial, target);
}
