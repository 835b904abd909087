import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Content, tagName } from '../content.js';

/** Writes into Distribution's folder what would take too long by HTTP: many tags of one manifest, many repositories. */
export function fillDistributionFiles(data: string, { tags, repositories, image }: Content): void {
  const root = join(data, 'docker/registry/v2/repositories');
  for (let index = 1; index < tags; index++) {
    const folder = join(root, 'many/_manifests/tags', tagName(index), 'current');
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'link'), image.digest);
  }
  for (let index = 1; index <= repositories; index++)
    for (const part of ['_layers', '_manifests', '_uploads'])
      mkdirSync(join(root, 'catalog', String(index).padStart(6, '0'), part), { recursive: true });
}
