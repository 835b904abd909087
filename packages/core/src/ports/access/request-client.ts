/** Where a request comes from. */
export interface RequestClient {
  /** Its IP address. */
  readonly address: string;
  /** The product and version that it names. */
  readonly userAgent?: string | undefined;
}
