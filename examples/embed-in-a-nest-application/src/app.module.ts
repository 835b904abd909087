import { RegistryModule } from '@lading/server';
import { FilesystemBlobStore, MemoryMetadataStore } from '@lading/storage';
import { Module } from '@nestjs/common';
import { PolicyModule } from './policy/policy.module.js';
import { RefuseUnlabelledImages } from './policy/refuse-unlabelled-images.js';
import { ReleasesModule } from './releases/releases.module.js';
import { StoresModule } from './stores.module.js';
import { TeamModule } from './team/team.module.js';
import { TeamAccessController } from './team/team-access-controller.js';

@Module({
  imports: [
    RegistryModule.forRootAsync({
      isGlobal: true,
      imports: [StoresModule, TeamModule, PolicyModule],
      inject: [FilesystemBlobStore, MemoryMetadataStore, TeamAccessController, RefuseUnlabelledImages],
      useFactory: (
        blobStore: FilesystemBlobStore,
        metadataStore: MemoryMetadataStore,
        accessController: TeamAccessController,
        refuseUnlabelledImages: RefuseUnlabelledImages,
      ) => ({ blobStore, metadataStore, accessController, hooks: [refuseUnlabelledImages] }),
    }),
    ReleasesModule,
  ],
})
export class AppModule {}
