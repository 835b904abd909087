import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { algorithmOf, type Descriptor, type Digest, encodedOf, mediaTypes, parseManifest } from '@lading/core';
import { ClientError } from '../error/client-error.js';
import { absent } from '../files/absent.js';
import { makeFolder } from '../files/make-folder.js';
import { replaceFile } from '../files/replace-file.js';

const version = { imageLayoutVersion: '1.0.0' };
const indexLimit = 64 * 1024 * 1024;

/** The `index.json` of a layout: its entries, and its other fields, which stay as they are. */
export interface LayoutIndex {
  readonly fields: Readonly<Record<string, unknown>>;
  readonly entries: readonly Descriptor[];
}

/** The files of an OCI image layout (image-spec "OCI Image Layout Specification"; requirements 22.8). */
export class LayoutFiles {
  constructor(readonly directory: string) {}

  /** The path of a blob. A parsed digest cannot lead out of the folder. */
  blobPath(digest: Digest): string {
    return join(this.directory, 'blobs', algorithmOf(digest), encodedOf(digest));
  }

  /** The size of a blob in bytes; undefined if the layout does not have it. */
  async blobSize(digest: Digest): Promise<number | undefined> {
    const found = await stat(this.blobPath(digest)).catch(absent);
    return found?.isFile() === true ? found.size : undefined;
  }

  /**
   * Checks that the folder is a layout.
   * @throws ClientError `content`, with the reason `not-a-layout` if it has no file `oci-layout`
   */
  async check(): Promise<void> {
    const text = await readFile(join(this.directory, 'oci-layout'), 'utf8').catch(absent);
    if (text === undefined)
      throw new ClientError('content', `${this.directory} is not an OCI image layout: it has no file oci-layout`, {
        reason: 'not-a-layout',
      });
    const found = parseJson(text, 'oci-layout').imageLayoutVersion;
    if (typeof found !== 'string' || !found.startsWith('1.'))
      throw new ClientError('content', `${this.directory} is an image layout of an unknown version`);
  }

  /** Creates the layout, unless it exists. */
  async create(): Promise<void> {
    await makeFolder(join(this.directory, 'blobs', 'sha256'));
    const path = join(this.directory, 'oci-layout');
    if ((await stat(path).catch(absent)) === undefined) await this.replace('oci-layout', JSON.stringify(version));
    else await this.check();
    if ((await stat(join(this.directory, 'index.json')).catch(absent)) === undefined)
      await this.writeIndex({ fields: { schemaVersion: 2, mediaType: mediaTypes.imageIndex }, entries: [] });
  }

  /**
   * Reads and checks the index. One digest may have several entries with different names.
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
      throw new ClientError('content', `${path} cannot be used: ${(cause as Error).message}`, { cause });
    }
  }

  async writeIndex({ fields, entries }: LayoutIndex): Promise<void> {
    await this.replace('index.json', JSON.stringify({ ...fields, manifests: entries }));
  }

  /** Replaces a file of the layout as a whole. */
  async replace(name: string, content: string | Uint8Array): Promise<void> {
    await replaceFile(join(this.directory, name), content);
  }
}

function parseJson(text: string, name: string): Record<string, unknown> {
  const value: unknown = JSON.parse(text);
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw new ClientError('content', `${name} is not a JSON object`);
}
