import type { ImageSource, ManifestAnswer } from '@lading/client';
import { platformOf } from '@lading/client';
import { type Annotations, type Descriptor, mediaTypes } from '@lading/core';
import { configOf, layersOf } from '../manifest/manifest-fields.js';
import { readConfiguration } from './configuration.js';

/** A summary of a manifest. `--output json` prints it. */
export interface Summary {
  readonly reference: string;
  readonly digest: string;
  readonly mediaType: string;
  readonly kind: 'image' | 'index' | 'artifact' | 'unknown';
  readonly artifactType?: string;
  readonly subject?: string;
  readonly annotations?: Annotations;
  /** Entries of an index. */
  readonly manifests?: readonly ManifestEntry[];
  readonly layers?: readonly LayerEntry[];
  /** The size of all layers in bytes, compressed. */
  readonly size?: number;
  /** The unchanged configuration of an image. */
  readonly configuration?: Readonly<Record<string, unknown>>;
}

export interface ManifestEntry {
  readonly digest: string;
  readonly mediaType: string;
  readonly size: number;
  readonly platform?: string;
  readonly artifactType?: string;
  readonly annotations?: Annotations;
}

export interface LayerEntry {
  readonly digest: string;
  readonly mediaType: string;
  readonly size: number;
  readonly annotations?: Annotations;
}

const imageConfigurations: readonly string[] = [mediaTypes.imageConfig, mediaTypes.dockerImageConfig];

/** Summarizes a manifest. Reads the configuration of an image from its blob. */
export async function summarize(
  reference: string,
  answer: ManifestAnswer,
  source: ImageSource,
  signal: AbortSignal,
): Promise<Summary> {
  const { manifest, descriptor } = answer;
  const config = configOf(answer);
  const isImage = config !== undefined && imageConfigurations.includes(config.mediaType);
  return {
    reference,
    digest: descriptor.digest,
    mediaType: descriptor.mediaType,
    kind: manifest === undefined ? 'unknown' : manifest.kind === 'image' && !isImage ? 'artifact' : manifest.kind,
    ...present({
      artifactType: isImage ? undefined : manifest?.artifactType,
      subject: manifest?.subject?.digest,
      annotations: manifest?.annotations,
    }),
    ...(manifest?.kind === 'index' ? { manifests: manifest.children.map(manifestEntry) } : contentOf(answer)),
    ...(isImage ? { configuration: await readConfiguration(source, config, signal) } : {}),
  };
}

function contentOf(answer: ManifestAnswer): Pick<Summary, 'layers' | 'size'> {
  const layers = layersOf(answer);
  return { layers: layers.map(layerEntry), size: layers.reduce((sum, { size }) => sum + size, 0) };
}

function manifestEntry(entry: Descriptor): ManifestEntry {
  return { ...layerEntry(entry), ...present({ platform: platformOf(entry), artifactType: entry.artifactType }) };
}

function layerEntry({ digest, mediaType, size, annotations }: Descriptor): LayerEntry {
  return { digest, mediaType, size, ...present({ annotations }) };
}

/** Removes undefined fields. */
function present<Fields extends object>(fields: Fields): { [Key in keyof Fields]?: NonNullable<Fields[Key]> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as object;
}
