import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectDirectory } from '../harness/paths.mjs';
import { runCommand } from '../harness/run-command.mjs';

const chart = join(projectDirectory, 'deploy', 'helm', 'lading');
const kubernetesVersion = '1.30';
const s3 = { type: 's3', s3: { bucket: 'registry', region: 'eu-central-1' } };

/** Values that must render to what Kubernetes accepts, and what must be in it. */
const accepted = {
  'one pod with everything on a volume': {
    values: { replicaCount: 1 },
    kinds: ['Deployment', 'PersistentVolumeClaim', 'Service', 'ServiceAccount'],
    contains: ['type: Recreate'],
  },
  'replicas with S3 and a secret of ours': {
    values: { database: { url: 'postgres://lading:secret@postgres:5432/lading' }, storage: s3 },
    kinds: ['Deployment', 'PodDisruptionBudget', 'Secret', 'Service', 'ServiceAccount'],
    contains: ['LADING_STORAGE', 'DATABASE_URL_FILE', 'maxUnavailable: 0', 'topologyKey: kubernetes.io/hostname'],
  },
  'everything switched on': {
    values: {
      image: { repository: 'registry.example.com/lading', digest: `sha256:${'0'.repeat(64)}` },
      imagePullSecrets: [{ name: 'pull' }],
      database: { existingSecret: 'database' },
      storage: { type: 's3', s3: { ...s3.s3, endpoint: 'http://s3:7070', pathStyle: true, existingSecret: 's3' } },
      ingress: { enabled: true, className: 'nginx', tlsSecret: 'registry-tls' },
      autoscaling: { enabled: true },
      trustedProxies: ['10.0.0.0/8'],
      config: { LADING_ALLOW_DELETE: 'false' },
      service: { type: 'LoadBalancer', annotations: { 'example.com/a': 'b' } },
      serviceAccount: { annotations: { 'eks.amazonaws.com/role-arn': 'arn:aws:iam::1:role/lading' } },
      podLabels: { team: 'platform' },
      nodeSelector: { 'kubernetes.io/arch': 'amd64' },
      tolerations: [{ key: 'a', operator: 'Exists' }],
      topologySpreadConstraints: [
        { topologyKey: 'topology.kubernetes.io/zone', maxSkew: 1, whenUnsatisfiable: 'DoNotSchedule' },
      ],
      priorityClassName: 'high',
    },
    kinds: ['Deployment', 'HorizontalPodAutoscaler', 'Ingress', 'PodDisruptionBudget', 'Service', 'ServiceAccount'],
    contains: ['lading@sha256:', 'AWS_SECRET_ACCESS_KEY', 'path: /v2', 'proxy-body-size: "0"'],
  },
  'replicas on a volume that all can write': {
    values: {
      database: { existingSecret: 'database' },
      persistence: { accessModes: ['ReadWriteMany'], storageClass: 'nfs' },
    },
    kinds: ['Deployment', 'PersistentVolumeClaim', 'PodDisruptionBudget', 'Service', 'ServiceAccount'],
    contains: ['ReadWriteMany', 'type: RollingUpdate'],
  },
};

/** Values that must be refused with a word on what to do. */
const refused = {
  'several replicas without a database': [{ storage: s3 }, /need one database: set database\.existingSecret/],
  'several replicas on a volume of one node': [{ database: { existingSecret: 'd' } }, /set storage\.type=s3/],
  'S3 without a bucket': [{ replicaCount: 1, storage: { type: 's3' } }, /needs storage\.s3\.bucket/],
  'an unknown value': [{ replicas: 3 }, /replicas/],
  'a value of the wrong kind': [{ replicaCount: 'two' }, /replicaCount/],
};

export async function checkChart(checks, work) {
  let number = 0;
  const render = async (values) => {
    const file = join(work, `values-${++number}.json`);
    writeFileSync(file, JSON.stringify(values));
    const version = ['--kube-version', `${kubernetesVersion}.0`];
    return (await runCommand('helm', ['template', 'release', chart, ...version, '--values', file])).stdout;
  };
  await checks.check('helm lints the chart', () =>
    runCommand('helm', ['lint', '--strict', chart, '--set', 'replicaCount=1']),
  );
  for (const [title, { values, kinds, contains }] of Object.entries(accepted)) {
    const rendered = await checks.check(`chart, ${title}: renders what it should`, async () => {
      const text = await render(values);
      const found = [...text.matchAll(/^kind: (\w+)$/gm)].map(([, kind]) => kind).sort();
      if (found.join() !== kinds.join()) throw new Error(`made ${found}, not ${kinds}`);
      const missing = contains.filter((part) => !text.includes(part));
      if (missing.length > 0) throw new Error(`without ${missing}:\n${text}`);
      return text;
    });
    if (rendered === undefined) continue;
    await checks.check(`chart, ${title}: Kubernetes ${kubernetesVersion} knows every field`, () => {
      const file = join(work, `rendered-${number}.yaml`);
      writeFileSync(file, rendered);
      return runCommand('kubectl-validate', ['--version', kubernetesVersion, file]);
    });
  }
  for (const [title, [values, reason]] of Object.entries(refused)) {
    await checks.check(`chart, ${title}: refused`, async () => {
      const error = await render(values).catch((thrown) => thrown);
      if (!(error instanceof Error) || !reason.test(error.message)) throw new Error(String(error));
    });
  }
}
