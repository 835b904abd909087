import { createHash } from 'node:crypto';
import type { AccessFile } from './access-file.js';

/** The SHA-256, in hexadecimal, of the content of a file without its comments and layout. It compares the files of replicas. */
export function hashOfAccessFile(file: AccessFile): string {
  return createHash('sha256').update(JSON.stringify(file)).digest('hex');
}
