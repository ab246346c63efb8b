import picocolors from 'picocolors';
import type { CommandIo, TextStream } from './io.js';
import { colorMark } from './printable-text.js';

type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan';

export type Colors = Readonly<Pick<ReturnType<typeof picocolors.createColors>, Style | 'isColorSupported'>>;

/** Follows https://no-color.org and FORCE_COLOR; colors are only ever on where the stream is a terminal otherwise. */
export function streamColors(stream: TextStream, environment: CommandIo['environment']): Colors {
  const refused = (environment.NO_COLOR ?? '') !== '' || environment.TERM === 'dumb';
  const forced = (environment.FORCE_COLOR ?? '') !== '' && environment.FORCE_COLOR !== '0';
  return !refused && (forced || stream.isTTY === true) ? markedColors() : noColors;
}

/** For text that goes to a file. */
export const noColors: Colors = picocolors.createColors(false);

/** Colors that `printableLine` knows as our own. */
function markedColors(): Colors {
  const escapes = picocolors.createColors(true);
  const marked = (style: Style) => {
    const [start = '', end = ''] = escapes[style](' ').replaceAll('\u001b', colorMark).split(' ');
    return (text: string | number | null | undefined) => `${start}${text}${end}`;
  };
  return {
    isColorSupported: true,
    bold: marked('bold'),
    dim: marked('dim'),
    red: marked('red'),
    green: marked('green'),
    yellow: marked('yellow'),
    cyan: marked('cyan'),
  };
}
