import { join } from 'node:path';
import { digestOf, makeBytes } from '../harness/image.mjs';
import { expectEqual } from '../real-clients/expect-equal.mjs';

const octets = 'application/octet-stream';
const image = 'application/vnd.oci.image.manifest.v1+json';

/** What the library does, call by call, against a registry as it is. */
export async function checkLibrary({ check, client, host, can, work }) {
  const registry = client.createRegistryClient(host);
  const repository = registry.repository('library/app');
  const bytes = makeBytes('library', 3_000_000);
  const digest = digestOf(bytes);
  const read = async (...args) => Buffer.from(await (await repository.blobs.read(...args)).bytes());
  const pushConfig = (to = repository) =>
    to.blobs.push(Buffer.from('{"os":"linux"}'), { mediaType: `${image.replace('manifest', 'config')}` });

  await check('answers a ping, and says what is not there', async () => {
    await registry.ping();
    const failure = await repository.manifests.read('none').catch((error) => error);
    expectEqual(client.isResponseError(failure, 404), true);
    expectEqual(await repository.manifests.stat('none'), undefined);
    expectEqual(await repository.blobs.stat(digest), undefined);
  });
  await check('takes a blob in one piece, in chunks and as a stream, and gives it back', async () => {
    const stream = async function* () {
      for (let start = 0; start < bytes.length; start += 70_000) yield bytes.subarray(start, start + 70_000);
    };
    const ways = [
      () => repository.blobs.push(bytes, { checkFirst: false }),
      () => repository.blobs.push(bytes, { checkFirst: false, chunkBytes: 1_000_000 }),
      () => repository.blobs.push(stream(), { checkFirst: false }),
      () => repository.blobs.push(stream(), { checkFirst: false, digest, size: bytes.length }),
    ];
    for (const push of ways) {
      expectEqual((await push()).digest, digest);
      expectEqual((await read(digest)).equals(bytes), true);
    }
    expectEqual((await repository.blobs.stat(digest)).size, bytes.length);
  });
  await check('gives parts of a blob', async () => {
    expectEqual((await read(digest, { range: { first: 10, last: 19 } })).equals(bytes.subarray(10, 20)), true);
    expectEqual((await read(digest, { range: { first: bytes.length - 5 } })).equals(bytes.subarray(-5)), true);
  });
  await check('mounts a blob, and takes it where it can not be mounted', async () => {
    const other = registry.repository('library/mounted');
    expectEqual(await other.blobs.mount(digest, repository.name), true);
    expectEqual((await other.blobs.stat(digest)).size, bytes.length);
    expectEqual(await other.blobs.mount(digestOf(makeBytes('nowhere', 10)), repository.name), false);
    await other.blobs.push(makeBytes('pushed instead', 1000), { mountFrom: repository.name });
  });
  await check('goes on with an upload that another client began', async () => {
    const content = makeBytes('resumed', 3_000_000);
    const begun = await repository.uploads.start();
    await begun.append(content.subarray(0, 2_000_000));
    const handle = JSON.parse(JSON.stringify(begun.handle));
    const other = client.createRegistryClient(host).repository(repository.name);
    const resumed = await other.uploads.resume(handle);
    expectEqual(resumed.offset, 2_000_000);
    await other.blobs.push(content, { resume: handle, chunkBytes: 1_000_000 });
    expectEqual((await repository.blobs.stat(digestOf(content))).size, content.length);
  });
  await check('forgets an upload that was cancelled', async () => {
    const upload = await repository.uploads.start();
    await upload.append(makeBytes('cancelled', 1000));
    await upload.cancel();
    expectEqual(await repository.uploads.resume(upload.handle), undefined);
  });
  const subject = await check('takes a manifest under several tags, and lists them', async () => {
    const config = await pushConfig();
    const manifest = {
      schemaVersion: 2,
      mediaType: image,
      config,
      layers: [{ mediaType: octets, digest, size: bytes.length }],
    };
    const pushed = await repository.manifests.push(manifest, { tags: ['v1', 'v1.1', 'latest'] });
    await repository.tags.put('stable', 'v1');
    expectEqual((await collect(repository.tags.list())).sort().join(), 'latest,stable,v1,v1.1');
    for (const tag of ['v1.1', 'stable']) expectEqual((await repository.manifests.stat(tag)).digest, pushed.digest);
    const { manifest: found } = await repository.manifests.read('v1');
    expectEqual(found.kind, 'image');
    return pushed;
  });
  await check('refuses a manifest whose blob is not there', async () => {
    const missing = { mediaType: octets, digest: digestOf(makeBytes('missing', 10)), size: 10 };
    const manifest = { schemaVersion: 2, mediaType: image, config: await pushConfig(), layers: [missing] };
    const failure = await repository.manifests.push(manifest).catch((error) => error);
    expectEqual(client.isResponseError(failure), true);
  });
  await check('lists its repositories', async () => {
    expectEqual((await collect(registry.repositories())).includes('library/app'), true);
  });
  await check(`keeps referrers ${can.referrers ? 'itself' : 'in the fallback tag'}`, async () => {
    const empty = await repository.blobs.push(Buffer.from('{}'), { mediaType: 'application/vnd.oci.empty.v1+json' });
    const attach = (artifactType) =>
      repository.manifests.push({
        schemaVersion: 2,
        mediaType: image,
        artifactType,
        config: empty,
        layers: [empty],
        subject,
      });
    const [sbom, note] = [await attach('application/x.sbom'), await attach('application/x.note')];
    // Another client knows nothing of what this one has learnt.
    const fresh = client.createRegistryClient(host).repository(repository.name);
    expectEqual((await collect(fresh.referrers(subject.digest))).length, 2);
    const [found] = await collect(fresh.referrers(subject.digest, { artifactType: 'application/x.note' }));
    expectEqual(found.digest, note.digest);
    expectEqual((await collect(repository.tags.list())).includes(client.fallbackTagOf(subject.digest)), !can.referrers);
    expectEqual(await repository.manifests.delete(sbom.digest), true);
    expectEqual(
      (await collect(repository.referrers(subject.digest))).map(({ digest: left }) => left).join(),
      note.digest,
    );
  });
  await check('packs files and folders, and unpacks them the same', async () => {
    const file = join(work, 'file');
    const { writeFileSync, readFileSync } = await import('node:fs');
    writeFileSync(file, bytes);
    const pushed = await client.pushArtifact(registry.repository('library/artifact'), [{ path: file }], {
      tags: ['1'],
    });
    const out = join(work, 'pulled');
    expectEqual(
      (await client.pullArtifact(registry.repository('library/artifact'), pushed.digest, out)).join(),
      'file',
    );
    expectEqual(readFileSync(join(out, 'file')).equals(bytes), true);
  });
  await check(
    `${can.deleteTags ? 'deletes a tag' : 'says that it deletes no tags'}, a manifest and a blob`,
    async () => {
      const deleted = await repository.tags.delete('stable').catch((error) => error.constructor.name);
      expectEqual(deleted, can.deleteTags ? true : 'ResponseError');
      expectEqual((await repository.manifests.stat('v1')).digest, subject.digest);
      expectEqual(await repository.manifests.delete(subject.digest), true);
      expectEqual(await repository.manifests.stat(subject.digest), undefined);
      expectEqual(await repository.manifests.delete(subject.digest), false);
      expectEqual(await registry.repository('library/mounted').blobs.delete(digest), true);
    },
  );
}

async function collect(items) {
  const all = [];
  for await (const item of items) all.push(item);
  return all;
}
