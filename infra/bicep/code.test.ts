import { globSync, readFileSync } from "node:fs"
import { join, resolve } from "node:path"
import { type Config, ConfigProvider, Effect } from "effect"
import { describe, expect, it } from "vitest"
import { azureSettings } from "@tradetower/platform/azure"
import * as settings from "../cloud/src/settings.ts"
import { environments, snapshotFile } from "./compile.ts"
import { grantsOf } from "./rules/grants.ts"
import { PRICES_GROUP } from "./rules/messages.ts"
import { of, type Snapshot } from "./snapshot.ts"

const root = resolve(import.meta.dirname, "../..")
const source = (path: string) => readFileSync(join(root, path), "utf8")
const read = (environment: string) => JSON.parse(readFileSync(snapshotFile(environment), "utf8")) as Snapshot
const prod = read("prod")

const parts = ["functions", "execution", "realtime", "simulations"] as const
type Part = (typeof parts)[number]

/** The settings of infra/cloud/src/settings.ts that a file there names. */
const named = (file: string): ReadonlyArray<Config.Config<unknown>> =>
  Object.entries(settings).flatMap(([name, config]) =>
    new RegExp(`import \\{[^}]*\\b${name}\\b[^}]*\\} from "./settings.ts"`).test(source(`infra/cloud/src/${file}`))
      ? [config]
      : []
  )

/** Every variable that a part reads: all answer that nothing is set, and none needs more than its name to be asked. */
const readBy = (part: Part): ReadonlySet<string> => {
  const names = new Set<string>()
  const always = part === "functions" ? [] : named("run-part.ts")
  for (const config of [azureSettings, ...always, ...named(`${part}.ts`)])
    Effect.runSync(
      Effect.exit(
        config.parse(
          ConfigProvider.make(([name]) => {
            names.add(String(name))
            return Effect.succeed(
              ConfigProvider.makeValue(
                {
                  PORT: "1",
                  TRADETOWER_MARKET: "live",
                  TRADETOWER_EXECUTION_SHARES: "1",
                  TRADETOWER_REALTIME_SHARES: "1",
                  WEBPUBSUB_TIER: "free",
                  WEBPUBSUB_UNITS: "1"
                }[String(name)] ?? "true"
              )
            )
          })
        )
      )
    )
  return names
}

/** Every variable that a part is given. */
const givenTo = (snapshot: Snapshot, part: Part): ReadonlySet<string> =>
  new Set(
    part === "functions"
      ? of(snapshot, "Microsoft.Web/sites/config")
          .filter(({ name }) => name.endsWith("/appsettings"))
          .flatMap(({ properties }) => Object.keys(properties))
      : of(snapshot, "Microsoft.App/containerApps")
          .flatMap(({ properties }) => properties.template.containers)
          .filter(({ name }) => name === part)
          .flatMap(({ env }) => env.map(({ name }) => name))
  )

/** What the Functions runtime reads itself: where it keeps what is its own, and the connection that our triggers name. */
const ofTheRuntime = [
  "AzureWebJobsStorage__accountName",
  "AzureWebJobsStorage__credential",
  "AzureWebJobsStorage__clientId",
  "ServiceBus__fullyQualifiedNamespace",
  "ServiceBus__credential",
  "ServiceBus__clientId",
  "APPLICATIONINSIGHTS_AUTHENTICATION_STRING"
]
/** What a deployment has no use for: keys, and names for several in one service. */
const isForTests = (name: string) => name.endsWith("_KEY") || name === "AZURE_NAME_PREFIX"
/** What is given where it is bought (`enableEventHubs`, `enableRedis`). */
const bought = ["AZURE_EVENTHUBS_ENDPOINT", "AZURE_REDIS_ENDPOINT"]

/** What a part is given and nobody reads. */
const unread = (snapshot: Snapshot, part: Part) => {
  const known = new Set([...readBy(part), ...(part === "functions" ? ofTheRuntime : [])])
  return [...givenTo(snapshot, part)].filter((name) => !known.has(name))
}
/** What a part reads and is not given. */
const missing = (snapshot: Snapshot, part: Part) => {
  const given = givenTo(snapshot, part)
  return [...readBy(part)].filter((name) => !given.has(name) && !isForTests(name)).toSorted()
}

