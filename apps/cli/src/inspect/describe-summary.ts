import { visibleText } from '@lading/client';
import { formatBytes } from '../terminal/quantity.js';
import { formatTable } from '../terminal/table.js';
import { runtimeOf } from './configuration.js';
import type { LayerEntry, ManifestEntry, Summary } from './summary.js';

/** Formats a summary as text. */
export function describeSummary(summary: Summary): readonly string[] {
  const { manifests, layers = [], size = 0 } = summary;
  const facts: (readonly [string, string | undefined])[] = [
    ['reference', summary.reference],
    ['digest', summary.digest],
    ['kind', summary.kind],
    ['media type', summary.mediaType],
    ['type', summary.artifactType],
    ['subject', summary.subject],
    ...(summary.configuration === undefined ? [] : runtimeOf(summary.configuration)),
    ...Object.entries(summary.annotations ?? {}).map(([key, value]) => ['annotation', `${key}=${value}`] as const),
    ['size', manifests === undefined ? `${formatBytes(size)} in ${counted(layers.length)}` : undefined],
  ];
  return [
    ...formatTable(facts.flatMap(([name, value]) => (value === undefined ? [] : [[name, visibleText(value)]]))),
    ...(manifests === undefined ? [] : ['', 'manifests', ...formatTable(manifests.map(manifestRow), '  ')]),
    ...(layers.length === 0 ? [] : ['', 'layers', ...formatTable(layers.map(layerRow), '  ')]),
  ];
}

function counted(count: number): string {
  return `${count} ${count === 1 ? 'layer' : 'layers'}`;
}

function manifestRow({ digest, mediaType, platform, artifactType, annotations }: ManifestEntry): readonly string[] {
  const attests = annotations?.['vnd.docker.reference.digest'];
  const what = attests === undefined ? (artifactType ?? mediaType) : `attests ${attests}`;
  return [platform ?? '-', digest, visibleText(what)];
}

function layerRow({ digest, mediaType, size, annotations }: LayerEntry): readonly string[] {
  const title = annotations?.['org.opencontainers.image.title'];
  return [digest, formatBytes(size), visibleText(mediaType), ...(title === undefined ? [] : [visibleText(title)])];
}
