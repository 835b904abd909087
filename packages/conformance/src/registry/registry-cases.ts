import { accessCases } from './access/access-cases.js';
import { authenticationCountCases } from './access/authentication-count-cases.js';
import { secondClientCases } from './access/second-client-cases.js';
import { damagedBlobCases } from './blob/damaged-blob-cases.js';
import { multiRangeCases } from './blob/multi-range-cases.js';
import { rangeCases } from './blob/range-cases.js';
import { readBlobCases } from './blob/read-blob-cases.js';
import { contentRaceCases } from './concurrency/content-race-cases.js';
import { sessionRaceCases } from './concurrency/session-race-cases.js';
import { conditionalCases } from './conditional/conditional-cases.js';
import { pipeliningCases } from './connection/pipelining-cases.js';
import { rawRequestCases } from './connection/raw-request-cases.js';
import { readerCases } from './connection/reader-cases.js';
import { deleteBlobCases } from './delete/delete-blob-cases.js';
import { deleteManifestCases } from './delete/delete-manifest-cases.js';
import { deleteTagCases } from './delete/delete-tag-cases.js';
import { digestCases } from './digest/digest-cases.js';
import { sha512Cases } from './digest/sha512-cases.js';
import { errorCases } from './error/error-cases.js';
import { badManifestCases } from './manifest/bad-manifest-cases.js';
import { contentTypeCases } from './manifest/content-type-cases.js';
import { manifestContentCases } from './manifest/manifest-content-cases.js';
import { manifestSizeCases } from './manifest/manifest-size-cases.js';
import { missingReferenceCases } from './manifest/missing-reference-cases.js';
import { pushManifestCases } from './manifest/push-manifest-cases.js';
import { readManifestCases } from './manifest/read-manifest-cases.js';
import { unknownManifestCases } from './manifest/unknown-manifest-cases.js';
import { mountCases } from './mount/mount-cases.js';
import { badNameCases } from './name/bad-name-cases.js';
import { nameCases } from './name/name-cases.js';
import { pingCases } from './ping/ping-cases.js';
import { referrerCases } from './referrer/referrer-cases.js';
import { referrerChangeCases } from './referrer/referrer-change-cases.js';
import { referrerFilterCases } from './referrer/referrer-filter-cases.js';
import type { RegistryCase } from './registry-case.js';
import { catalogCases } from './tag/catalog-cases.js';
import { tagListCases } from './tag/tag-list-cases.js';
import { tagParameterCases } from './tag/tag-parameter-cases.js';
import { tokenChallengeCases } from './token/challenge-cases.js';
import { refreshCases } from './token/refresh-cases.js';
import { rightsCases } from './token/rights-cases.js';
import { scopeCases } from './token/scope-cases.js';
import { tokenCases } from './token/token-cases.js';
import { absoluteLocationCases } from './upload/absolute-location-cases.js';
import { brokenUploadCases } from './upload/broken-upload-cases.js';
import { chunkCases } from './upload/chunk-cases.js';
import { closeUploadCases } from './upload/close-upload-cases.js';
import { openUploadCases } from './upload/open-upload-cases.js';
import { outOfOrderCases } from './upload/out-of-order-cases.js';
import { repeatedRequestCases } from './upload/repeated-request-cases.js';
import { sessionCases } from './upload/session-cases.js';
import { singlePostCases } from './upload/single-post-cases.js';

/** Every promise of the HTTP API by subject, in the order of the specification. */
export const registryCategories = {
  ping: [...pingCases],
  access: [...accessCases, ...authenticationCountCases, ...secondClientCases],
  token: [...tokenChallengeCases, ...tokenCases, ...scopeCases, ...rightsCases, ...refreshCases],
  name: [...nameCases, ...badNameCases, ...digestCases, ...sha512Cases],
  pull: [
    ...readManifestCases,
    ...unknownManifestCases,
    ...readBlobCases,
    ...rangeCases,
    ...multiRangeCases,
    ...damagedBlobCases,
  ],
  push: [
    ...openUploadCases,
    ...closeUploadCases,
    ...singlePostCases,
    ...chunkCases,
    ...outOfOrderCases,
    ...repeatedRequestCases,
    ...absoluteLocationCases,
    ...sessionCases,
    ...brokenUploadCases,
    ...mountCases,
    ...pushManifestCases,
    ...contentTypeCases,
    ...manifestContentCases,
    ...manifestSizeCases,
    ...missingReferenceCases,
    ...badManifestCases,
    ...tagParameterCases,
  ],
  discovery: [...tagListCases, ...catalogCases, ...referrerCases, ...referrerFilterCases, ...referrerChangeCases],
  management: [...deleteTagCases, ...deleteManifestCases, ...deleteBlobCases],
  conditional: [...conditionalCases],
  error: [...errorCases],
  concurrency: [...sessionRaceCases, ...contentRaceCases],
  connection: [...readerCases, ...rawRequestCases, ...pipeliningCases],
} satisfies Record<string, readonly RegistryCase[]>;

export type RegistryCategory = keyof typeof registryCategories;

/** All of them, one category after the other. */
export const registryCases: readonly RegistryCase[] = Object.values(registryCategories).flat();
