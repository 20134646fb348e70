/** The part of a `staticwebapp.config.json` that depends on where it is deployed; the rest is as it is. */
export interface SiteConfig {
  readonly routes: ReadonlyArray<{
    readonly route: string
    readonly redirect?: string
    readonly allowedRoles?: ReadonlyArray<string>
    readonly headers?: Readonly<Record<string, string>>
    readonly [key: string]: unknown
  }>
  readonly responseOverrides: Readonly<
    Record<string, { readonly redirect?: string; readonly rewrite?: string; readonly statusCode?: number }>
  >
  readonly [key: string]: unknown
}

/** How people sign in to a deployed site, and what stands before it. */
export interface Deployment {
  /** The name of the provider in addresses: `/.auth/login/<provider>`. */
  readonly provider: string
  /** Entra External ID's issuer, `https://NAME.ciamlogin.com/TENANT-ID/v2.0`: Google and Microsoft are behind it. */
  readonly issuer: string
  /** Azure Front Door's own id, by which the site knows what comes through it; without it anybody may ask. */
  readonly frontDoor?: { readonly id: string; readonly hosts: ReadonlyArray<string> }
}

/** The provider of our own gateway, which the source names. */
const LOCAL = "/.auth/login/local"

/** A deployment can't be what it says it is. */
export class InvalidDeployment extends Error {}

const check = ({ frontDoor, issuer, provider }: Deployment): void => {
  const refuse = (why: string): never => {
    throw new InvalidDeployment(why)
  }
  if (!/^[a-z][a-z0-9]*$/.test(provider) || provider === "local")
    refuse(`the provider is called ${provider}: use small letters and digits, and another name than local`)
  if (!/^https:\/\/[^\s/?#]+\/[^\s?#]+[^/]$/.test(issuer) || issuer.endsWith("/.well-known/openid-configuration"))
    refuse(`the issuer is ${issuer}: it looks like https://NAME.ciamlogin.com/TENANT-ID/v2.0`)
  if (frontDoor === undefined) return
  if (!/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(frontDoor.id))
    refuse(`Front Door's id is ${frontDoor.id}: it is the GUID that its overview shows`)
  if (frontDoor.hosts.length === 0) refuse("name the hosts that Front Door answers for")
  for (const host of frontDoor.hosts)
    if (!/^[a-z0-9-]+(?:\.[a-z0-9-]+)+$/.test(host)) refuse(`${host} is no host: leave scheme, port and path out`)
}

/** No cache in between may keep a page that only some may see. */
const uncached = (route: SiteConfig["routes"][number]): SiteConfig["routes"][number] =>
  route.allowedRoles === undefined || route.allowedRoles.includes("anonymous")
    ? route
    : { ...route, headers: { ...route.headers, "cache-control": "no-store" } }

/**
 * Makes the configuration of a deployed site of the one that our own gateway obeys: the same routes and headers, another
 * way to sign in, roles from the API. Throws `InvalidDeployment`.
 */
export const deployedSiteConfig = (source: SiteConfig, deployment: Deployment): SiteConfig => {
  check(deployment)
  const { frontDoor, issuer, provider } = deployment
  const elsewhere = <A extends { readonly redirect?: string }>(rule: A): A =>
    rule.redirect?.startsWith(LOCAL) === true
      ? { ...rule, redirect: `/.auth/login/${provider}${rule.redirect.slice(LOCAL.length)}` }
      : rule
  const routes = source.routes.map(elsewhere)
  const overrides = Object.entries(source.responseOverrides).map(([status, rule]) => [status, elsewhere(rule)] as const)
  return {
    ...source,
    routes: frontDoor === undefined ? routes : routes.map(uncached),
    responseOverrides: Object.fromEntries(overrides),
    auth: {
      rolesSource: "/api/v1/roles",
      identityProviders: {
        customOpenIdConnectProviders: {
          [provider]: {
            registration: {
              clientIdSettingName: "EXTERNAL_ID_CLIENT_ID",
              clientCredential: { clientSecretSettingName: "EXTERNAL_ID_CLIENT_SECRET" },
              openIdConnectConfiguration: {
                wellKnownOpenIdConfiguration: `${issuer}/.well-known/openid-configuration`
              }
            },
            login: { nameClaimType: "name", scopes: ["openid", "profile", "email"], loginParameterNames: [] }
          }
        }
      }
    },
    ...(frontDoor !== undefined && {
      networking: { allowedIpRanges: ["AzureFrontDoor.Backend"] },
      forwardingGateway: { requiredHeaders: { "X-Azure-FDID": frontDoor.id }, allowedForwardedHosts: frontDoor.hosts }
    })
  }
}
