import { UsageError } from '../../../../errors.js';

/** A place in a bucket of an S3-compatible store, and who asks. Only `text` and `endpoint` may be printed. */
export interface S3Address {
  readonly bucket: string;
  /** Before all names; empty, or ends with a slash. */
  readonly prefix: string;
  /** `https://store.example`, without a slash at its end. */
  readonly endpoint: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Of credentials that end. */
  readonly sessionToken: string | undefined;
  /** `s3://bucket/prefix` */
  readonly text: string;
}

/** Where stores ask for a region and have none. */
const usualRegion = 'us-east-1';

export function isS3Address(text: string): boolean {
  return /^s3:/i.test(text);
}

/**
 * Reads `s3://bucket/prefix`; endpoint, region and credentials are those of the environment, by the names that all tools for S3 have.
 *
 * @throws {UsageError} when it is none, or the environment lacks something; no credential is repeated
 */
export function parseS3Address(
  text: string,
  environment: Readonly<Record<string, string | undefined>>,
): S3Address {
  const [, bucket, prefix = ''] = /^s3:\/\/([A-Za-z0-9._-]{3,63})(?:\/([^?#]*))?$/.exec(text) ?? [];
  const parts = prefix.split('/').filter((part) => part !== '');
  if (bucket === undefined || parts.some((part) => part === '.' || part === '..')) {
    throw new UsageError(
      '--share must be a folder or s3://BUCKET/PREFIX; endpoint and keys are those of AWS_ENDPOINT_URL, AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY',
    );
  }
  const given = (...names: string[]): string | undefined =>
    names.map((name) => environment[name]).find((value) => value !== undefined && value !== '');
  const endpoint = given('AWS_ENDPOINT_URL_S3', 'AWS_ENDPOINT_URL');
  const accessKeyId = given('AWS_ACCESS_KEY_ID');
  const secretAccessKey = given('AWS_SECRET_ACCESS_KEY');
  if (endpoint === undefined || accessKeyId === undefined || secretAccessKey === undefined) {
    const missing = [
      ...(endpoint === undefined ? ['AWS_ENDPOINT_URL'] : []),
      ...(accessKeyId === undefined ? ['AWS_ACCESS_KEY_ID'] : []),
      ...(secretAccessKey === undefined ? ['AWS_SECRET_ACCESS_KEY'] : []),
    ];
    throw new UsageError(`--share s3://... needs ${missing.join(' and ')} in the environment`);
  }
  const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined;
  const isPlain = url?.username === '' && url.password === '' && url.search === '' && url.hash === '';
  if (url === undefined || !['http:', 'https:'].includes(url.protocol) || !isPlain) {
    throw new UsageError(
      'AWS_ENDPOINT_URL must be the address of an S3-compatible store, such as https://store.example:9000, without user and password',
    );
  }
  const place = parts.join('/');
  return {
    bucket,
    prefix: place === '' ? '' : `${place}/`,
    endpoint: `${url.origin}${url.pathname.replace(/\/+$/, '')}`,
    region: given('AWS_REGION', 'AWS_DEFAULT_REGION') ?? usualRegion,
    accessKeyId,
    secretAccessKey,
    sessionToken: given('AWS_SESSION_TOKEN'),
    text: `s3://${bucket}${place === '' ? '' : `/${place}`}`,
  };
}
