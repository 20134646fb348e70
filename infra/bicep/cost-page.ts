import { costOf, goals, logsAtMost, totalOf } from "./cost.ts"
import { prices } from "./prices.ts"
import { of, type Snapshot } from "./snapshot.ts"

const usd = (amount: number) => amount.toFixed(2)
const table = (head: ReadonlyArray<string>, rows: ReadonlyArray<ReadonlyArray<string>>) =>
  [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n")

const columns: ReadonlyArray<readonly [title: string, snapshot: string]> = [
  ["dev", "dev"],
  ["staging", "staging"],
  ["prod", "prod"],
  ["prod, nothing closed", "prod-public"],
  ["prod, private endpoints", "prod-private-endpoints"],
  ["prod, every flag", "prod-scale"],
  ["prod, Premium, 5 replicas", "prod-premium"],
  ["dev, always on", "dev-always-on"]
]

const snapshotOf = (snapshots: Readonly<Record<string, Snapshot>>, name: string): Snapshot => {
  const found = snapshots[name]
  if (found === undefined) throw new Error(`no snapshot ${name}: is there an infra/environments/**/${name}.bicepparam?`)
  return found
}

const atRest = (snapshots: Readonly<Record<string, Snapshot>>) => {
  const costs = columns.map(([, name]) => costOf(snapshotOf(snapshots, name)))
  const besides = columns.map(([, name]) => costOf(snapshotOf(snapshots, name), { besides: true }))
  const whats = [...new Set(costs.flat().map(({ what }) => what))]
  const sums = (title: string, of: ReadonlyArray<ReturnType<typeof costOf>>) => [
    `**${title}**`,
    ...of.map((lines) => `**${usd(totalOf(lines))}**`)
  ]
  return table(
    ["USD a month", ...columns.map(([title]) => title)],
    [
      ...whats.map((what) => [
        what,
        ...costs.map((lines) => {
          const line = lines.find((each) => each.what === what)
          return line === undefined ? "" : usd(line.usd)
        })
      ]),
      sums("alone in its Azure subscription", costs),
      sums("beside one that pays the bus", besides)
    ]
  )
}

const reached = (amount: number, goal: number) =>
  `${usd(amount)}: ${amount <= goal ? "reached" : `missed by ${usd(amount - goal)}`}`

/** How far what is deployed is from what it is meant to cost. */
const goalsReached = (snapshots: Readonly<Record<string, Snapshot>>) =>
  table(
    ["goal, USD a month", "without the registry", "with the whole of the registry"],
    (
      [
        ["dev", "in prod's Azure subscription, which pays the bus", "dev", { besides: true }],
        ["dev", "alone", "dev", {}],
        ["prod", "alone", "prod", {}],
        ["prod", "with nothing closed", "prod-public", {}]
      ] as const
    ).map(([environment, where, name, how]) => {
      const goal = goals[environment]
      const amount = totalOf(costOf(snapshotOf(snapshots, name), how))
      return [`${environment} ${goal}, ${where}`, reached(amount, goal), reached(amount + prices.registry, goal)]
    })
  )

/** Alerts of Sev3: each is a reason to buy more. */
const scaleTriggers = (snapshot: Snapshot) =>
  table(
    ["when", "measured by"],
    [
      ...of(snapshot, "Microsoft.Insights/metricAlerts").map(({ properties }) => ({
        ...properties,
        by: `Azure: \`${properties.criteria.allOf.map(({ metricName }) => metricName).join()}\``
      })),
      ...of(snapshot, "Microsoft.Insights/scheduledQueryRules").map(({ properties }) => ({
        ...properties,
        by: `our metric \`${/Name == "([^"]+)"/.exec(properties.criteria.allOf[0]?.query ?? "")?.[1]}\``
      }))
    ]
      .filter(({ severity }) => severity === 3)
      .map(({ by, description }) => [description, by])
  )

/** `docs/cost.md`, as the templates have it. */
export const costPage = (snapshots: Readonly<Record<string, Snapshot>>): string => `# What it costs

Made by \`npm run infra\` of what the templates deploy and of \`infra/bicep/prices.ts\`, which says of each price where it is
from; \`npm test\` says when it is no longer true. USD a month of 730 hours, in West Europe, before tax, while nobody does
anything. The first three are deployed; the others are what such an environment may be, each made of what it was at first.

${atRest(snapshots)}

How each is reckoned, for prod:

${table(
  ["", "USD", "how"],
  costOf(snapshotOf(snapshots, "prod")).map(({ how, usd: amount, what }) => [what, usd(amount), how])
)}

${goalsReached(snapshots)}

- **Goals**: one registry, ${usd(prices.registry)}, serves every environment, and is on the bill of one of them. Alone in an
  Azure subscription dev is above its goal, and no parameter helps: the site's Free plan has no functions behind it, and the
  bus's Basic no topics. Then delete its resource group while nobody works.
- **Free tier**: one Cosmos account of an Azure subscription gets 1,000 RU/s and 25 GB for nothing. Where another has it,
  prod is ${usd(totalOf(costOf(snapshotOf(snapshots, "prod-without-free-tier"))))} (\`freeTier: false\`).
- **Network**: prod closes documents, blobs and secrets by service endpoints. The bus and Web PubSub stay on the internet
  unless they are Premium: what opens them is an identity of ours, no key.
- **Besides**, by use: logs ${usd(prices.logs.gb)}/GB beyond ${prices.logs.freeGb} a month (the daily cap holds them to ${usd(logsAtMost(snapshotOf(snapshots, "dev")))} in dev and
  ${usd(logsAtMost(snapshotOf(snapshots, "prod")))} in prod), functions 0.026 for 1,000 GB-s beyond 100,000, the simulations' seconds as those of any container,
  Front Door 0.08 to 0.17/GB, storage, secrets and traffic about one.
  What Azure gives for nothing it gives to an Azure subscription: dev's use is taken from prod's.

## When to buy more

${scaleTriggers(snapshotOf(snapshots, "prod"))}

What no alert sees is in \`operations.md\`, "More of it".
`
