import {
  copy,
  createRegistryClient,
  type ImageTarget,
  imageArchiveTarget,
  openImageArchive,
  pullArtifact,
  pushArtifact,
  type RegistryClientOptions,
  registryImage,
  unpack,
  uploadJournal,
} from '../src/index.js';

const digest = `sha256:${'a'.repeat(64)}`;
const fetch = () => Promise.reject(new Error('nothing is to be sent'));
const client = createRegistryClient('registry.example', { fetch });
const repository = client.repository('team/app');
const image = registryImage(repository, 'v1');
const bytes = new Uint8Array(1);
const handle = { repository: 'team/app', location: '/v2/team/app/blobs/uploads/1', offset: 0, minimumChunkBytes: 0 };

/** The methods of a target, as an object of its own. */
function targetOf(target: ImageTarget): ImageTarget {
  return {
    hasManifest: (descriptor, options) => target.hasManifest(descriptor, options),
    hasBlob: (descriptor, options) => target.hasBlob(descriptor, options),
    putBlob: (descriptor, content, options) => target.putBlob(descriptor, content, options),
    putManifest: (manifest, options) => target.putManifest(manifest, options),
    name: (manifest, options) => target.name(manifest, options),
  };
}

async function firstOf(list: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of list) return;
}

async function* nothing(): AsyncGenerator<Uint8Array> {}

describe('every call', () => {
  const misspelt = { sginal: undefined } as object;
  it.each<[string, () => Promise<unknown>]>([
    ['registry.ping', () => client.ping(misspelt)],
    ['registry.repositories', () => firstOf(client.repositories(misspelt))],
    ['registry.request', () => client.request('GET', 'v2/', misspelt)],
    ['repository.referrers', () => firstOf(repository.referrers(digest, misspelt))],
    ['manifests.stat', () => repository.manifests.stat('v1', misspelt)],
    ['manifests.read', () => repository.manifests.read('v1', misspelt)],
    ['manifests.push', () => repository.manifests.push(bytes, misspelt)],
    ['manifests.delete', () => repository.manifests.delete(digest, misspelt)],
    ['blobs.stat', () => repository.blobs.stat(digest, misspelt)],
    ['blobs.read', () => repository.blobs.read(digest, misspelt)],
    ['blobs.push', () => repository.blobs.push(bytes, misspelt)],
    ['blobs.mount', () => repository.blobs.mount(digest, 'other', misspelt)],
    ['blobs.delete', () => repository.blobs.delete(digest, misspelt)],
    ['tags.list', () => firstOf(repository.tags.list(misspelt))],
    ['tags.put', () => repository.tags.put('v2', 'v1', misspelt)],
    ['tags.delete', () => repository.tags.delete('v1', misspelt)],
    ['uploads.start', () => repository.uploads.start(misspelt)],
    ['copy', () => copy(image, image, misspelt)],
    ['pushArtifact', () => pushArtifact(repository, [], misspelt)],
    ['pullArtifact', () => pullArtifact(repository, 'v1', '/nonexistent', misspelt)],
    ['unpack', () => unpack(nothing(), '/nonexistent', misspelt)],
    ['openImageArchive', () => openImageArchive(nothing(), undefined, misspelt)],
  ])('%s rejects a misspelt option before anything is sent', async (call, run) => {
    await expect(run()).rejects.toThrow(new TypeError(`${call} has no option sginal; did you mean signal?`));
  });

  it.each<[string, () => Promise<unknown>, string]>([
    ['tags', () => repository.manifests.push(bytes, { tags: 'v1' as never }), 'tags must be an array, not a string'],
    ['a range', () => repository.blobs.read(digest, { range: { from: 1 } as never }), 'range has no option from'],
    ['a signal', () => client.ping({ signal: true as never }), 'signal must be an AbortSignal, not true'],
    [
      'a size',
      () => repository.blobs.push(bytes, { chunkBytes: 0 }),
      'chunkBytes must be a positive whole number, not 0',
    ],
    ['platforms', () => copy(image, image, { platform: ['linux/amd64'] } as never), 'did you mean platforms?'],
    [
      'an algorithm',
      () => repository.blobs.push(bytes, { algorithm: 'sha1' as never }),
      'blobs.push: algorithm must be one of sha256, sha512',
    ],
    ['an algorithm', () => repository.uploads.start({ algorithm: 'md5' as never }), 'one of sha256, sha512'],
    [
      'an algorithm',
      () => repository.manifests.push(bytes, { algorithm: 'sha' as never }),
      'manifests.push: algorithm must be one of sha256, sha512',
    ],
    [
      'an upload',
      () => repository.blobs.push(bytes, { resume: { ...handle, offset: -1 } }),
      'blobs.push: resume.offset must be a whole number, not -1',
    ],
    [
      'an upload',
      () => repository.uploads.resume({ ...handle, repo: 'x' } as never),
      'uploads.resume: handle has no option repo; did you mean repository?',
    ],
    ['a source', () => copy({} as never, image), 'copy: the source has no method resolve, readManifest'],
    [
      'a target',
      () => copy(image, { ...targetOf(image), putBlob: undefined, putBolb: async () => 'copied' } as never),
      'copy: the target has no method putBolb; did you mean putBlob?',
    ],
    ['a file', () => pushArtifact(repository, [{ path: 'a', titel: 'b' } as never]), 'files[0] has no option titel'],
    ['a format', () => imageArchiveTarget('a.tar', undefined, { format: 'tar' as never }), 'one of oci, docker'],
  ])('rejects %s of a wrong kind', async (_, run, message) => {
    await expect(run()).rejects.toThrow(message);
  });
});

