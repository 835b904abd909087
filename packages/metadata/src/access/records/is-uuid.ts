const form = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Whether PostgreSQL can read a text as a UUID. No record has another id. */
export function isUuid(text: string): boolean {
  return form.test(text);
}
