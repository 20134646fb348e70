import { of, type Resource } from "../snapshot.ts"
import { having } from "./having.ts"
import { changed, removed } from "./mutants.ts"
import { every, hasAny, last, only, type Rules, same, settings } from "./rule.ts"

const FIREWALL = "Microsoft.Network/FrontDoorWebApplicationFirewallPolicies"
const ROUTE = "Microsoft.Cdn/profiles/afdEndpoints/routes"
const BACKEND = "Microsoft.Web/staticSites/linkedBackends"
const AUTH = "Microsoft.Web/sites/config"
const SHIELD = "Microsoft.Cdn/profiles/securityPolicies"
const ORIGIN = "Microsoft.Cdn/profiles/originGroups/origins"
const HOST = "Microsoft.Cdn/profiles/customDomains"
const HOST_OF_SITE = "Microsoft.Web/staticSites/customDomains"

type Condition = Resource<typeof FIREWALL>["properties"]["customRules"]["rules"][number]["matchConditions"][number]

const textOf = ({ matchValue, matchVariable, negateCondition, operator, selector }: Condition) =>
  [matchVariable, selector ?? [], negateCondition === true ? "not" : [], operator, matchValue.join("|")]
    .flat()
    .join(" ")

/** How one comes in from outside: by the site, behind Front Door where there is one. */
export const site: Rules = {
  "whoever asks the functions past the site is refused": settings(
    AUTH,
    {
      platform: { enabled: true },
      globalValidation: { requireAuthentication: true, unauthenticatedClientAction: "Return401" },
      identityProviders: { azureStaticWebApps: { enabled: true } },
      httpSettings: { requireHttps: true }
    },
    "/authsettingsV2"
  ),
  "nobody but the site vouches for who asks": every(
    AUTH,
    ({ name, properties }) => {
      const { identityProviders } = properties as { readonly identityProviders?: object }
      return !name.endsWith("/authsettingsV2") || Object.keys(identityProviders ?? {}).join() === "azureStaticWebApps"
    },
    {
      "anybody with a Microsoft account does": changed(
        AUTH,
        ({ properties }) => {
          Object.assign(properties["identityProviders"] as object, { azureActiveDirectory: { enabled: true } })
        },
        "/authsettingsV2"
      )
    }
  ),
  "the functions ask the site for who asks": same(
    "authentication of",
    (snapshot) =>
      of(snapshot, AUTH)
        .map(({ name }) => name)
        .filter((name) => name.endsWith("/authsettingsV2")),
    (snapshot) => of(snapshot, "Microsoft.Web/sites").map(({ name }) => `${name}/authsettingsV2`),
    { "they ask nobody": removed(AUTH, "/authsettingsV2") }
  ),
  "the functions are behind the site": same(
    "backend",
    (snapshot) => of(snapshot, BACKEND).map(({ properties }) => properties.backendResourceId),
    (snapshot) => of(snapshot, "Microsoft.Web/sites").map(({ id }) => id),
    {
      "nothing is": removed(BACKEND),
      "others are": changed(BACKEND, ({ properties }) => (properties.backendResourceId += "2"))
    }
  ),
  "all of Front Door is the site": only(
    having.frontDoor,
    every(
      ROUTE,
      ({ properties }, snapshot) =>
        properties.patternsToMatch.join() === "/*" &&
        of(snapshot, ORIGIN).every(({ id }) => id.startsWith(`${properties.originGroup.id}/`)),
      {
        "some paths alone": changed(ROUTE, ({ properties }) => (properties.patternsToMatch = ["/app/*"])),
        "something else is": changed(ROUTE, ({ properties }) => (properties.originGroup.id += "2"))
      }
    )
  ),
  "a host of our own is Front Door's where there is one, and answered there; else it is the site's": only(
    having.ownHost,
    same(
      "host",
      (snapshot) => [
        ...of(snapshot, ROUTE).flatMap(({ properties }) => properties.customDomains.map(({ id }) => id)),
        ...of(snapshot, HOST_OF_SITE).map(({ name }) => last(name))
      ],
      (snapshot) => (hasAny(ROUTE)(snapshot) ? of(snapshot, HOST).map(({ id }) => id) : ["tower.example"]),
      {
        "Front Door doesn't answer there": changed(ROUTE, ({ properties }) => (properties.customDomains = [])),
        "the site has it, too": (snapshot) => ({
          predictedResources: snapshot.predictedResources.map((each) =>
            each.type === BACKEND && hasAny(ROUTE)(snapshot) ? { ...each, type: HOST_OF_SITE } : each
          )
        })
      }
    ),
    (snapshot) => hasAny(HOST)(snapshot) || hasAny(HOST_OF_SITE)(snapshot)
  ),
  "Front Door asks the site by the site's own name": only(
    having.frontDoor,
    every(ORIGIN, ({ properties }) => properties.originHostHeader === properties.hostName, {
      "by another": changed(ORIGIN, ({ properties }) => (properties.originHostHeader = "tower.example"))
    })
  ),
  "Front Door waits longer than the site, which takes 45 s": only(
    having.frontDoor,
    settings("Microsoft.Cdn/profiles", { originResponseTimeoutSeconds: 60 })
  ),
  "the firewall reads bodies, too": only(
    having.frontDoor,
    settings(FIREWALL, { policySettings: { requestBodyCheck: "Enabled", customBlockResponseStatusCode: 403 } })
  ),
  "the site has no previews, for those have no functions behind them": settings("Microsoft.Web/staticSites", {
    stagingEnvironmentPolicy: "Disabled"
  }),
  "the site obeys the routes that are deployed with it": settings("Microsoft.Web/staticSites", {
    allowConfigFileUpdates: true
  }),
  "the site reaches the functions": settings("Microsoft.Web/sites", { publicNetworkAccess: "Enabled" }),
  "screens reach Web PubSub, with no certificate of their own": settings("Microsoft.SignalRService/webPubSub", {
    publicNetworkAccess: "Enabled",
    tls: { clientCertEnabled: false }
  }),
  "the firewall blocks, by rules that its SKU has": only(
    having.frontDoor,
    every(
      FIREWALL,
      ({ properties: { managedRules, policySettings }, sku }) =>
        policySettings.enabledState === "Enabled" &&
        policySettings.mode === "Prevention" &&
        managedRules.managedRuleSets.map(({ ruleSetType }) => ruleSetType).join() ===
          (sku?.name === "Premium_AzureFrontDoor" ? "Microsoft_DefaultRuleSet,Microsoft_BotManagerRuleSet" : ""),
      {
        "it only counts": changed(FIREWALL, ({ properties }) => (properties.policySettings.mode = "Detection")),
        "it is off": changed(FIREWALL, ({ properties }) => (properties.policySettings.enabledState = "Disabled")),
        "Azure refuses Microsoft's rules on Standard": changed(FIREWALL, ({ properties }) =>
          properties.managedRules.managedRuleSets.push({ ruleSetType: "Microsoft_DefaultRuleSet" })
        ),
        "Premium has none of Microsoft's rules": changed(
          FIREWALL,
          ({ properties }) => (properties.managedRules.managedRuleSets = [])
        )
      }
    )
  ),
  "of its own rules each blocks": only(
    having.frontDoor,
    same(
      "rule",
      (snapshot) =>
        of(snapshot, FIREWALL).flatMap(({ properties: { customRules } }) =>
          customRules.rules.map(
            ({ action, matchConditions, name, rateLimitThreshold, ruleType }) =>
              `${name} (${ruleType}, ${action}): ${matchConditions.map(textOf).join(" and ")}${rateLimitThreshold === undefined ? "" : `, over ${rateLimitThreshold} a minute`}`
          )
        ),
      () => [
        "Methods (MatchRule, Block): RequestMethod not Equal GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS",
        "ProbedPaths (MatchRule, Block): RequestUri Contains /.env|/.git|/wp-|/phpmyadmin|/cgi-bin|/xmlrpc.php|/actuator",
        "BodySize (MatchRule, Block): RequestHeader Content-Length GreaterThan 31457280",
        "RatePerAddress (RateLimitRule, Block): RequestUri Contains /api/ and RequestUri not Contains /api/v1/webhooks/, over 600 a minute"
      ],
      {
        "an address asks as often as it likes": changed(FIREWALL, ({ properties }) =>
          properties.customRules.rules.pop()
        ),
        "an address asks ten times as often": changed(FIREWALL, ({ properties: { customRules } }) => {
          for (const rule of customRules.rules) if (rule.rateLimitThreshold !== undefined) rule.rateLimitThreshold *= 10
        }),
        "known methods alone are blocked": changed(FIREWALL, ({ properties: { customRules } }) => {
          for (const { matchConditions } of customRules.rules)
            for (const each of matchConditions) each.negateCondition = false
        }),
        "a scanner is only logged": changed(FIREWALL, ({ properties: { customRules } }) => {
          for (const rule of customRules.rules) if (rule.name === "ProbedPaths") rule.action = "Log"
        })
      }
    ),
    hasAny(FIREWALL)
  ),
  "the firewall stands before every host of Front Door": only(
    having.frontDoor,
    every(
      SHIELD,
      ({ properties: { parameters } }, snapshot) => {
        const hosts = [
          ...of(snapshot, "Microsoft.Cdn/profiles/afdEndpoints"),
          ...of(snapshot, "Microsoft.Cdn/profiles/customDomains")
        ]
        const shielded = parameters.associations
          .filter(({ patternsToMatch }) => patternsToMatch.join() === "/*")
          .flatMap(({ domains }) => domains.map(({ id }) => id))
        return (
          hosts.every(({ id }) => shielded.includes(id)) && parameters.wafPolicy.id === of(snapshot, FIREWALL)[0]?.id
        )
      },
      {
        "it stands before none": changed(SHIELD, ({ properties }) => (properties.parameters.associations = [])),
        "it stands before none of our own": changed(SHIELD, ({ properties }) => {
          for (const each of properties.parameters.associations)
            each.domains = each.domains.filter(({ id }) => !id.includes("/customDomains/"))
        }),
        "it stands before some paths": changed(SHIELD, ({ properties }) => {
          for (const each of properties.parameters.associations) each.patternsToMatch = ["/app/*"]
        }),
        "another does": changed(SHIELD, ({ properties }) => (properties.parameters.wafPolicy.id += "2"))
      }
    )
  )
}