/** A variable by another name. */
const called = (snapshot: Snapshot, name: string, other: string) =>
  JSON.parse(JSON.stringify(snapshot).replaceAll(`"${name}"`, `"${other}"`)) as Snapshot

describe.each(parts)("%s", (part) => {
  it.each(environments)("reads every variable that it is given in %s", (environment) => {
    expect(unread(read(environment), part)).toEqual([])
  })

  it("is given every variable that it reads", () => {
    expect(missing(prod, part).filter((name) => !bought.includes(name))).toEqual([])
  })

  it("each that is left out is told", () => {
    const names = [...givenTo(prod, part)].filter((name) => readBy(part).has(name))
    expect(names.filter((name) => !missing(called(prod, name, "NOBODYS"), part).includes(name))).toEqual([])
    expect(names.length).toBeGreaterThan(8)
  })

  it("one that nobody reads is told", () => {
    expect(unread(called(prod, "AZURE_BLOB_ENDPOINT", "NOBODYS"), part)).toEqual(["NOBODYS"])
  })
})

it("the runtime is given the connection that the triggers name", () => {
  const connection = /^const CONNECTION = "(\w+)"$/m.exec(source("api/src/functions.ts"))?.[1]
  expect([...givenTo(prod, "functions")]).toContain(`${connection}__fullyQualifiedNamespace`)
})

/** Whose a file is that sends; the functions put dead letters of any topic back. */
const sending: Readonly<Record<string, Part | ReadonlyArray<Part>>> = {
  "api/src/backtest/send-job.ts": ["functions", "simulations"],
  "api/src/engine/send-orders.ts": "functions",
  "api/src/http/bots/send-command.ts": "functions",
  "api/src/http/kill-switch/kill-switch.ts": "functions",
  "api/src/http/signals/receive-alert.ts": "functions",
  "api/src/http/signals/signals.ts": "functions",
  "api/src/timers/dead-letters.ts": "functions",
  "execution/src/bot-commands.ts": "execution",
  "execution/src/download/run-downloads.ts": "execution",
  "execution/src/market-data/publish.ts": "execution"
}

