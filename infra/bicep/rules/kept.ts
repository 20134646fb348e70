import { of, type Snapshot } from "../snapshot.ts"
import { having } from "./having.ts"
import { changed, removed } from "./mutants.ts"
import { isAudit } from "./network.ts"
import { every, hasAny, holderOf, only, type Rules, same, settings, wayOf } from "./rule.ts"

const LOCK = "Microsoft.Authorization/locks"
const VAULT = "Microsoft.KeyVault/vaults"
const ACCOUNT = "Microsoft.Storage/storageAccounts"
const DIAGNOSTICS = "Microsoft.Insights/diagnosticSettings"
const IMMUTABLE = "Microsoft.Storage/storageAccounts/blobServices/containers/immutabilityPolicies"

/** Accounts of storage that the audit of a vault is kept in. */
const auditsOf = (snapshot: Snapshot) =>
  of(snapshot, DIAGNOSTICS).flatMap(({ id, properties: { storageAccountId } }) =>
    storageAccountId === undefined || !wayOf(holderOf(id)).startsWith("vaults/") ? [] : [storageAccountId]
  )

/** What can't be lost by mistake, or by somebody who means it. */
export const kept: Rules = {
  "documents can be restored to any second of a week at least": every(
    "Microsoft.DocumentDB/databaseAccounts",
    ({ properties: { backupPolicy } }) =>
      backupPolicy.type === "Continuous" && /^Continuous(7|30)Days$/.test(backupPolicy.continuousModeProperties.tier),
    {
      "to every fourth hour": changed(
        "Microsoft.DocumentDB/databaseAccounts",
        ({ properties }) => (properties.backupPolicy.type = "Periodic")
      )
    }
  ),
  "blobs that were deleted are kept for a week": settings("Microsoft.Storage/storageAccounts/blobServices", {
    deleteRetentionPolicy: { enabled: true, days: 7 },
    containerDeleteRetentionPolicy: { enabled: true, days: 7 }
  }),
  "secrets that were deleted are kept": settings(VAULT, { enableSoftDelete: true }),
  "in prod nobody can purge a secret for 90 days": only(
    having.production,
    settings(VAULT, { enablePurgeProtection: true, softDeleteRetentionInDays: 90 }),
    hasAny(LOCK)
  ),
  "in prod documents, vault and its audit can't be deleted by mistake": only(
    having.production,
    same(
      "lock",
      (snapshot) => of(snapshot, LOCK).map(({ id, properties }) => `${properties.level} on ${holderOf(id)}`),
      (snapshot) =>
        [
          ...of(snapshot, "Microsoft.DocumentDB/databaseAccounts").map(({ id }) => id),
          ...of(snapshot, VAULT).map(({ id }) => id),
          ...auditsOf(snapshot)
        ].map((id) => `CanNotDelete on ${id}`),
      {
        "the account can": removed(LOCK, "/databaseAccounts/"),
        "the vault can": removed(LOCK, "/vaults/"),
        "the audit can": removed(LOCK, "/storageAccounts/"),
        "nothing can be written, either": changed(LOCK, ({ properties }) => (properties.level = "ReadOnly")),
        "another is locked": changed(LOCK, (lock) => (lock.id = lock.id.replace("/cosmos-", "/others-")))
      }
    ),
    hasAny(LOCK)
  ),
  "in prod the vault's audit can't be changed for seven years": only(
    having.production,
    settings(IMMUTABLE, { immutabilityPeriodSinceCreationInDays: 2557, allowProtectedAppendWrites: true })
  ),
  "what can't be changed is where Azure writes that audit": only(
    having.production,
    same(
      "container",
      (snapshot) => of(snapshot, IMMUTABLE).map(({ id }) => id.replace("/immutabilityPolicies/default", "")),
      (snapshot) =>
        auditsOf(snapshot).map((account) => `${account}/blobServices/default/containers/insights-logs-auditevent`),
      {
        "it is another container": changed(IMMUTABLE, (policy) => {
          policy.id = policy.id.replace("insights-logs-auditevent", "tradetower")
        }),
        "Azure writes it elsewhere": changed(
          DIAGNOSTICS,
          ({ properties }) => (properties.storageAccountId = "/providers/x/storageAccounts/others"),
          "/vaults/"
        ),
        "Azure writes it nowhere": changed(
          DIAGNOSTICS,
          ({ properties }) => delete properties.storageAccountId,
          "/vaults/"
        )
      }
    )
  ),
  "nobody but Azure comes to that audit, and no part of ours has a role on it": only(
    having.production,
    every(
      ACCOUNT,
      ({ id, properties: { networkAcls } }, snapshot) =>
        networkAcls.bypass === "AzureServices" &&
        networkAcls.defaultAction === "Deny" &&
        networkAcls.virtualNetworkRules.length === 0 &&
        !snapshot.predictedResources.some(
          (each) => each.type === "Microsoft.Authorization/roleAssignments" && each.id.startsWith(`${id}/`)
        ),
      {
        "anybody comes": changed(
          ACCOUNT,
          ({ properties }) => (properties.networkAcls.defaultAction = "Allow"),
          "stttaudit"
        ),
        "a subnet of ours does": changed(
          ACCOUNT,
          ({ properties }) => properties.networkAcls.virtualNetworkRules.push({ id: "x" }),
          "stttaudit"
        ),
        "Azure doesn't": changed(ACCOUNT, ({ properties }) => (properties.networkAcls.bypass = "None"), "stttaudit"),
        "the functions own it": changed(
          "Microsoft.Authorization/roleAssignments",
          (role) => (role.id = role.id.replace(/storageAccounts\/sttt(?!audit)/, "storageAccounts/stttaudit")),
          "/storageAccounts/"
        )
      },
      isAudit
    )
  )
}
