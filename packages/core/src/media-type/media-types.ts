import { requireString } from '../error/arguments.js';

/** Media types of the OCI image-spec and of Docker's image format that a registry or a client has to know by name. */
export const mediaTypes = {
  descriptor: 'application/vnd.oci.descriptor.v1+json',
  layoutHeader: 'application/vnd.oci.layout.header.v1+json',
  imageIndex: 'application/vnd.oci.image.index.v1+json',
  imageManifest: 'application/vnd.oci.image.manifest.v1+json',
  imageConfig: 'application/vnd.oci.image.config.v1+json',
  layerTar: 'application/vnd.oci.image.layer.v1.tar',
  layerTarGzip: 'application/vnd.oci.image.layer.v1.tar+gzip',
  layerTarZstd: 'application/vnd.oci.image.layer.v1.tar+zstd',
  nondistributableLayerTar: 'application/vnd.oci.image.layer.nondistributable.v1.tar',
  nondistributableLayerTarGzip: 'application/vnd.oci.image.layer.nondistributable.v1.tar+gzip',
  nondistributableLayerTarZstd: 'application/vnd.oci.image.layer.nondistributable.v1.tar+zstd',
  empty: 'application/vnd.oci.empty.v1+json',
  /** Dropped before image-spec 1.1, still held by registries and pushed by old tools. */
  artifactManifest: 'application/vnd.oci.artifact.manifest.v1+json',
  dockerManifest: 'application/vnd.docker.distribution.manifest.v2+json',
  dockerManifestList: 'application/vnd.docker.distribution.manifest.list.v2+json',
  dockerManifestSchema1: 'application/vnd.docker.distribution.manifest.v1+json',
  dockerManifestSchema1Signed: 'application/vnd.docker.distribution.manifest.v1+prettyjws',
  dockerImageConfig: 'application/vnd.docker.container.image.v1+json',
  dockerLayerTarGzip: 'application/vnd.docker.image.rootfs.diff.tar.gzip',
  dockerLayerTar: 'application/vnd.docker.image.rootfs.diff.tar',
  dockerForeignLayerTar: 'application/vnd.docker.image.rootfs.foreign.diff.tar',
  dockerForeignLayerTarGzip: 'application/vnd.docker.image.rootfs.foreign.diff.tar.gzip',
  octetStream: 'application/octet-stream',
} as const;

/**
 * The media type of a `Content-Type` field: without its parameters, in lower case (MAN-03, PULL-05). Empty if there is none.
 */
export function withoutParameters(contentType: string | undefined): string {
  if (contentType !== undefined) requireString(contentType, 'a Content-Type');
  return (contentType ?? '').replace(/;.*/s, '').trim().toLowerCase();
}

/** Suffixes say how a layer is packed, and some, such as `+encrypted`, are in no specification. */
const nondistributablePrefixes = [mediaTypes.nondistributableLayerTar, mediaTypes.dockerForeignLayerTar];

/** Whether a layer of this type lives elsewhere, so that no registry can ask for it (PUSH-05). */
export function isNondistributable(mediaType: string): boolean {
  requireString(mediaType, 'a media type');
  return nondistributablePrefixes.some((prefix) => mediaType.startsWith(prefix));
}
