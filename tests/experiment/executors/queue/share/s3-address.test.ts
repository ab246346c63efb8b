import { describe, expect, test } from '@jest/globals';
import { UsageError } from '../../../../../src/errors.js';
import { parseS3Address } from '../../../../../src/experiment/executors/queue/share/s3-address.js';
import { openShare } from '../../../../../src/experiment/executors/queue/share/open-share.js';
import { FolderShare } from '../../../../../src/experiment/executors/queue/share/folder-share.js';

const environment = {
  AWS_ENDPOINT_URL: 'https://store.example:9000/',
  AWS_ACCESS_KEY_ID: 'me',
  AWS_SECRET_ACCESS_KEY: 'hidden',
};

describe('the address of a place in a store', () => {
  test('has a bucket and a prefix; endpoint, region and keys are those of the environment', () => {
    expect(parseS3Address('s3://trees/sweeps//one/', environment)).toEqual({
      bucket: 'trees',
      prefix: 'sweeps/one/',
      endpoint: 'https://store.example:9000',
      region: 'us-east-1',
      accessKeyId: 'me',
      secretAccessKey: 'hidden',
      sessionToken: undefined,
      text: 's3://trees/sweeps/one',
    });
    const others = {
      ...environment,
      AWS_ENDPOINT_URL_S3: 'http://other.example/store',
      AWS_DEFAULT_REGION: 'north',
      AWS_SESSION_TOKEN: 'of today',
    };
    expect(parseS3Address('s3://trees', others)).toMatchObject({
      prefix: '',
      endpoint: 'http://other.example/store',
      region: 'north',
      sessionToken: 'of today',
      text: 's3://trees',
    });
  });

  test.each(['s3://', 's3://x', 's3://me:hidden@trees/x', 's3://trees/../x', 's3://trees/x?y', 's3:/trees'])(
    '%s is refused, without what is secret in it',
    (text) => {
      expect(() => parseS3Address(text, environment)).toThrow(UsageError);
      expect(() => parseS3Address(text, environment)).toThrow(
        /^(?!.*hidden).*--share must be a folder or s3:/,
      );
    },
  );

  test('what the environment lacks is named; an endpoint that is none is refused', () => {
    expect(() => parseS3Address('s3://trees', {})).toThrow(
      '--share s3://... needs AWS_ENDPOINT_URL and AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY in the environment',
    );
    expect(() => parseS3Address('s3://trees', { ...environment, AWS_ENDPOINT_URL: '' })).toThrow(
      '--share s3://... needs AWS_ENDPOINT_URL in the environment',
    );
    for (const endpoint of ['store.example', 'ftp://store.example', 'https://me:hidden@store.example'])
      expect(() => parseS3Address('s3://trees', { ...environment, AWS_ENDPOINT_URL: endpoint })).toThrow(
        /^(?!.*hidden)AWS_ENDPOINT_URL must be the address of an S3-compatible store/,
      );
  });

  test('anything else is a folder', async () => {
    expect(await openShare('/mnt/s3', {})).toBeInstanceOf(FolderShare);
    await expect(openShare('s3://trees', {})).rejects.toThrow(UsageError);
  });
});
