import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';

/** Files of a server's certificate, and of the authority that vouches for it. */
export interface Certificates {
  readonly authority: string;
  readonly certificate: string;
  readonly key: string;
}

/** Whether `openssl` is on this machine; where it is not, a line says that what needs it was not tried. */
export function hasOpenssl(): boolean {
  const { error } = spawnSync('openssl', ['version'], { stdio: 'ignore' });
  if (error !== undefined) console.warn('not tested: TLS, for openssl is not installed');
  return error === undefined;
}

/** Makes an authority of one's own, and a certificate of it for 127.0.0.1, in a folder. */
export function makeCertificates(folder: string): Certificates {
  const at = (name: string) => path.join(folder, name);
  writeFileSync(at('names'), 'subjectAltName=IP:127.0.0.1\n');
  const newKey = ['-newkey', 'rsa:2048', '-nodes'];
  const ofAuthority = ['-keyout', at('authority-key.pem'), '-out', at('authority.pem')];
  openssl('req', '-x509', ...newKey, '-days', '2', '-subj', '/CN=An authority of the tests', ...ofAuthority);
  openssl('req', ...newKey, '-subj', '/CN=127.0.0.1', '-keyout', at('key.pem'), '-out', at('request.pem'));
  const signing = ['-CA', at('authority.pem'), '-CAkey', at('authority-key.pem'), '-CAcreateserial'];
  const signed = ['-extfile', at('names'), '-days', '2', '-out', at('certificate.pem')];
  openssl('x509', '-req', '-in', at('request.pem'), ...signing, ...signed);
  return { authority: at('authority.pem'), certificate: at('certificate.pem'), key: at('key.pem') };
}

/** Options of a `redis-server` that speaks TLS and nothing else. */
export function tlsOptions({ certificate, key }: Certificates, port: number): string[] {
  const files = ['--tls-cert-file', certificate, '--tls-key-file', key];
  return ['--port', '0', '--tls-port', String(port), ...files, '--tls-auth-clients', 'no'];
}

function openssl(...argv: string[]): void {
  const { status, stderr, error } = spawnSync('openssl', argv, { encoding: 'utf8' });
  if (error !== undefined || status !== 0) throw new Error(`openssl ${argv.join(' ')}: ${stderr}`);
}
