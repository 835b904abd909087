import { type ManifestPush, RegistryError, type RegistryHook } from '@lading/core';
import { Injectable } from '@nestjs/common';

const label = 'org.opencontainers.image.version';

/** What gets the tag of a release has to say which version it is. */
@Injectable()
export class RefuseUnlabelledImages implements RegistryHook {
  async beforeManifestPush({ manifest, tags }: ManifestPush): Promise<void> {
    const isRelease = tags.some((tag) => /^v\d/.test(tag));
    if (isRelease && manifest.annotations?.[label] === undefined)
      throw new RegistryError('DENIED', `a release needs the annotation ${label}`);
  }
}
