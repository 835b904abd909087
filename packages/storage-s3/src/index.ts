export type { BucketEntry } from './bucket/s3-bucket.js';
export { S3BlobStore } from './s3-blob-store.js';
export type { S3BlobStoreOptions, S3Credentials, S3Encryption } from './s3-blob-store-options.js';
export { S3Folder } from './s3-folder.js';
