import type { NamedIdentity } from '@lading/core';
import { RegistryModule } from '@lading/server';
import { MemoryBlobStore, MemoryMetadataStore } from '@lading/storage';
import { Module } from '@nestjs/common';
import { hashOf, KeyAuthenticator } from './key-authenticator.js';
import { ReleasesController } from './releases.controller.js';
import { TeamAuthorizer } from './team-authorizer.js';

/** A real application reads hashes from a table. */
const owners = new Map<string, NamedIdentity>([
  [hashOf('key-of-ada'), { kind: 'user', name: 'ada', groups: ['engines'] }],
  [hashOf('key-of-ci'), { kind: 'robot', name: 'ci', groups: ['engines', 'public'] }],
]);

@Module({
  imports: [
    RegistryModule.forRoot({
      isGlobal: true,
      blobStore: new MemoryBlobStore(),
      metadataStore: new MemoryMetadataStore(),
      access: { authenticators: [new KeyAuthenticator(owners)], authorizer: new TeamAuthorizer() },
    }),
  ],
  controllers: [ReleasesController],
})
export class AppModule {}
