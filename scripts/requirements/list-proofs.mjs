/** Features that no registry of our own tests has, so that cases which need them prove nothing of ours. */
const unclaimed = ['large-blob'];

/**
 * For each requirement the cases and the tests that name it.
 * `cases` are those of all suites, `tests` as `findTests` gives them.
 */
export function listProofs(groups, cases, tests) {
  return groups.map(({ title, requirements }) => ({
    title,
    requirements: requirements.map((requirement) => ({
      ...requirement,
      cases: cases
        .filter(({ requirements: ids, needs = [] }) => ids.includes(requirement.id) && !needs.some(isUnclaimed))
        .map(({ id }) => id),
      files: [...new Set(tests.filter(({ id }) => id === requirement.id).map(({ file }) => file))],
    })),
  }));
}

function isUnclaimed(feature) {
  return unclaimed.includes(feature);
}

/**
 * What is wrong with the table: requirements without a proof and a reason, requirements with both, and ids that no
 * requirement has.
 */
export function findGaps(groups, cases, tests) {
  const proven = listProofs(groups, cases, tests).flatMap(({ requirements }) => requirements);
  const known = new Set(proven.map(({ id }) => id));
  const isProven = ({ cases, files }) => cases.length + files.length > 0;
  const lacking = proven.filter((each) => !isProven(each) && each.unproven === undefined);
  const excused = proven.filter((each) => isProven(each) && each.unproven !== undefined);
  const unknown = cases.flatMap(({ id, requirements, strength }) =>
    // Suites of stores may also name what clients have to do, which is not in the table.
    strength === undefined ? [] : requirements.filter((one) => !known.has(one)).map((one) => [one, id]),
  );
  return [
    ...lacking.map(({ id, statement }) => `${id} has neither a test nor a reason why not: ${statement}`),
    ...excused.map((each) => `${each.id} is marked unproven, but ${[...each.cases, ...each.files][0]} names it`),
    ...unknown.map(([id, where]) => `${where} names ${id}, which is no requirement`),
  ];
}
