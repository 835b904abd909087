import { applyDecorators, HttpCode, SetMetadata } from '@nestjs/common';
import type { z } from 'zod';

/**
 * Whom a route answers. `anyone`: also clients without credentials. `user`: a user with a session or a personal access token;
 * what else the route needs is decided by its operation.
 */
export type Audience = 'anyone' | 'user';

/** The declaration of a handler, for the guard, for its answer, and for the OpenAPI document. */
export interface OperationDeclaration {
  readonly summary: string;
  readonly audience: Audience;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodType;
  /** Only the members that it has are sent. There is no body if it is absent. */
  readonly answer?: z.ZodType;
  /** The body of a 200 that the operation may answer instead of 204. */
  readonly mayAnswer?: z.ZodType;
  /** 200 if absent, or 204 if there is no answer. */
  readonly status?: 200 | 201 | 204;
  /** Whether it may also create the record, and then answers 201. */
  readonly mayCreate?: boolean;
  /** Whether it obeys `If-Match`. */
  readonly isConditional?: boolean;
  /** The type of the answer if it is not `application/json`. */
  readonly mediaType?: string;
}

const operationKey = Symbol('operation');

/** Declares a handler. A handler that has none stops the start. */
export function Operation(declaration: OperationDeclaration): MethodDecorator {
  const { answer, mediaType, status = answer || mediaType ? 200 : 204 } = declaration;
  return applyDecorators(SetMetadata(operationKey, { ...declaration, status }), HttpCode(status));
}

export function declarationOf(handler: object): (OperationDeclaration & { readonly status: number }) | undefined {
  return Reflect.getMetadata(operationKey, handler);
}