describe('content of a wrong type', () => {
  it.each<[string, unknown, string]>([
    ['a string', 'text', 'a value of type string'],
    ['nothing', undefined, 'undefined'],
    ['null', null, 'null'],
    ['a number', 5, 'a value of type number'],
    ['an array', [bytes], 'an array'],
  ])('is rejected by each push before anything is sent: %s', async (_, content, shown) => {
    const push = (call: { push(content: never): Promise<unknown> }) => call.push(content as never);
    const blob = 'blobs.push: the content must be a Uint8Array, a stream, or a source with size and open';
    await expect(push(repository.blobs)).rejects.toThrow(new TypeError(`${blob}, not ${shown}`));
    const manifest = 'manifests.push: the content must be a Uint8Array or an object';
    await expect(push(repository.manifests)).rejects.toThrow(new TypeError(`${manifest}, not ${shown}`));
  });

  it.each<[string, unknown]>([
    ['an ArrayBuffer', new ArrayBuffer(1)],
    ['a source without a size', { open: nothing }],
    ['a source without open', { size: 1 }],
  ])('is rejected as a blob: %s', async (_, content) => {
    await expect(repository.blobs.push(content as never)).rejects.toThrow('blobs.push: the content must be');
  });
});

describe('a copy', () => {
  it('accepts a target without optional methods', async () => {
    await expect(copy(image, targetOf(image))).rejects.toThrow('nothing is to be sent');
  });
});

describe('createRegistryClient', () => {
  it('refuses a host with a path, and the error says why', () => {
    expect(() => createRegistryClient('registry.example/team')).toThrow('an optional port, without a path');
  });

  it.each([
    [{ timeout: 5 }, 'createRegistryClient has no option timeout; did you mean timeoutMilliseconds?'],
    [{ credential: {} }, 'createRegistryClient has no option credential; did you mean credentials?'],
    [{ insecure: true }, 'createRegistryClient has no option insecure; there are credentials, fetch'],
    [{ uploadJournal: { chunkBytes: 1 } }, 'createRegistryClient: uploadJournal has no method open'],
    [{ uploadJournal: { open: async () => undefined } }, 'uploadJournal: the option chunkBytes is missing'],
    [{ credentials: { find: 's3cret' } }, 'credentials has no option find'],
    [{ plainHttp: 'false' }, 'plainHttp must be a boolean, not "false"'],
    [{ retry: 3 }, 'retry must be an object'],
    [{ retry: { retries: 3 } }, 'retry has no option retries; there are attempts'],
    [{ credentials: 's3cret' }, 'credentials must be an object or a function, not a string'],
    [{ credentials: { user: 'me', password: 's3cret' } }, 'credentials has no option user; did you mean username?'],
    [{ credentials: { username: 'me' } }, 'need username and password, identityToken or registryToken'],
    [{ credentials: { username: 'me', password: 70003 } }, 'password must be a string, not a number'],
  ])('refuses %j, and shows no secret', (options, message) => {
    const create = () => createRegistryClient('registry.example', options as RegistryClientOptions);
    expect(create).toThrow(TypeError);
    expect(create).toThrow(message);
    expect(create).not.toThrow(/s3cret|70003/);
  });
});

describe('uploadJournal', () => {
  it('refuses a misspelt option', () => {
    expect(() => uploadJournal('/nonexistent', { chunkbytes: 1 } as object)).toThrow('did you mean chunkBytes?');
  });
});
