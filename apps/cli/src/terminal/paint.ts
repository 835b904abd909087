import { styleText } from 'node:util';

type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan';

/** Whether a stream is a terminal that shows colours and that nobody asked to leave them out (no-color.org). */
export function hasColours(stream: NodeJS.WriteStream, environment: NodeJS.ProcessEnv = process.env): boolean {
  if (environment.NO_COLOR !== undefined && environment.NO_COLOR !== '') return false;
  if (environment.FORCE_COLOR !== undefined && environment.FORCE_COLOR !== '0') return true;
  return stream.isTTY === true && environment.TERM !== 'dumb';
}

/** A text in a style, where the stream shows it. */
export function paint(style: Style, text: string, stream: NodeJS.WriteStream): string {
  return hasColours(stream) ? styleText(style, text) : text;
}
