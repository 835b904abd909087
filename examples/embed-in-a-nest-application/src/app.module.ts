import { RegistryModule } from '@lading/server';
import { FilesystemBlobStore, MemoryMetadataStore } from '@lading/storage';
import { Module } from '@nestjs/common';
import { KeepReleases } from './policy/keep-releases.js';
import { PolicyModule } from './policy/policy.module.js';
import { RefuseUnlabelledImages } from './policy/refuse-unlabelled-images.js';
import { ReleasesModule } from './releases/releases.module.js';
import { StoresModule } from './stores.module.js';
import { TeamModule } from './team/team.module.js';
import { TeamAuthenticator } from './team/team-authenticator.js';
import { TeamAuthorizer } from './team/team-authorizer.js';

@Module({
  imports: [
    RegistryModule.forRootAsync({
      isGlobal: true,
      imports: [StoresModule, TeamModule, PolicyModule],
      inject: [
        FilesystemBlobStore,
        MemoryMetadataStore,
        TeamAuthenticator,
        TeamAuthorizer,
        RefuseUnlabelledImages,
        KeepReleases,
      ],
      useFactory: (
        blobStore: FilesystemBlobStore,
        metadataStore: MemoryMetadataStore,
        authenticator: TeamAuthenticator,
        authorizer: TeamAuthorizer,
        refuseUnlabelledImages: RefuseUnlabelledImages,
        keepReleases: KeepReleases,
      ) => ({
        blobStore,
        metadataStore,
        access: { authenticators: [authenticator], authorizer },
        hooks: [refuseUnlabelledImages, keepReleases],
      }),
    }),
    ReleasesModule,
  ],
})
export class AppModule {}
