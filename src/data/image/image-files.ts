import { readdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { InvalidInputError } from '../../errors.js';
import { assertClassCount, orderedClassNames } from '../class-names.js';
import { imageKinds, isImagePath } from './image-file.js';

/** An image file and the index of its class. */
export interface LabelledFile {
  readonly path: string;
  readonly label: number;
}

/** The images of a folder with one subfolder for each class. */
export interface ClassFolders {
  readonly classNames: readonly string[];
  /** By class, and by name within each. */
  readonly files: readonly LabelledFile[];
  /** What else lies there, a line for people. */
  readonly notes: readonly string[];
}

/**
 * Lists the images of each class's folder; what is none is counted.
 *
 * @param knownClasses when given, the classes that there may be
 * @throws {InvalidInputError} naming a folder that is no class or holds no image
 */
export async function listClassFolders(
  folder: string,
  knownClasses?: readonly string[],
): Promise<ClassFolders> {
  const found = await subfolders(folder);
  const unknown = found.find((name) => knownClasses !== undefined && !knownClasses.includes(name));
  if (unknown !== undefined) {
    throw new InvalidInputError(
      `${join(folder, unknown)}: a folder of images must be named after one of the classes ${knownClasses?.map((name) => JSON.stringify(name)).join(', ')}`,
    );
  }
  const classNames = knownClasses ?? orderedClassNames(found);
  assertClassCount(classNames, folder);
  const files: LabelledFile[] = [];
  const others = (await readdir(folder)).filter((name) => !found.includes(name));
  for (const [label, className] of classNames.entries()) {
    if (!found.includes(className)) continue;
    const names = (await readdir(join(folder, className))).sort();
    const images = names.filter(isImageName);
    const rest = names.filter((name) => !isImageName(name));
    if (images.length === 0) {
      throw new InvalidInputError(
        `${join(folder, className)}: holds no image; a class's folder must hold ${imageKinds} files, found ${rest.length === 0 ? 'nothing' : shortList(rest)}`,
      );
    }
    files.push(...images.map((name) => ({ path: join(folder, className, name), label })));
    others.push(...rest.map((name) => join(className, name)));
  }
  return { classNames, files, notes: leftOutNotes(folder, others) };
}

/** All images in a folder and the folders in it, sorted by their paths, and a note on what else is there. */
export async function listImages(
  folder: string,
): Promise<{ readonly files: readonly string[]; readonly notes: readonly string[] }> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  const names = entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .sort();
  const files = names.filter(isImageName).map((name) => join(folder, name));
  return {
    files,
    notes: leftOutNotes(
      folder,
      names.filter((name) => !isImageName(name)),
    ),
  };
}

/** Systems keep files of their own beside those of people, `._a.png` beside `a.png`. */
function isImageName(name: string): boolean {
  return isImagePath(name) && !isHidden(name);
}

function isHidden(name: string): boolean {
  return /(^|[\\/])\./.test(name);
}

/** `3 files that are no images are left out: notes.txt, ...` */
function leftOutNotes(folder: string, names: readonly string[]): string[] {
  if (names.length === 0) return [];
  // Hidden files stand behind the others, whose names say more.
  const sorted = [...names].sort((a, b) => Number(isHidden(a)) - Number(isHidden(b)));
  const what =
    names.length === 1 ? '1 file that is no image is' : `${names.length} files that are no images are`;
  return [`${folder}: ${what} left out: ${shortList(sorted)}`];
}

function shortList(names: readonly string[]): string {
  return [...names.slice(0, 3), ...(names.length > 3 ? ['...'] : [])].join(', ');
}

/** Names of the folders in a folder, sorted. */
export async function subfolders(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .map((entry) => entry.name)
    .sort();
}
