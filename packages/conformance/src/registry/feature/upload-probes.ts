import { header } from '../http/answer.js';
import type { RegistryContext } from '../registry-context.js';
import type { RegistryFeature } from '../registry-feature.js';
import type { FeatureProbe } from './feature-probe.js';

/** 202 says that the blob has to be pushed instead, which a registry may always say (MNT-06). */
async function mounts(context: RegistryContext, isNamed: boolean): Promise<boolean> {
  const [source, target] = [context.newRepository(), context.newRepository()];
  const blob = context.newBlob();
  await source.pushBlob(blob);
  const from = isNamed ? `&from=${source.name}` : '';
  return (await target.postUpload(`?mount=${blob.digest}${from}`, { body: '' })).status !== 202;
}

async function rangeAnswer(context: RegistryContext, range: string) {
  const repository = context.newRepository();
  const blob = context.newBlob();
  await repository.pushBlob(blob);
  return repository.get(`blobs/${blob.digest}`, { range });
}

/** A registry may choose (MONO-05). */
async function givesWholeUrls(context: RegistryContext): Promise<boolean> {
  const answer = await context.newRepository().postUpload();
  return /^https?:/.test(header(answer, 'location') ?? '');
}

/** How blobs get in, and parts of them out. */
export const uploadProbes = {
  /** Not in a released specification yet. A registry that does not know it refuses it. */
  cancel: async (context) => {
    const location = await context.newRepository().startUpload();
    return (await context.http.send('DELETE', location)).status < 400;
  },
  /** A registry may append any chunk that has no Content-Range (CHNK-20). */
  'upload-offset': async (context) => {
    const repository = context.newRepository();
    const { bytes } = context.newBlob();
    const location = await repository.startUpload();
    await repository.patchUpload(location, bytes);
    return (await repository.patchUpload(location, bytes)).status !== 202;
  },
  'relative-location': async (context) => !(await givesWholeUrls(context)),
  'absolute-location': (context) => givesWholeUrls(context),
  mount: (context) => mounts(context, true),
  'anonymous-mount': (context) => mounts(context, false),
  sha512: async (context) => {
    const repository = context.newRepository();
    const blob = context.newBlob(64, 'sha512');
    const answer = await repository.closeUpload(await repository.startUpload(), blob.digest, { body: blob.bytes });
    if (answer.status >= 400) return false;
    const image = context.newImage({ config: blob, layers: [], algorithm: 'sha512' });
    return (await repository.putManifest(image)).status < 400;
  },
  /** A server may ignore Range (RFC 9110 §14.2). */
  range: async (context) => (await rangeAnswer(context, 'bytes=1-2')).status !== 200,
  'multi-range': async (context) => {
    const answer = await rangeAnswer(context, 'bytes=1-2,5-6');
    return answer.status === 206 && /^multipart\//.test(header(answer, 'content-type') ?? '');
  },
} satisfies Partial<Record<RegistryFeature, FeatureProbe>>;
