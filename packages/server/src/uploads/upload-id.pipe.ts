import { RegistryError, type UploadId } from '@lading/core';
import type { PipeTransform } from '@nestjs/common';

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Reads the id of an upload. Anything else is an unknown upload, and no store is asked for it (MONO-12). */
export class UploadIdPipe implements PipeTransform<string, UploadId> {
  transform(text: string): UploadId {
    if (uuid.test(text)) return text as UploadId;
    throw new RegistryError('BLOB_UPLOAD_UNKNOWN', 'the repository has no such upload');
  }
}
