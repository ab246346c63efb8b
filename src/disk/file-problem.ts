/** The code of a system error, such as `ENOENT`. By form rather than class: errors of Node's own code may be of another realm. */
export function systemErrorCode(error: unknown): string | undefined {
  const isCoded = typeof error === 'object' && error !== null && 'code' in error;
  return isCoded && typeof error.code === 'string' ? error.code : undefined;
}

const fileProblems: Readonly<Record<string, string>> = {
  ENOENT: 'no such file or folder',
  EACCES: 'permission denied',
  EPERM: 'operation not permitted',
  EISDIR: 'is a folder, but a file is needed',
  ENOTDIR: 'a part of this path is a file, but a folder is needed',
  EEXIST: 'already exists',
  EROFS: 'the file system is read-only',
  ENOSPC: 'no space left on the disk',
  EDQUOT: 'the disk quota is used up',
  EFBIG: 'the file would be larger than is allowed',
  EIO: 'the device reports an error',
  EMFILE: 'too many open files',
  ENAMETOOLONG: 'the name is too long',
  ELOOP: 'too many symbolic links',
};

/** What a system error code means, in words; `undefined` for the rare ones. */
export function fileProblem(code: string | undefined): string | undefined {
  return fileProblems[code ?? ''];
}
