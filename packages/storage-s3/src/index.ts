export { S3BlobStore } from './s3-blob-store.js';
export type { S3BlobStoreOptions, S3Credentials, S3Encryption } from './s3-blob-store-options.js';
