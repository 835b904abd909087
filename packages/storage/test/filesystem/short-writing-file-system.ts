import { type FileSystem, nodeFileSystem, type OpenFile } from '../../src/filesystem/file-system.js';
import { replacing } from './replacing.js';

/** The real file system, but it takes only so many bytes in one call, as a disk does that is nearly full. */
export function shortWritingFileSystem(bytes: number): FileSystem {
  return replacing(nodeFileSystem, {
    open: async (...parameters) => {
      const file = await nodeFileSystem.open(...parameters);
      const writev: OpenFile['writev'] = ([first = Buffer.alloc(0)], position) =>
        file.writev([first.subarray(0, bytes)], position);
      return replacing<OpenFile>(file, { writev });
    },
  });
}
