import type { DigestAlgorithm, RepositoryName, UploadId, UploadSession, UploadState } from '@lading/core';

export interface UploadSessionRow {
  readonly id: UploadId;
  readonly repository: RepositoryName;
  readonly state: UploadState;
  readonly algorithm: DigestAlgorithm | null;
}

export const sessionColumns = 'id, repository, state, algorithm';

export function uploadSessionOf({ id, repository, state, algorithm }: UploadSessionRow): UploadSession {
  return { id, repository, state, ...(algorithm !== null && { algorithm }) };
}
