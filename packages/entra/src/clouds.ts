// What differs between the clouds. Tokens of version 1 and 2 name their issuer differently. The manifest of the
// receiving application decides the version, so both are accepted.
// https://learn.microsoft.com/entra/identity-platform/access-tokens#token-formats

/** The Azure clouds, which `az cloud show` names AzureCloud, AzureUSGovernment and AzureChinaCloud. */
export type Cloud = 'public' | 'usgov' | 'china'

interface CloudFacts {
  /** Hosts that issue tokens of version 2; the keys are fetched from the first one. */
  readonly login: readonly [string, ...string[]]
  /** Host that issues tokens of version 1. */
  readonly sts: string
  /** The application id of Microsoft.EventGrid, where it is known. */
  readonly eventGrid: string | undefined
}

// Login hosts: https://learn.microsoft.com/entra/identity-platform/authentication-national-cloud
// Event Grid: https://learn.microsoft.com/azure/event-grid/scripts/powershell-webhook-secure-delivery-microsoft-entra-app
export const clouds: Readonly<Record<Cloud, CloudFacts>> = {
  public: {
    login: ['login.microsoftonline.com'],
    sts: 'sts.windows.net',
    eventGrid: '4962773b-9cdb-44cf-a8bf-237846a00ab7',
  },
  usgov: {
    login: ['login.microsoftonline.us'],
    sts: 'sts.windows.net',
    eventGrid: '54316b56-3481-47f9-8f30-0300f5542a7b',
  },
  china: {
    login: ['login.partner.microsoftonline.cn', 'login.chinacloudapi.cn'],
    sts: 'sts.chinacloudapi.cn',
    eventGrid: undefined,
  },
}

/** URL of a tenant's keys. */
export function toKeysUrl(cloud: Cloud, tenantId: string): string {
  return `https://${clouds[cloud].login[0]}/${tenantId}/discovery/v2.0/keys`
}

/** The issuers that a tenant's tokens name; version 1 ends with a slash. */
export function toIssuers(cloud: Cloud, tenantId: string): string[] {
  const { login, sts } = clouds[cloud]
  return [`https://${sts}/${tenantId}/`, ...login.map((host) => `https://${host}/${tenantId}/v2.0`)]
}
