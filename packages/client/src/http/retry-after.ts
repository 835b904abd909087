/** Parses `Retry-After`, which is a number of seconds or a date (RFC 9110 §10.2.3). */
export function retryAfterSeconds(field: string | null, now: () => number = Date.now): number | undefined {
  if (field === null) return undefined;
  const text = field.trim();
  if (/^\d{1,9}(?:\.\d+)?$/.test(text)) return Number(text);
  const date = Date.parse(text);
  return Number.isNaN(date) || /^[\d.+-]*$/.test(text) ? undefined : Math.max(0, Math.ceil((date - now()) / 1000));
}
