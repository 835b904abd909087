import { createHash } from 'node:crypto';
import { createReadStream, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Descriptor, digestOf, type Image, imageManifestType, makeImage } from './image.js';
import { runCommand } from './run-command.js';

export const imageIndexType = 'application/vnd.oci.image.index.v1+json';

/** One image of an index. */
export interface PlatformImage {
  readonly image: Image;
  readonly architecture: string;
}

/** What hangs on a manifest, as far as it is read here. */
interface ManifestContent {
  readonly config?: Descriptor;
  readonly layers?: readonly Descriptor[];
  readonly manifests?: readonly Descriptor[];
}

type StoreBlob = (bytes: Buffer) => { readonly digest: string; readonly size: number };

/** Writes an index of one image for each platform as an OCI image layout with one name. Returns the digest of the index. */
export function writeIndexLayout(directory: string, name: string, images: readonly PlatformImage[]): string {
  const store = createBlobFolder(directory);
  const manifests = images.map(({ image, architecture }) => {
    for (const { bytes } of image.blobs) store(bytes);
    return { mediaType: imageManifestType, ...store(image.manifest), platform: { os: 'linux', architecture } };
  });
  const index = Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType: imageIndexType, manifests }));
  const descriptor = { mediaType: imageIndexType, ...store(index) };
  writeEntry(directory, name, descriptor);
  return descriptor.digest;
}

/** Writes an index of two small images as a layout with the name `v1`. */
export function writePlatformsLayout(directory: string): string {
  const images = ['amd64', 'arm64'].map((architecture) => ({ image: makeImage(architecture), architecture }));
  return writeIndexLayout(directory, 'v1', images);
}

function createBlobFolder(directory: string): StoreBlob {
  const folder = join(directory, 'blobs', 'sha256');
  mkdirSync(folder, { recursive: true });
  return (bytes) => {
    const digest = digestOf(bytes);
    writeFileSync(join(folder, digest.slice('sha256:'.length)), bytes);
    return { digest, size: bytes.length };
  };
}

function writeEntry(directory: string, name: string, descriptor: Descriptor): void {
  const entry = { ...descriptor, annotations: { 'org.opencontainers.image.ref.name': name } };
  const index = { schemaVersion: 2, mediaType: imageIndexType, manifests: [entry] };
  writeFileSync(join(directory, 'oci-layout'), '{"imageLayoutVersion":"1.0.0"}');
  writeFileSync(join(directory, 'index.json'), JSON.stringify(index));
}

export interface Layout {
  /** The digest of its only entry. */
  readonly digest: string;
  /** The file of each digest that the entry leads to, its own among them. */
  readonly files: ReadonlyMap<string, string>;
}

export function readLayout(directory: string): Layout {
  const { manifests: [entry] = [] } = readManifest(join(directory, 'index.json'));
  if (entry === undefined) throw new Error(`the layout ${directory} has no entry`);
  const files = new Map<string, string>();
  const add = (digest: string): string => {
    const file = join(directory, 'blobs', ...digest.split(':'));
    files.set(digest, file);
    return file;
  };
  const addManifest = (digest: string): void => {
    const { config, layers = [], manifests = [] } = readManifest(add(digest));
    for (const blob of [config, ...layers]) if (blob !== undefined) add(blob.digest);
    for (const manifest of manifests) addManifest(manifest.digest);
  };
  addManifest(entry.digest);
  return { digest: entry.digest, files };
}

function readManifest(file: string): ManifestContent {
  return JSON.parse(readFileSync(file, 'utf8')) as ManifestContent;
}

/**
 * Looks for content in a directory, however a client arranges its files.
 * @throws {Error} if a wanted digest is absent, or `cmp` finds a difference
 */
export async function compareFiles(wanted: ReadonlyMap<string, string>, directory: string): Promise<void> {
  const found = await digestFiles(directory);
  for (const [digest, file] of wanted) {
    const pulled = found.get(digest);
    if (pulled === undefined) throw new Error(`${digest} is not among the ${found.size} files of ${directory}`);
    await runCommand('cmp', [file, pulled]);
  }
}

async function digestFiles(directory: string): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  for (const entry of readdirSync(directory, { withFileTypes: true, recursive: true })) {
    if (!entry.isFile()) continue;
    const file = join(entry.parentPath, entry.name);
    files.set(await digestFile(file), file);
  }
  return files;
}

export async function digestFile(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file, { highWaterMark: 1024 * 1024 })) hash.update(chunk as Buffer);
  return `sha256:${hash.digest('hex')}`;
}
