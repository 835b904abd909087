import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { UploadState } from '@lading/core';

/** A folder of the test's own. */
export function makeDirectory(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'lading-storage-'));
}

export function removeDirectory(directory: string): Promise<void> {
  return rm(directory, { recursive: true, force: true });
}

/** Where the file of an upload is, as the README tells. */
export function pathOf({ store }: UploadState): string {
  const [id, name] = [String(store.id), String(store.name)];
  return `uploads/${id.slice(0, 2)}/${id}.${name}`;
}

const shardNames = /^(?:uploads|blobs|sha256|sha512|[0-9a-f]{2})$/;

/** The leftovers of a store: every file except its mark, and every folder that is not one of its shards. */
export async function leftoversIn(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const left = entries.filter((entry) => entry.isFile() || !shardNames.test(entry.name));
  return left.map(({ name }) => name).filter((name) => name !== 'registry-id');
}
