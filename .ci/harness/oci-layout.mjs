import { createHash } from 'node:crypto';
import { createReadStream, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { digestOf } from './image.mjs';
import { runCommand } from './run-command.mjs';

export const imageIndexType = 'application/vnd.oci.image.index.v1+json';

/** Writes an image index of one small image per platform, as an OCI image layout with one name. */
export function writeIndexLayout(directory, name, images) {
  const store = createBlobFolder(directory);
  const manifests = images.map(({ image, mediaType, platform }) => {
    for (const { bytes } of image.blobs) store(bytes);
    return { mediaType, ...store(image.manifest), platform };
  });
  const index = Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType: imageIndexType, manifests }));
  return nameEntry(directory, name, { mediaType: imageIndexType, ...store(index) });
}

function createBlobFolder(directory) {
  const folder = join(directory, 'blobs', 'sha256');
  mkdirSync(folder, { recursive: true });
  return (bytes) => {
    const digest = digestOf(bytes);
    writeFileSync(join(folder, digest.slice('sha256:'.length)), bytes);
    return { digest, size: bytes.length };
  };
}

function nameEntry(directory, name, descriptor) {
  const annotations = { 'org.opencontainers.image.ref.name': name };
  writeFileSync(join(directory, 'oci-layout'), '{"imageLayoutVersion":"1.0.0"}');
  writeFileSync(
    join(directory, 'index.json'),
    JSON.stringify({ schemaVersion: 2, mediaType: imageIndexType, manifests: [{ ...descriptor, annotations }] }),
  );
  return descriptor.digest;
}

/** The digest of the only entry of a layout, and everything that hangs on it: digest → file. */
export function readLayout(directory) {
  const [entry] = JSON.parse(readFileSync(join(directory, 'index.json'), 'utf8')).manifests;
  const files = new Map();
  const visit = (digest) => {
    const file = join(directory, 'blobs', ...digest.split(':'));
    files.set(digest, file);
    return file;
  };
  const visitManifest = (digest) => {
    const { config, layers = [], manifests = [] } = JSON.parse(readFileSync(visit(digest), 'utf8'));
    for (const blob of [config, ...layers]) if (blob !== undefined) visit(blob.digest);
    for (const manifest of manifests) visitManifest(manifest.digest);
  };
  visitManifest(entry.digest);
  return { digest: entry.digest, files };
}

/** Whatever layout of files a client makes: every wanted digest must be there, and `cmp` must find no difference. */
export async function compareFiles(wanted, directory) {
  const found = await digestFiles(directory);
  for (const [digest, file] of wanted) {
    const pulled = found.get(digest);
    if (pulled === undefined) throw new Error(`${digest} is not among the ${found.size} files of ${directory}`);
    await runCommand('cmp', [file, pulled]);
  }
}

async function digestFiles(directory) {
  const files = new Map();
  for (const entry of readdirSync(directory, { withFileTypes: true, recursive: true })) {
    if (!entry.isFile()) continue;
    const file = join(entry.parentPath ?? entry.path, entry.name);
    files.set(await digestFile(file), file);
  }
  return files;
}

export async function digestFile(file) {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file, { highWaterMark: 1024 * 1024 })) hash.update(chunk);
  return `sha256:${hash.digest('hex')}`;
}
