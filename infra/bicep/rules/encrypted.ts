import { having } from "./having.ts"
import { only, type Rules, settings } from "./rule.ts"

const tls = (version: string) => ({ minimumTlsVersion: version })

/** Nothing travels in the open, or by a protocol that is broken. */
export const encrypted: Rules = {
  "blobs travel encrypted": settings("Microsoft.Storage/storageAccounts", {
    ...tls("TLS1_2"),
    supportsHttpsTrafficOnly: true
  }),
  "documents travel encrypted": settings("Microsoft.DocumentDB/databaseAccounts", { minimalTlsVersion: "Tls12" }),
  "messages travel encrypted": settings("Microsoft.ServiceBus/namespaces", tls("1.2")),
  "prices over Event Hubs travel encrypted": only(
    having.everyFlag,
    settings("Microsoft.EventHub/namespaces", tls("1.2"))
  ),
  "Redis is reached encrypted": only(having.everyFlag, settings("Microsoft.Cache/redisEnterprise", tls("1.2"))),
  "Redis answers encrypted alone": only(
    having.everyFlag,
    settings("Microsoft.Cache/redisEnterprise/databases", { clientProtocol: "Encrypted" })
  ),
  "the functions are reached encrypted, and by HTTP alone": settings("Microsoft.Web/sites", {
    httpsOnly: true,
    siteConfig: { minTlsVersion: "1.2", http20Enabled: true, ftpsState: "Disabled", remoteDebuggingEnabled: false }
  }),
  "Front Door answers encrypted, and asks encrypted": only(
    having.frontDoor,
    settings("Microsoft.Cdn/profiles/afdEndpoints/routes", {
      httpsRedirect: "Enabled",
      forwardingProtocol: "HttpsOnly",
      enabledState: "Enabled"
    })
  ),
  "Front Door answers at a host of our own as it does at its own": only(
    ["prod-premium"],
    settings("Microsoft.Cdn/profiles/customDomains", {
      tlsSettings: { certificateType: "ManagedCertificate", minimumTlsVersion: "TLS12" }
    })
  ),
  "Front Door asks nobody who can't show whose the name is": only(
    having.frontDoor,
    settings("Microsoft.Cdn/profiles/originGroups/origins", {
      enforceCertificateNameCheck: true,
      httpsPort: 443,
      enabledState: "Enabled"
    })
  )
}
