import type { Dir, MakeDirectoryOptions, Stats } from 'node:fs';
import * as promises from 'node:fs/promises';

/** An open file, as far as the store uses one; a `FileHandle` of `node:fs/promises` is one. */
export interface OpenFile {
  read(buffer: Uint8Array, offset: number, length: number, position: number): Promise<{ bytesRead: number }>;
  writev(buffers: readonly Uint8Array[], position: number): Promise<{ bytesWritten: number }>;
  stat(): Promise<Stats>;
  truncate(size: number): Promise<void>;
  datasync(): Promise<void>;
  sync(): Promise<void>;
  close(): Promise<void>;
}

/** The calls of `node:fs/promises` that the store makes: tests put one in that fails, or that writes down the order. */
export interface FileSystem {
  open(path: string, flags: number, mode?: number): Promise<OpenFile>;
  mkdir(path: string, options: MakeDirectoryOptions): Promise<string | undefined>;
  link(existing: string, path: string): Promise<void>;
  rename(from: string, to: string): Promise<void>;
  unlink(path: string): Promise<void>;
  rmdir(path: string): Promise<void>;
  stat(path: string): Promise<Stats>;
  lstat(path: string): Promise<Stats>;
  truncate(path: string, size: number): Promise<void>;
  opendir(path: string): Promise<Dir>;
}

export const nodeFileSystem: FileSystem = promises;
