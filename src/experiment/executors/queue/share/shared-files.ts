/** Small files by their names; written in this order, so that the last says that all are there. */
export type FileContents = ReadonlyMap<string, Buffer>;

/** Where machines leave files for each other, those of one thing in one place: `teachers/0123456789abcdef`. */
export interface SharedFiles {
  /** As the user named it, without what is secret. */
  readonly text: string;
  /** Most bytes of one place; absent: as many as there is room for. */
  readonly mostBytes?: number | undefined;
  /** @throws {InvalidInputError} when they cannot be left there */
  put(place: string, files: FileContents): Promise<void>;
  /**
   * @param names of the files
   * @returns in their order; `undefined` for one that is not there
   */
  get(place: string, names: readonly string[]): Promise<(Buffer | undefined)[]>;
}

/** What `--share` names: files, and data sets among them. */
export interface Share extends SharedFiles {
  /** @throws {InvalidInputError} when it is not there, or does not let this user in */
  assertThere(): Promise<void>;
  /**
   * Puts a copy of data there, by a name that follows from its bytes, unless it is there.
   *
   * @param source file or folder; a data set that travels with the package is on every machine
   * @returns its place; `undefined` where there is nothing to copy
   * @throws {InvalidInputError} when it cannot be written
   */
  putData(source: string): Promise<string | undefined>;
  /**
   * Where shared data lies on this machine, brought there where it must be.
   *
   * @param place from `putData`
   * @param folder of this machine, for copies
   * @throws {DataUnavailableError} when it is not there, or damaged
   */
  dataPath(place: string, folder: string): Promise<string>;
}
