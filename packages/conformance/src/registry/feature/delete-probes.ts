import type { Answer } from '../http/answer.js';
import type { RegistryFeature } from '../registry-feature.js';
import type { FeatureProbe } from './feature-probe.js';

/** 400 or 405 says that nothing of the kind can be deleted (DEL-03, DEL-07). */
function isUnsupported({ status }: Answer): boolean {
  return status === 400 || status === 405;
}

/** The kinds of content that can be deleted. */
export const deleteProbes = {
  'delete-tag': async (context) => {
    const repository = context.newRepository();
    await repository.pushManifest(context.newImage(), 'v1');
    return !isUnsupported(await repository.delete('manifests/v1'));
  },
  'delete-manifest': async (context) => {
    const repository = context.newRepository();
    const image = context.newImage();
    await repository.pushManifest(image);
    return !isUnsupported(await repository.delete(`manifests/${image.digest}`));
  },
  'delete-blob': async (context) => {
    const repository = context.newRepository();
    const blob = context.newBlob();
    await repository.pushBlob(blob);
    return !isUnsupported(await repository.delete(`blobs/${blob.digest}`));
  },
  'keep-referenced-blobs': async (context) => {
    const repository = context.newRepository();
    const image = context.newImage();
    await repository.pushManifest(image);
    return (await repository.delete(`blobs/${image.blobs[0]?.digest}`)).status !== 202;
  },
} satisfies Partial<Record<RegistryFeature, FeatureProbe>>;