describe("who sends", () => {
  const files = globSync("{api,execution,realtime}/src/**/*.ts", { cwd: root }).filter(
    (path) => !/\.(test|fixture)\.ts$|testing\.ts$/.test(path) && /\bbus\.send\(/.test(source(path))
  )

  it("is known of every file that does", () => {
    expect(files.map((path) => path.replaceAll("\\", "/")).toSorted()).toEqual(Object.keys(sending).toSorted())
  })

  it("may send what its files name", () => {
    const grants = new Set(grantsOf(prod))
    const lacking = Object.entries(sending).flatMap(([path, whose]) =>
      source(path)
        .matchAll(/bus\.send\(\s*"([a-z-]+)"/g)
        .flatMap(([, topic]) => [whose].flat().map((part) => `${part}: Service Bus Data Sender on topics/${topic}`))
        .filter((grant) => !grants.has(grant))
        .toArray()
    )
    expect(lacking).toEqual([])
  })
})

/** Whose a file is that listens, and which subscription it names there, or the part for whose every one it asks. */
const listening: Readonly<Record<string, readonly [part: Part, subscription: RegExp, topic: RegExp]>> = {
  "api/src/backtest/run-jobs.ts": ["simulations", /subscription: "([a-z]+)"/, /from\("([a-z-]+)", /g],
  "api/src/functions.ts": ["functions", /^const ENGINE = "([a-z]+)"/m, /engineFunctions\("[a-z-]+", "([a-z-]+)"/g],
  "execution/src/download/run-downloads.ts": [
    "execution",
    /subscription: "([a-z]+)"/,
    /receive\(\s*\{ topic: "([a-z-]+)"/g
  ],
  "execution/src/orders/orders.ts": ["execution", /receiveAll\("[a-z-]+", "([a-z]+)"/, /receiveAll\("([a-z-]+)"/g],
  "realtime/src/follow-market.ts": ["realtime", /receiveAll\("[a-z-]+", "([a-z]+)"/, /receiveAll\("([a-z-]+)"/g]
}

describe("who listens", () => {
  const files = globSync("{api,execution,realtime,backtest}/src/**/*.ts", { cwd: root }).filter(
    (path) =>
      !/\.(test|fixture)\.ts$|testing\.ts$/.test(path) &&
      /\bbus\.receive\(|\breceiveAll\(|\bserviceBusTopic\(/.test(source(path))
  )
  /** A share's and a tenant's own subscription is called as the one that is everybody's, with an ending. */
  const owners = (snapshot: Snapshot) => [
    ...new Set(
      grantsOf(snapshot).flatMap(
        (grant) =>
          /^(\w+): Service Bus Data Owner on topics\/([a-z-]+\/subscriptions\/[a-z]+)/
            .exec(grant)
            ?.slice(1)
            .join(" of ") ?? []
      )
    )
  ]
  const listeners = Object.entries(listening).flatMap(([path, [part, subscription, topics]]) =>
    source(path)
      .matchAll(topics)
      .map(([, topic]) => `${part} of ${topic}/subscriptions/${subscription.exec(source(path))?.[1]}`)
      .toArray()
  )

  it("is known of every file that does", () => {
    expect(files.map((path) => path.replaceAll("\\", "/")).toSorted()).toEqual(Object.keys(listening).toSorted())
  })

  it("owns what it listens to, and nothing else", () => {
    expect(owners(prod).toSorted()).toEqual(listeners.toSorted())
  })

  it("a listener without its role is told", () => {
    const other = JSON.parse(JSON.stringify(prod).replaceAll("candle-jobs", "candles")) as Snapshot
    expect(listeners.filter((each) => !owners(other).includes(each))).toEqual([
      "execution of candle-jobs/subscriptions/execution"
    ])
  })

  it("over Event Hubs is the consumer group that the rules name", () => {
    const of = (name: string) =>
      new RegExp(`^const ${name} = "([a-z-]+)"`, "m").exec(
        source("infra/platform/src/azure/event-hubs/market-data.ts")
      )?.[1]
    expect(`${of("TOPIC")}/${of("GROUP")}`).toBe(PRICES_GROUP)
  })
})

describe("alerts", () => {
  const emitted = new Set(
    globSync("{api,execution,realtime,infra/platform}/src/**/*.ts", { cwd: root })
      .filter((path) => !/\.(test|fixture)\.ts$/.test(path))
      .flatMap((path) =>
        [...source(path).matchAll(/\.(?:count|gauge)\(\s*"([^"]+)"|(?:withSpan|Effect\.fn)\(\s*"([^"]+)"/g)].map(
          ([, metric, span]) => metric ?? span
        )
      )
  )

  /** What an alert asks for. */
  const askedBy = (snapshot: Snapshot) =>
    of(snapshot, "Microsoft.Insights/scheduledQueryRules")
      .flatMap(({ properties }) => properties.criteria.allOf.map(({ query }) => query))
      .flatMap((query) => [...query.matchAll(/(?<![A-Za-z])Name == "([^"]+)"/g)].map(([, name]) => name))

  it("ask for metrics and spans that the code has", () => {
    expect(new Set(askedBy(prod))).toEqual(
      new Set(["Exchange.place", "live-messages", "runs-broken", "unknown-orders.oldest-seconds"])
    )
    expect(askedBy(prod).filter((name) => !emitted.has(name))).toEqual([])
  })

  it("that nobody's metric can raise are told", () => {
    const other = JSON.parse(JSON.stringify(prod).replaceAll("runs-broken", "runs-failed")) as Snapshot
    expect(askedBy(other).filter((name) => !emitted.has(name))).toEqual(["runs-failed"])
  })
})
