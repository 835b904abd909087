import { styleText } from 'node:util';

type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan';

/** Whether a stream is a terminal with colours, and the environment does not forbid them (no-color.org). */
export function hasColours(stream: NodeJS.WriteStream, environment: NodeJS.ProcessEnv = process.env): boolean {
  if (environment.NO_COLOR !== undefined && environment.NO_COLOR !== '') return false;
  if (environment.FORCE_COLOR !== undefined && environment.FORCE_COLOR !== '0') return true;
  return stream.isTTY === true && environment.TERM !== 'dumb';
}

/** Styles a text if the stream has colours. */
export function paint(style: Style, text: string, stream: NodeJS.WriteStream): string {
  return hasColours(stream) ? styleText(style, text) : text;
}
