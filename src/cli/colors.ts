import picocolors from 'picocolors';
import type { CommandIo, TextStream } from './io.js';

export type Colors = ReturnType<typeof picocolors.createColors>;

/** Follows https://no-color.org and FORCE_COLOR; colors are only ever on where the stream is a terminal otherwise. */
export function streamColors(stream: TextStream, environment: CommandIo['environment']): Colors {
  const refused = (environment.NO_COLOR ?? '') !== '' || environment.TERM === 'dumb';
  const forced = (environment.FORCE_COLOR ?? '') !== '' && environment.FORCE_COLOR !== '0';
  return picocolors.createColors(!refused && (forced || stream.isTTY === true));
}

/** For text that goes to a file. */
export const noColors: Colors = picocolors.createColors(false);
