import { readFileSync } from 'node:fs';
import { transformSync } from '@swc/core';
import { swcOptions } from '../../../jest.preset.mjs';

/** Compiles a TypeScript file to JavaScript with a source map. */
export function compile(filename) {
  return transformSync(readFileSync(filename, 'utf8'), { ...swcOptions, sourceMaps: true, filename, swcrc: false });
}
