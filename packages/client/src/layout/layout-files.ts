import { randomBytes } from 'node:crypto';
import { readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { algorithmOf, type Descriptor, type Digest, encodedOf, mediaTypes, parseManifest } from '@lading/core';
import { ClientError } from '../error/client-error.js';
import { makeFolder } from '../folder/make-folder.js';

const version = { imageLayoutVersion: '1.0.0' };
const indexLimit = 64 * 1024 * 1024;

/** The `index.json` of a layout: its entries, and the fields that are kept as they are. */
export interface LayoutIndex {
  readonly fields: Readonly<Record<string, unknown>>;
  readonly entries: readonly Descriptor[];
}

/** The files of an OCI image layout (image-spec "OCI Image Layout Specification"; requirements 22.8). */
export class LayoutFiles {
  constructor(readonly directory: string) {}

  /** Where a blob lies. A digest was checked against the grammar, and has nothing that leads out of the folder. */
  blobPath(digest: Digest): string {
    return join(this.directory, 'blobs', algorithmOf(digest), encodedOf(digest));
  }

  /** Bytes of a blob; undefined if it is not there. */
  async blobSize(digest: Digest): Promise<number | undefined> {
    const found = await stat(this.blobPath(digest)).catch(absent);
    return found?.isFile() === true ? found.size : undefined;
  }

  /**
   * Checks that the folder is a layout.
   * @throws ClientError `content`
   */
  async check(): Promise<void> {
    const text = await readFile(join(this.directory, 'oci-layout'), 'utf8').catch(absent);
    if (text === undefined)
      throw new ClientError('content', `${this.directory} is no OCI image layout: it has no file oci-layout`);
    const found = parseJson(text, 'oci-layout').imageLayoutVersion;
    if (typeof found !== 'string' || !found.startsWith('1.'))
      throw new ClientError('content', `${this.directory} is an image layout of a version that is not known here`);
  }

  /** Makes the folder a layout, unless it is one. */
  async create(): Promise<void> {
    await makeFolder(join(this.directory, 'blobs', 'sha256'));
    const path = join(this.directory, 'oci-layout');
    if ((await stat(path).catch(absent)) === undefined) await this.replace('oci-layout', JSON.stringify(version));
    else await this.check();
    if ((await stat(join(this.directory, 'index.json')).catch(absent)) === undefined)
      await this.writeIndex({ fields: { schemaVersion: 2, mediaType: mediaTypes.imageIndex }, entries: [] });
  }

  /**
   * The entries are as they stand once they are checked: one digest may have several names.
   * @throws ClientError `content`
   */
  async readIndex(): Promise<LayoutIndex> {
    const path = join(this.directory, 'index.json');
    const found = await stat(path).catch(absent);
    if (found === undefined || found.size > indexLimit)
      throw new ClientError('content', `${path} is missing, or too long`);
    const bytes = await readFile(path);
    try {
      parseManifest(bytes, mediaTypes.imageIndex);
      const { manifests, ...fields } = parseJson(new TextDecoder().decode(bytes), path);
      return { fields, entries: (manifests ?? []) as readonly Descriptor[] };
    } catch (cause) {
      throw new ClientError('content', `${path} can not be used: ${(cause as Error).message}`, { cause });
    }
  }

  async writeIndex({ fields, entries }: LayoutIndex): Promise<void> {
    await this.replace('index.json', JSON.stringify({ ...fields, manifests: entries }));
  }

  /** Writes a file of the layout as a whole: whoever reads it sees the old one or the new one. */
  async replace(name: string, content: string | Uint8Array): Promise<void> {
    const path = join(this.directory, name);
    const temporary = `${path}.${randomBytes(6).toString('hex')}.partial`;
    await makeFolder(dirname(path));
    try {
      await writeFile(temporary, content, { flag: 'wx', flush: true });
      await rename(temporary, path);
    } catch (error) {
      await rm(temporary, { force: true });
      throw error;
    }
  }
}

/** What a missing file is read as. */
export function absent(error: NodeJS.ErrnoException): undefined {
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
  throw error;
}

function parseJson(text: string, name: string): Record<string, unknown> {
  const value: unknown = JSON.parse(text);
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw new ClientError('content', `${name} is no JSON object`);
}
