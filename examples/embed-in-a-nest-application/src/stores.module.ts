import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { env } from 'node:process';
import { FilesystemBlobStore, MemoryMetadataStore } from '@lading/storage';
import { Module } from '@nestjs/common';

/** Blobs in files; metadata in memory, where a real application takes `@lading/metadata` and its Postgres. */
@Module({
  providers: [
    {
      provide: FilesystemBlobStore,
      useFactory: () => new FilesystemBlobStore({ directory: env.BLOBS ?? join(tmpdir(), 'example-blobs') }),
    },
    { provide: MemoryMetadataStore, useFactory: () => new MemoryMetadataStore() },
  ],
  exports: [FilesystemBlobStore, MemoryMetadataStore],
})
export class StoresModule {}
