/**
 * Whether a glob matches a whole text. `*` stands for any characters except a slash, so `refs/tags/v*` does not match
 * `refs/tags/v1/x`.
 */
export function matchesGlob(glob: string, text: string): boolean {
  const [patterns, segments] = [glob.split('/'), text.split('/')];
  return (
    patterns.length === segments.length &&
    patterns.every((pattern, place) => matchesSegment(pattern, segments[place] as string))
  );
}

/** Each part matches at the first place where it occurs, so there is no backtracking. */
function matchesSegment(pattern: string, segment: string): boolean {
  const [first = '', ...rest] = pattern.split('*');
  if (rest.length === 0) return segment === first;
  const last = rest.pop() as string;
  if (!segment.startsWith(first) || segment.length < first.length + last.length) return false;
  const end = segment.length - last.length;
  let at = first.length;
  for (const part of rest) {
    const found = segment.indexOf(part, at);
    if (found === -1 || found + part.length > end) return false;
    at = found + part.length;
  }
  return segment.endsWith(last);
}
