import { descriptorOf } from '../content/sample-blob.js';
import { indexOf } from '../content/sample-manifest.js';
import { header } from '../http/answer.js';
import type { RegistryFeature } from '../registry-feature.js';
import type { FeatureProbe } from './feature-probe.js';

const isSparseImageTaken: FeatureProbe = async (context) =>
  (await context.newRepository().putManifest(context.newImage(), 'v1')).status === 201;

const isSparseIndexTaken: FeatureProbe = async (context) => {
  const index = indexOf([context.newImage().descriptor]);
  return (await context.newRepository().putManifest(index, 'v1')).status === 201;
};

/** What manifests may be like, and how they are found again. */
export const contentProbes = {
  'sparse-image': isSparseImageTaken,
  'sparse-index': isSparseIndexTaken,
  'reference-check': async (context) => !(await isSparseImageTaken(context)) && !(await isSparseIndexTaken(context)),
  'index-of-blobs': async (context) => {
    const repository = context.newRepository();
    const blob = context.newBlob();
    await repository.pushBlob(blob);
    return (await repository.putManifest(indexOf([descriptorOf(blob)]), 'v1')).status === 201;
  },
  /** In no release of the specification yet. A registry without it has no OCI-Tag to send (TAGP-04). */
  'tag-parameter': async (context) => {
    const repository = context.newRepository();
    const image = context.newImage();
    for (const blob of image.blobs) await repository.pushBlob(blob);
    return header(await repository.putManifest(image, `${image.digest}?tag=v1`), 'oci-tag') !== undefined;
  },
  /** 404 is for registries that do not have the API (RFR-14). */
  referrers: async (context) => {
    const repository = context.newRepository();
    await repository.pushManifest(context.newImage(), 'v1');
    return (await repository.get(`referrers/${context.newBlob().digest}`)).status !== 404;
  },
  conditional: async (context) => {
    const repository = context.newRepository();
    await repository.pushManifest(context.newImage(), 'v1');
    const etag = header(await repository.head('manifests/v1'), 'etag');
    return etag !== undefined && (await repository.get('manifests/v1', { 'if-none-match': etag })).status === 304;
  },
  catalog: async ({ http }) => ![401, 403, 404, 405].includes((await http.send('GET', '/v2/_catalog?n=1')).status),
} satisfies Partial<Record<RegistryFeature, FeatureProbe>>;
