import { RegistryError, type RegistryErrorCode, type RegistryErrorOptions } from '@lading/core';

export type HttpErrorFields = Readonly<Record<string, string>>;

export interface HttpErrorOptions extends Omit<RegistryErrorOptions, 'reason'> {
  /** Header fields that the answer needs, such as `Allow` with 405. */
  readonly headers?: HttpErrorFields;
}

/** An error with a status of its own, such as 408 or 415, or with header fields. */
export class HttpError extends RegistryError {
  override readonly name: string = 'HttpError';
  readonly headers: HttpErrorFields;

  constructor(
    readonly status: number,
    code: RegistryErrorCode,
    message: string,
    { headers = {}, ...options }: HttpErrorOptions = {},
  ) {
    super(code, message, options);
    this.headers = headers;
  }
}
