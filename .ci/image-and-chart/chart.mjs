import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectDirectory } from '../harness/paths.mjs';
import { runCommand } from '../harness/run-command.mjs';

const chart = join(projectDirectory, 'deploy', 'helm', 'lading');
const kubernetesVersion = '1.30';
const s3 = { type: 's3', s3: { bucket: 'registry', region: 'eu-central-1' } };

const single = { replicaCount: 1 };
/** Kinds that are not part of Kubernetes: kubectl-validate has no definition of them. */
const foreignKinds = /^kind: ServiceMonitor$/m;

/** Values that must render to what Kubernetes accepts, and what must be in it. */
const accepted = {
  'one pod with everything on a volume': {
    values: { replicaCount: 1 },
    kinds: ['Deployment', 'PersistentVolumeClaim', 'Service', 'ServiceAccount'],
    contains: [
      'type: Recreate',
      'enableServiceLinks: false',
      'runAsUser: 1000',
      'prometheus.io/port: "5000"',
      'scheme: HTTP\n',
    ],
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
      config: { LADING_ALLOW_DELETE: 'false', LADING_BASE_PATH: '/registry' },
      tls: { existingSecret: 'registry-tls' },
      metrics: { port: 9090 },
      extraEnv: [
        { name: 'AWS_CA_BUNDLE', value: '/etc/s3-ca/ca.crt' },
        { name: 'LADING_LOG_LEVEL', valueFrom: { configMapKeyRef: { name: 'log', key: 'level' } } },
      ],
      envFrom: [{ secretRef: { name: 'more', optional: true } }],
      extraVolumes: [{ name: 's3-ca', configMap: { name: 's3-ca' } }],
      extraVolumeMounts: [{ name: 's3-ca', mountPath: '/etc/s3-ca', readOnly: true }],
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
    kinds: [
      'Deployment',
      'HorizontalPodAutoscaler',
      'Ingress',
      'PodDisruptionBudget',
      'Service',
      'Service',
      'ServiceAccount',
    ],
    contains: [
      'lading@sha256:',
      'AWS_SECRET_ACCESS_KEY',
      'path: /registry/v2',
      'proxy-body-size: "0"',
      'backend-protocol: HTTPS',
      'secretName: registry-tls',
      'scheme: HTTPS\n',
      'appProtocol: https',
      'containerPort: 9090',
      'name: release-lading-metrics',
      'prometheus.io/port: "9090"',
      'prometheus.io/scheme: http\n',
      'mountPath: /etc/s3-ca',
      'configMapKeyRef',
      'secretRef',
    ],
    lacks: ['scheme: HTTP\n'],
  },
  'OpenShift, with PostgreSQL and blobs on a volume': {
    values: { replicaCount: 1, openshift: true },
    kinds: ['Deployment', 'PersistentVolumeClaim', 'Service', 'ServiceAccount'],
    contains: ['runAsNonRoot: true', 'name: user-name', 'mountPath: /etc/passwd'],
    lacks: ['runAsUser', 'runAsGroup', 'fsGroup:'],
  },
  'OpenShift, recognised by the API of the cluster, with a database': {
    values: { database: { existingSecret: 'database' }, storage: s3 },
    apiVersions: ['security.openshift.io/v1'],
    kinds: ['Deployment', 'PodDisruptionBudget', 'Service', 'ServiceAccount'],
    contains: ['runAsNonRoot: true'],
    lacks: ['runAsUser', 'fsGroup:', 'initContainers'],
  },
  'metrics over HTTPS for the Prometheus Operator': {
    values: {
      replicaCount: 1,
      tls: { existingSecret: 'registry-tls' },
      metrics: { serviceMonitor: { enabled: true, labels: { release: 'prometheus' } } },
    },
    kinds: ['Deployment', 'PersistentVolumeClaim', 'Service', 'ServiceAccount', 'ServiceMonitor'],
    contains: ['port: http\n', 'scheme: https\n', 'insecureSkipVerify: true', 'release: prometheus'],
    lacks: ['prometheus.io/'],
  },
  'no metrics, and annotations of its own': {
    values: { replicaCount: 1, metrics: { enabled: false, port: 9090 }, podAnnotations: { 'example.com/a': 'b' } },
    kinds: ['Deployment', 'PersistentVolumeClaim', 'Service', 'ServiceAccount'],
    contains: ['LADING_METRICS\n', 'example.com/a: b'],
    lacks: ['prometheus.io/', 'LADING_METRICS_PORT', '9090'],
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
  'a port under config': [{ ...single, config: { PORT: '8080' } }, /config\.PORT: .+ Use the value service\.port/],
  'a metrics port under config': [
    { ...single, config: { LADING_METRICS_PORT: '9090' } },
    /config\.LADING_METRICS_PORT: .+ Use the value metrics\.port/,
  ],
  'workers under config': [{ ...single, config: { LADING_WORKERS: '4' } }, /Use the value workers/],
  'TLS under config': [{ ...single, config: { LADING_TLS_CERT: '/a' } }, /Use the value tls\.existingSecret/],
  'a database URL under config': [
    { ...single, config: { DATABASE_URL: 'postgres://a/b' } },
    /database\.existingSecret/,
  ],
  'an address under extraEnv': [{ ...single, extraEnv: [{ name: 'HOST', value: '::1' }] }, /Use the value host/],
  'one variable in two places': [
    { ...single, config: { LADING_LOG_LEVEL: 'warn' }, extraEnv: [{ name: 'LADING_LOG_LEVEL', value: 'info' }] },
    /LADING_LOG_LEVEL is set twice/,
  ],
  'credentials beside their secret': [
    {
      database: { existingSecret: 'd' },
      storage: { type: 's3', s3: { ...s3.s3, existingSecret: 's3' } },
      extraEnv: [{ name: 'AWS_ACCESS_KEY_ID', value: 'a' }],
    },
    /storage\.s3\.existingSecret/,
  ],
  "a volume with a name of the chart's": [
    { ...single, extraVolumes: [{ name: 'data', emptyDir: {} }] },
    /the chart has a volume called data/,
  ],
  'one port for two things': [{ ...single, metrics: { port: 5000 } }, /choose another, or 0/],
  'a monitor of no metrics': [
    { ...single, metrics: { enabled: false, serviceMonitor: { enabled: true } } },
    /needs metrics\.enabled=true/,
  ],
  'an unknown value': [{ replicas: 3 }, /replicas/],
  'a value of the wrong kind': [{ replicaCount: 'two' }, /replicaCount/],
};

export async function checkChart(checks, work) {
  let number = 0;
  const render = async (values, apiVersions = []) => {
    const file = join(work, `values-${++number}.json`);
    writeFileSync(file, JSON.stringify(values));
    const version = [
      '--kube-version',
      `${kubernetesVersion}.0`,
      ...apiVersions.flatMap((each) => ['--api-versions', each]),
    ];
    return (await runCommand('helm', ['template', 'release', chart, ...version, '--values', file])).stdout;
  };
  await checks.check('helm lints the chart', () =>
    runCommand('helm', ['lint', '--strict', chart, '--set', 'replicaCount=1']),
  );
  for (const [title, { values, apiVersions, kinds, contains, lacks = [] }] of Object.entries(accepted)) {
    const rendered = await checks.check(`chart, ${title}: renders what it should`, async () => {
      const text = await render(values, apiVersions);
      const found = [...text.matchAll(/^kind: (\w+)$/gm)].map(([, kind]) => kind).sort();
      if (found.join() !== kinds.join()) throw new Error(`made ${found}, not ${kinds}`);
      const missing = contains.filter((part) => !text.includes(part));
      if (missing.length > 0) throw new Error(`without ${missing}:\n${text}`);
      const unwanted = lacks.filter((part) => text.includes(part));
      if (unwanted.length > 0) throw new Error(`with ${unwanted}:\n${text}`);
      const variables = [...text.matchAll(/^ {12}- name: ([A-Z][A-Z0-9_]*)$/gm)].map(([, name]) => name);
      if (new Set(variables).size < variables.length) throw new Error(`a variable is set twice: ${variables}`);
      return text;
    });
    if (rendered === undefined) continue;
    await checks.check(`chart, ${title}: Kubernetes ${kubernetesVersion} knows every field`, () => {
      const file = join(work, `rendered-${number}.yaml`);
      const documents = rendered.split(/^---$/m).filter((document) => !foreignKinds.test(document));
      writeFileSync(file, documents.join('---'));
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
