import { FolderShare } from './folder-share.js';
import { isS3Address, parseS3Address } from './s3-address.js';
import type { Share } from './shared-files.js';

/**
 * What `--share` names: a folder, or `s3://bucket/prefix`.
 *
 * @param environment gives endpoint and keys of a store
 * @throws {UsageError} when it is neither, or the environment lacks something
 * @throws {QueueError} when the package for S3 is not installed
 */
export async function openShare(
  text: string,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<Share> {
  if (!isS3Address(text)) return new FolderShare(text);
  const address = parseS3Address(text, environment);
  const { S3Share } = await import('./s3-share.js');
  return S3Share.open(address);
}
