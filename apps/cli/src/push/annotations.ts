import type { Annotations } from '@lading/core';
import { UsageError } from '../failure/command-error.js';

/** Parses `key=value` options. */
export function readAnnotations(texts: readonly string[] | undefined): Annotations | undefined {
  if (texts === undefined) return undefined;
  return Object.fromEntries(
    texts.map((text) => {
      const equals = text.indexOf('=');
      if (equals < 1) throw new UsageError(`${text} is not an annotation`, 'write it as --annotation key=value');
      return [text.slice(0, equals), text.slice(equals + 1)];
    }),
  );
}
