/** The middle of what was measured, and how far apart the values lie. */
export function summarise(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const median = sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  return { median, lowest: sorted[0], highest: sorted.at(-1) };
}

/** Adds up what each load came to for each subject: medians, spread, and CPU by amount. */
export function summariseLoads(loads, turns) {
  return loads.map(({ id, title, unit, better, measure }) => {
    const ofLoad = turns.filter((turn) => turn.load === id);
    const subjects = [...new Set(ofLoad.map(({ subject }) => subject))].map((subject) => {
      const own = ofLoad.filter((turn) => turn.subject === subject);
      const done = own.filter(({ failure }) => failure === undefined);
      const errors = own.flatMap(({ errors = [], failure }) => (failure === undefined ? errors : [failure]));
      if (done.length === 0) return { subject, errors };
      return { subject, errors, ...summarise(done.map(measure)), ...cpuOf(done) };
    });
    return { id, title, unit, better, subjects };
  });
}

function cpuOf(turns) {
  const sum = (field) => turns.reduce((total, turn) => total + (turn[field] ?? 0), 0);
  const [cpu, requests, bytes, wall] = ['serverCpu', 'requests', 'bytes', 'wallSeconds'].map(sum);
  return {
    ...(requests > 0 && { cpuSecondsPerThousand: (cpu / requests) * 1000 }),
    ...(bytes > 0 && { cpuSecondsPerGigabyte: (cpu / bytes) * 1e9 }),
    ...(wall > 0 && { generatorShare: sum('generatorCpu') / wall }),
  };
}

/** How many times better Lading is than the best of the other registries, where both did it. */
export function ratioOf({ better, subjects }) {
  const own = subjects.find(({ subject }) => subject === 'lading')?.median;
  const others = subjects.filter(({ subject, median }) => isPeer(subject) && median !== undefined);
  if (own === undefined || others.length === 0) return undefined;
  const best = (better === 'more' ? Math.max : Math.min)(...others.map(({ median }) => median));
  return better === 'more' ? own / best : best / own;
}

/** nginx is no registry: it shows the limit. */
export function isPeer(subject) {
  return subject !== 'lading' && subject !== 'nginx';
}
