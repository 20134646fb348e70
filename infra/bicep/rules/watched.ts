import { type Kind, of } from "../snapshot.ts"
import { changed, removed } from "./mutants.ts"
import { isAudit } from "./network.ts"
import { every, holderOf, last, type Rules, same, settings, wayOf } from "./rule.ts"

const DIAGNOSTICS = "Microsoft.Insights/diagnosticSettings"
const WORKSPACE = "Microsoft.OperationalInsights/workspaces"
const BUDGET = "Microsoft.Consumption/budgets"

/** What is written down of each kind of resource. */
const writtenDown: Readonly<Partial<Record<Kind, string>>> = {
  "Microsoft.App/managedEnvironments": "allLogs",
  "Microsoft.Cdn/profiles": "FrontDoorWebApplicationFirewallLog,FrontDoorAccessLog",
  "Microsoft.DocumentDB/databaseAccounts": "ControlPlaneRequests",
  "Microsoft.KeyVault/vaults": "AuditEvent",
  "Microsoft.ServiceBus/namespaces": "OperationalLogs",
  "Microsoft.Storage/storageAccounts/blobServices": "StorageDelete"
}
/** Who looks into the audit is written down, too. */
const ofAudit = "StorageRead,StorageDelete"
/** Premium alone writes down who sent and received. */
const ofPremiumBus = "OperationalLogs,RuntimeAuditLogs"

/** What is written down, where it goes, and when money runs out. */
export const watched: Rules = {
  "who did what is written down": same(
    "log of",
    (snapshot) =>
      of(snapshot, DIAGNOSTICS).map(({ id, properties: { logs } }) => {
        const written = logs
          .filter(({ enabled }) => enabled)
          .map(({ category, categoryGroup }) => category ?? categoryGroup)
        return `${wayOf(holderOf(id))}: ${written.join()}`
      }),
    (snapshot) =>
      snapshot.predictedResources.flatMap((each) => {
        const written = isAudit(each)
          ? ofAudit
          : each.sku?.name === "Premium"
            ? ofPremiumBus
            : writtenDown[each.type as Kind]
        return each.type in writtenDown ? [`${wayOf(each.id)}: ${written}`] : []
      }),
    {
      ...Object.fromEntries(
        Object.keys(writtenDown).map((kind) => [`${kind}: nothing`, removed(DIAGNOSTICS, `/${last(kind)}/`)])
      ),
      "nobody knows who read the audit": changed(
        DIAGNOSTICS,
        ({ properties }) => properties.logs.shift(),
        "/stttaudit"
      ),
      "a Premium bus: who sent": changed(
        DIAGNOSTICS,
        ({ properties }) =>
          (properties.logs = properties.logs.filter(({ category }) => category !== "RuntimeAuditLogs")),
        "/Microsoft.ServiceBus/"
      ),
      "the vault: what it costs": changed(
        DIAGNOSTICS,
        ({ properties }) => {
          for (const each of properties.logs) each.category = "AzurePolicyEvaluationDetails"
        },
        "/vaults/"
      ),
      "documents: it is off": changed(
        DIAGNOSTICS,
        ({ properties }) => {
          for (const each of properties.logs) each.enabled = false
        },
        "/databaseAccounts/"
      )
    }
  ),
  "all of it is in one place": every(
    DIAGNOSTICS,
    ({ properties }, snapshot) => properties.workspaceId === of(snapshot, WORKSPACE)[0]?.id,
    {
      "one is elsewhere": changed(DIAGNOSTICS, ({ properties }) => (properties.workspaceId += "2")),
      "one is nowhere": changed(DIAGNOSTICS, ({ properties }) => delete properties.workspaceId)
    }
  ),
  "telemetry is there, too": every(
    "Microsoft.Insights/components",
    ({ properties }, snapshot) => properties.WorkspaceResourceId === of(snapshot, WORKSPACE)[0]?.id,
    {
      "it is elsewhere": changed("Microsoft.Insights/components", ({ properties }) => {
        properties.WorkspaceResourceId += "2"
      })
    }
  ),
  "addresses of who asks are not kept": settings("Microsoft.Insights/components", { DisableIpMasking: false }),
  "containers write their logs without a key": settings("Microsoft.App/managedEnvironments", {
    appLogsConfiguration: { destination: "azure-monitor", logAnalyticsConfiguration: undefined }
  }),
  "logs cost no fortune": every(
    WORKSPACE,
    ({ properties: { retentionInDays, workspaceCapping } }) =>
      workspaceCapping.dailyQuotaGb > 0 && workspaceCapping.dailyQuotaGb <= 2 && retentionInDays === 31,
    {
      "without a cap": changed(WORKSPACE, ({ properties }) => (properties.workspaceCapping.dailyQuotaGb = -1)),
      "kept for years": changed(WORKSPACE, ({ properties }) => (properties.retentionInDays = 730))
    }
  ),
  "a month that costs more than meant is told, to whom alerts are": every(
    BUDGET,
    ({ properties }, snapshot) => {
      const { amount, category, notifications, timeGrain, timePeriod } = properties
      const told = Object.values(notifications).filter(({ enabled }) => enabled)
      const people = of(snapshot, "Microsoft.Insights/actionGroups").flatMap(({ properties: { emailReceivers } }) =>
        emailReceivers.map(({ emailAddress }) => emailAddress)
      )
      return (
        amount > 0 &&
        category === "Cost" &&
        timeGrain === "Monthly" &&
        /^\d{4}-\d\d-01$/.test(timePeriod.startDate) &&
        told.map(({ operator, threshold, thresholdType }) => `${thresholdType} ${operator} ${threshold}`).join() ===
          "Actual GreaterThan 80,Actual GreaterThan 100,Forecasted GreaterThan 110" &&
        told.every(({ contactEmails }) => contactEmails.length > 0 && contactEmails.join() === people.join())
      )
    },
    {
      "it is told to nobody": changed(BUDGET, ({ properties }) => {
        for (const each of Object.values(properties.notifications)) each.contactEmails = []
      }),
      "it is told when twice as much is spent": changed(BUDGET, ({ properties }) => {
        for (const each of Object.values(properties.notifications)) each.threshold = 200
      }),
      "one is off": changed(BUDGET, ({ properties }) => {
        for (const each of Object.values(properties.notifications)) each.enabled = each.threshold !== 100
      }),
      "it begins in the middle of a month": changed(
        BUDGET,
        ({ properties }) => (properties.timePeriod.startDate = "2026-12-15")
      ),
      "nothing is meant": changed(BUDGET, ({ properties }) => (properties.amount = 0))
    }
  )
}
