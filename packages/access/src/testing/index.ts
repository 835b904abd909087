export { ExternalIssuer, type ExternalIssuerSettings, type IssuerFault } from './external-issuer.js';
export type { IssuerKey } from './issuer-key.js';
export { LoginProvider, type LoginProviderFault, type LoginProviderSettings } from './login-provider.js';
export { githubClaims, gitlabClaims, kubernetesClaims } from './workload-claims.js';
export { WorkloadIssuer, type WorkloadIssuerFault, type WorkloadIssuerSettings } from './workload-issuer.js';
