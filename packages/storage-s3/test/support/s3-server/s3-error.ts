/** An error response of S3, with a code from its documentation. */
export class S3Error extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string = code,
  ) {
    super(message);
  }
}

export const errors = {
  badDigest: () => new S3Error(400, 'BadDigest'),
  incompleteBody: () => new S3Error(400, 'IncompleteBody'),
  invalidRange: () => new S3Error(416, 'InvalidRange'),
  invalidRequest: (message: string) => new S3Error(400, 'InvalidRequest', message),
  noSuchBucket: () => new S3Error(404, 'NoSuchBucket'),
  noSuchKey: () => new S3Error(404, 'NoSuchKey'),
  noSuchUpload: () => new S3Error(404, 'NoSuchUpload'),
  preconditionFailed: () => new S3Error(412, 'PreconditionFailed'),
};
