/** What a client is made for: one repository of one registry. */
export interface ClientOptions {
  readonly registry: URL;
  readonly repository: string;
  readonly credentials?: { readonly username: string; readonly password: string } | undefined;
  readonly onWarning?: ((text: string) => void) | undefined;
}

/** A client as the cases use it. A call rejects if the client refuses. Absent content is undefined or false. */
export interface ClientUnderTest {
  statManifest(reference: string): Promise<{ readonly digest: string; readonly size: number } | undefined>;
  readManifest(
    reference: string,
  ): Promise<{ readonly digest: string; readonly mediaType: string; readonly bytes: Uint8Array }>;
  /** Pushes under the tag, or under its digest. */
  pushManifest(bytes: Uint8Array, mediaType: string, tag?: string): Promise<void>;
  deleteManifest(digest: string): Promise<boolean>;
  statBlob(digest: string): Promise<number | undefined>;
  /** The size is that of the descriptor by which the blob is known. */
  readBlob(digest: string, size: number): Promise<Uint8Array>;
  pushBlob(bytes: Uint8Array): Promise<void>;
  mountBlob(digest: string, from: string): Promise<boolean>;
  listTags(): Promise<readonly string[]>;
  /** The digests of the referrers. */
  listReferrers(subject: string, artifactType?: string): Promise<readonly string[]>;
}

/** Makes the client that is held to the cases. It retries as it usually does, with short waits. */
export type CreateClient = (options: ClientOptions) => ClientUnderTest;
