import type { PageRequest, RepositoryFilter, RepositoryName } from '@lading/core';
import { upToNull } from '../database/page.js';
import { type Queries, statement } from '../database/statement.js';
import { hasContent } from './has-content.js';
import { justAfter, rangesFrom, rangesOf } from './visible-ranges.js';

interface Step {
  readonly names: readonly RepositoryName[];
  /** The name at which the next statement continues; `null` if all names were read. */
  readonly position: string | null;
}

/** The maximum number of names that one statement reads, visible or not. */
const namesPerStatement = 20_000;
/** The maximum number of names that one step reads. */
const namesPerStep = 100;

/**
 * Reads ranges of names, `$1` to `$2`, until `$6` names are visible or `$7` names are read. A step begins where the last one
 * ended, and reads `$3` names of its range. It does not have the end of the range as a condition: the server would expect
 * few names between two bounds, and might read and sort all of them.
 */
const listVisible = statement<Step>(
  'list-visible-repositories',
  `WITH RECURSIVE walk AS (
     SELECT 1 AS range, ($1::text[])[1] COLLATE "C" AS position, '{}'::text[] COLLATE "C" AS names,
       $6::integer AS wanted, $7::integer AS budget
     UNION ALL
     SELECT
       CASE WHEN step.ends THEN walk.range + 1 ELSE walk.range END,
       CASE WHEN step.ends THEN ($1::text[])[walk.range + 1] COLLATE "C" ELSE step.next END,
       step.names,
       walk.wanted - cardinality(step.names),
       walk.budget - step.count - 1
     FROM walk CROSS JOIN LATERAL (
       SELECT count(*)::integer AS count, max(r.name) || E'\\x01' AS next,
         count(*) < ($3::integer[])[walk.range] OR max(r.name) || E'\\x01' >= ($2::text[])[walk.range] AS ends,
         coalesce(array_agg(r.name ORDER BY r.name) FILTER (WHERE r.name < ($2::text[])[walk.range]
           AND ($4::text IS NULL OR r.name ~ $4) AND ($5::text IS NULL OR r.name !~ $5) AND ${hasContent}), '{}') AS names
       FROM (
         SELECT id, name FROM {repositories} WHERE name >= walk.position ORDER BY name
         LIMIT ($3::integer[])[walk.range]
       ) r
     ) step
     WHERE walk.position IS NOT NULL AND walk.wanted > 0 AND walk.budget > 0
   )
   SELECT names, position FROM walk`,
);

/** Names of visible repositories with content after the one of the page, one more than the page has. */
export async function listVisibleRepositories(
  queries: Queries,
  { after = '', limit, signal }: PageRequest,
  visible: RepositoryFilter,
): Promise<readonly RepositoryName[]> {
  const { ranges, allow, deny } = rangesOf(visible);
  const found: RepositoryName[] = [];
  let position: string | null = justAfter(upToNull(after));
  while (position !== null && found.length <= limit) {
    const left = rangesFrom(ranges, position);
    if (left.length === 0) break;
    const lengths = left.map(({ from, to }) => (to === justAfter(from) ? 1 : namesPerStep));
    const bounds = [left.map(({ from }) => from), left.map(({ to }) => to), lengths];
    const values = [...bounds, allow, deny, limit + 1 - found.length, namesPerStatement];
    const steps: readonly Step[] = await queries.query(listVisible, values, signal);
    found.push(...steps.flatMap(({ names }) => names));
    position = steps.at(-1)?.position ?? null;
  }
  return found;
}
