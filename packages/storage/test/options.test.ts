import { FilesystemBlobStore, MemoryAccessStore, MemoryBlobStore, MemoryMetadataStore } from '../src/index.js';

describe('FilesystemBlobStore', () => {
  it.each([
    [{}, 'FilesystemBlobStore: the option directory is missing'],
    [undefined, 'FilesystemBlobStore: the options must be an object, not undefined'],
    ['/data', 'FilesystemBlobStore: the options must be an object, not a string'],
    [{ directory: '' }, 'FilesystemBlobStore: directory must be a non-empty string, not an empty string'],
    [{ dir: '/data' }, 'FilesystemBlobStore has no option dir; there are directory, runningDigests, fileSystem'],
    [{ directory: '/data', runningDigest: 1 }, 'has no option runningDigest; did you mean runningDigests?'],
    [{ directory: '/data', runningDigests: -1 }, 'runningDigests must be a whole number, not -1'],
  ])('refuses %j', (options, message) => {
    expect(() => new FilesystemBlobStore(options as { directory: string })).toThrow(message);
  });
});

describe('MemoryBlobStore', () => {
  it.each([
    [{ directory: '/data' }, 'MemoryBlobStore has no option directory; it has none'],
    ['/data', 'MemoryBlobStore: the options must be an object, not a string'],
  ])('refuses %j', (options, message) => {
    expect(() => new MemoryBlobStore(options as object)).toThrow(message);
  });
});

describe('MemoryMetadataStore', () => {
  it.each([
    [{ leaseSecond: 1 }, 'MemoryMetadataStore has no option leaseSecond; did you mean leaseSeconds?'],
    [{ trashSeconds: '1' }, 'MemoryMetadataStore: trashSeconds must be a non-negative number, not "1"'],
    [{ now: 0 }, 'MemoryMetadataStore: now must be a function, not a number'],
  ])('refuses %j', (options, message) => {
    expect(() => new MemoryMetadataStore(options as object)).toThrow(message);
  });
});

describe('MemoryAccessStore', () => {
  it.each([
    [{ clock: 0 }, 'MemoryAccessStore has no option clock; there are now, changes'],
    [{ now: 0 }, 'MemoryAccessStore: now must be a function, not a number'],
  ])('refuses %j', (options, message) => {
    expect(() => new MemoryAccessStore(options as object)).toThrow(message);
  });
});
