import type { Dir, MakeDirectoryOptions, Stats } from 'node:fs';
import * as promises from 'node:fs/promises';

/** The methods of `FileHandle` in `node:fs/promises` that the store uses. */
export interface OpenFile {
  read(buffer: Uint8Array, offset: number, length: number, position: number): Promise<{ bytesRead: number }>;
  writev(buffers: readonly Uint8Array[], position: number): Promise<{ bytesWritten: number }>;
  stat(): Promise<Stats>;
  truncate(size: number): Promise<void>;
  datasync(): Promise<void>;
  sync(): Promise<void>;
  close(): Promise<void>;
}

/** The functions of `node:fs/promises` that the store uses. Tests replace them to make calls fail or to record their order. */
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
