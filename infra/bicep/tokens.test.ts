import { readFileSync } from "node:fs"
import { join, resolve } from "node:path"
import { describe, expect, it } from "vitest"
import { environments, snapshotFile } from "./compile.ts"
import { of, type Snapshot } from "./snapshot.ts"

const root = resolve(import.meta.dirname, "../..")
const read = (environment: string) => JSON.parse(readFileSync(snapshotFile(environment), "utf8")) as Snapshot
const [, beforeToken = "nowhere"] = /route: "v1(\/.*\/)tradingview\/\{token\}"/.exec(
  readFileSync(join(root, "api", "src", "functions.ts"), "utf8")
) ?? [""]

/** Where the Functions host may write the address of a request. */
const written = {
  AppDependencies: ["Data", "Name", "OperationName"],
  AppRequests: ["Url", "Name", "OperationName"],
  AppTraces: ["Message", "OperationName"]
}

/** What a transformation makes of a column. */
const cut = (column: string) => {
  const [from, at] = [`'${beforeToken}'`, `indexof(${column}, '${beforeToken}')`]
  return `${column} = iif(${column} contains ${from}, strcat(substring(${column}, 0, ${at}), '${beforeToken}...'), ${column})`
}

/** Logs that keep an address, and so the token of a webhook, which is part of one. */
const keepingTokens = (snapshot: Snapshot): ReadonlyArray<string> => {
  const [rule] = of(snapshot, "Microsoft.Insights/dataCollectionRules")
  const obeyed = of(snapshot, "Microsoft.OperationalInsights/workspaces").some(
    ({ properties }) => properties.defaultDataCollectionRuleResourceId === rule?.id
  )
  const columns = Object.entries(written).flatMap(([table, names]) => {
    const flow = rule?.properties.dataFlows.find(({ streams }) => streams.includes(`Microsoft-Table-${table}`))
    return names.flatMap((name) =>
      obeyed && flow?.transformKql.includes(cut(name)) === true ? [] : `${table}.${name}`
    )
  })
  const edges = [
    ...of(snapshot, "Microsoft.Cdn/profiles").map(({ name, properties }) => [name, properties.logScrubbing] as const),
    ...of(snapshot, "Microsoft.Network/FrontDoorWebApplicationFirewallPolicies").map(
      ({ name, properties }) => [name, properties.policySettings.logScrubbing] as const
    )
  ].flatMap(([name, { scrubbingRules, state }]) =>
    state === "Enabled" &&
    scrubbingRules.some((each) => each.matchVariable === "RequestUri" && each.state === "Enabled")
      ? []
      : name
  )
  return [...columns, ...edges]
}

describe("no log keeps the token of a webhook", () => {
  it.each(environments)("in %s", (environment) => {
    expect(keepingTokens(read(environment))).toEqual([])
  })

  it.each([
    ["/webhooks/", "/hooks/", 8],
    ["Microsoft-Table-AppRequests", "Microsoft-Table-AppEvents", 3],
    ["defaultDataCollectionRuleResourceId", "rule", 8],
    ["RequestUri", "RequestIPAddress", 2]
  ])("a log that does is told: %s", (right, wrong, kept) => {
    const mutant = JSON.parse(JSON.stringify(read("prod")).replaceAll(right, wrong)) as Snapshot
    expect(keepingTokens(mutant).length).toBe(kept)
  })
})
