import { createRegistryClient, type RepositoryClient } from '@lading/client';
import { type Descriptor, mediaTypes } from '@lading/core';

const bytesOf = (text: string) => new TextEncoder().encode(text);

/** Pushes an image for a platform, with one layer that holds a text. */
export async function pushImage(
  repository: RepositoryClient,
  text: string,
  { architecture = 'amd64', tags = [] }: { readonly architecture?: string; readonly tags?: readonly string[] } = {},
): Promise<Descriptor> {
  const config = await repository.blobs.push(
    bytesOf(
      JSON.stringify({
        architecture,
        os: 'linux',
        created: '2026-01-02T03:04:05Z',
        config: { Entrypoint: ['/bin/serve'], Cmd: ['--port', '80'], Env: ['PATH=/bin'], Labels: { team: 'a' } },
        rootfs: { type: 'layers', diff_ids: [] },
      }),
    ),
    { mediaType: mediaTypes.imageConfig },
  );
  const layer = await repository.blobs.push(bytesOf(text), { mediaType: mediaTypes.layerTar });
  const manifest = { schemaVersion: 2, mediaType: mediaTypes.imageManifest, config, layers: [layer] };
  const pushed = await repository.manifests.push(manifest, { tags });
  return { ...pushed, platform: { os: 'linux', architecture } };
}

/** Pushes an index of two platforms under a tag. */
export async function pushIndex(host: string, name: string, tag: string): Promise<Descriptor> {
  const repository = createRegistryClient(host).repository(name);
  const manifests = [
    await pushImage(repository, `${name} for amd64`),
    await pushImage(repository, `${name} for arm64`, { architecture: 'arm64' }),
  ];
  return repository.manifests.push({ schemaVersion: 2, mediaType: mediaTypes.imageIndex, manifests } as never, {
    tags: [tag],
  });
}
