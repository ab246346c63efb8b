import { createHash } from 'node:crypto';

/** Untrusted text as HTML text. */
export function escapeText(text: string): string {
  return text.replace(/[&<>]/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** Source expression by which a Content-Security-Policy allows exactly this script or style sheet. */
export function hashSource(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}
