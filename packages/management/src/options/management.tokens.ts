/** Injects the options of `ManagementModule.forRoot`. */
export const MANAGEMENT_OPTIONS = Symbol('MANAGEMENT_OPTIONS');

/** Injects the `Access` that the module manages. */
export const MANAGED_ACCESS = Symbol('MANAGED_ACCESS');

/** Injects the OpenAPI document. */
export const OPENAPI_DOCUMENT = Symbol('OPENAPI_DOCUMENT');
