import { readFileSync } from "node:fs"
import { join, resolve } from "node:path"
import { describe, expect, it } from "vitest"
import { format, resolveConfig } from "prettier"
import { environments, lastCompiled, snapshotFile } from "./compile.ts"
import { costPage } from "./cost-page.ts"
import { type Template, unordered } from "./order.ts"
import { brokenIn, rules, survivorsOf, untriedOf } from "./rules.ts"

const all = lastCompiled()
/** What is found of every rule in all snapshots. */
const found = (find: typeof brokenIn): ReadonlyArray<string> =>
  Object.entries(rules).flatMap(([says, rule]) => find(rule, all.snapshots).map((what) => `${says}: ${what}`))

describe("the templates", () => {
  it("compile, and the linter has nothing to say", () => {
    expect(all.diagnostics).toEqual([])
  })

  it("are as bicep format writes them", () => {
    expect(all.unformatted).toEqual([])
  })

  it.each(environments)("make of %s what infra/snapshots shows: npm run infra writes it", (environment) => {
    expect(JSON.parse(readFileSync(snapshotFile(environment), "utf8"))).toEqual(all.snapshots[environment])
  })

  it("cost what docs/cost.md says: npm run infra writes it", async () => {
    const page = resolve(import.meta.dirname, "../..", join("docs", "cost.md"))
    expect(readFileSync(page, "utf8")).toBe(
      await format(costPage(all.snapshots), { ...(await resolveConfig(page)), filepath: page })
    )
  })

  it("keep every rule, whatever is bought, and each rule looks at what it says", () => {
    expect(found(brokenIn)).toEqual([])
    expect(Object.keys(all.snapshots).length).toBe(12)
  })

  it("no rule is broken unnoticed: each of its mutants is told, wherever there can be one", () => {
    expect(found(survivorsOf)).toEqual([])
    expect(found(untriedOf)).toEqual([])
  })
})

describe("a deployment", () => {
  const withoutWaitingFor = (step: string) =>
    JSON.parse(JSON.stringify(all.template), (key, value: unknown) =>
      key === "dependsOn" && Array.isArray(value) ? value.filter((each) => each !== step) : value
    ) as Template

  it("makes nothing before what it names", () => {
    expect(unordered(all.template)).toEqual([])
  })

  it.each([
    ["network", "main/data names Microsoft.Network/virtualNetworks/subnets, which network makes"],
    ["identities", "main/messaging names Microsoft.ManagedIdentity/userAssignedIdentities, which identities makes"],
    ["topic", "main/messaging/bus/subscription names Microsoft.ServiceBus/namespaces/topics, which topic makes"],
    ["cosmosAccount", "main/data/database names Microsoft.DocumentDB/databaseAccounts, which cosmosAccount makes"]
  ])("that doesn't wait for %s is told", (step, why) => {
    expect(unordered(withoutWaitingFor(step))).toContain(why)
  })

  it("starts parts when their roles are there, and Front Door's route when the site is", () => {
    const { compute, frontDoor } = all.template.resources
    expect(compute?.dependsOn).toContain("reach")
    expect(frontDoor?.properties?.template?.resources["route"]?.dependsOn).toContain("profile::origins::site")
  })
})

describe("what can be bought", () => {
  it("has a row of when, and by what one sees that: of alerts in docs/cost.md, else in docs/operations.md", () => {
    const operations = readFileSync(resolve(import.meta.dirname, "../../docs/operations.md"), "utf8")
    const when = [
      costPage(all.snapshots).split("## When to buy more")[1],
      operations.split("## More of it")[1]?.split("**Another bus**")[0]
    ].join("")
    for (const parameter of [
      "enableEventHubs",
      "enableNatGateway",
      "enableRedis",
      "ordersMaxRu",
      "serviceBusSku",
      "shares.execution",
      "shares.realtime",
      "sharedMaxRu",
      "simulationsAtMost",
      "webPubSubSku",
      "webPubSubUnits"
    ])
      expect(when, parameter).toContain(parameter)
  })
})

it.each([
  /enableNatGateway needs a network: set isolation to/,
  /enableFrontDoor and enableEnterpriseEdge would be two Front Doors/,
  /webPubSubUnits needs a webPubSubSku that has units/,
  /enableEventHubs needs alwaysOn/,
  /a-tenant-whose-name-is-[^:]*: a tenant is 1 to 36 small letters and digits/,
  /ben\.b: a tenant is 1 to 36 small letters and digits/,
  /ownSubscriptionTenants names a tenant twice/,
  /alertEmails are nobody: each is an address/,
  /alertEmails are ops@nowhere\.: each is an address/,
  /budgetStart is 2026-12-15: it is the first of a month/,
  /frontDoorSku says what Front Door is bought/,
  /domain is https:\/\/tower\.example: it is a host alone/,
  /domain is tower\.\.example: it is a host alone/,
  /containerSize or simulationSize is none that there is/,
  /functionsCapacity has more alwaysReady than maximumInstances/,
  /sharedRegistry has no name or no resource group/,
  /ownSubscriptionTenants names too many/,
  /auditLocked is about a policy: say auditDays/,
  /logDailyCapGb is 2\.: it is a number in a text/,
  /budgetStart is 2026-13-01: it is the first of a month/,
  /sharedMaxRu or ordersMaxRu is none that there is/,
  /cosmosRestoredName is Cosmos_X: an account is small letters/
])("what can't be is refused with a sentence: %s", (sentence) => {
  expect(all.refusal).toMatch(sentence)
})
